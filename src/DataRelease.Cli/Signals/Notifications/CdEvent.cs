using System.Globalization;
using System.Text.Json.Nodes;
using DataRelease.Configuration;

namespace DataRelease.Cli.Signals.Notifications;

/// <summary>
/// A CDEvent (https://cdevents.dev, 0.5) in a structured CloudEvent (https://cloudevents.io, 1.0). The service is an
/// environment's data; the artifact deployed with it is a release.
/// </summary>
internal static class CdEvent
{
    private const string Version = "0.5.0";

    public static JsonObject Write(News news)
    {
        var (type, subject) = Subject(news);
        var id = news.Id.ToString();
        var source = $"/data-release/{Segment(news.Project)}/{Segment(news.Environment)}";
        var time = news.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = source,
            ["type"] = type,
            ["subject"] = (string?)subject["id"],
            ["time"] = time,
            ["datacontenttype"] = "application/json",
            ["data"] = new JsonObject
            {
                ["context"] = new JsonObject
                {
                    ["specversion"] = Version,
                    ["id"] = id,
                    ["source"] = source,
                    ["type"] = type,
                    ["timestamp"] = time,
                },
                ["subject"] = subject,
                ["customData"] = Custom(news),
                ["customDataContentType"] = "application/json",
            },
        };
    }

    private static (string Type, JsonObject Subject) Subject(News news)
    {
        switch (news.Happened)
        {
            case NotifyEvent.Live:
                return Service(news.IsFirst ? "deployed" : "upgraded");
            case NotifyEvent.RolledBack:
                return Service("rolledback");
            default:
                var content = new JsonObject
                {
                    ["pipelineName"] = $"data-release {news.Command}",
                    ["outcome"] = news.Happened switch
                    {
                        NotifyEvent.Candidate => "success",
                        NotifyEvent.Refused => "failure",
                        _ => "error",
                    },
                };
                if (news.Run is { } run)
                    content["uri"] = run.AbsoluteUri;
                if (news.Reason.Length > 0)
                    content["errors"] = $"{news.Code}: {news.Reason}";
                return (
                    "dev.cdevents.pipelinerun.finished.0.3.0",
                    new JsonObject
                    {
                        ["id"] = $"{Segment(news.Environment)}/{(news.Release.Length > 0 ? news.Release : news.Id)}",
                        ["content"] = content,
                    }
                );
        }

        (string, JsonObject) Service(string predicate) =>
            (
                $"dev.cdevents.service.{predicate}.0.3.0",
                new JsonObject
                {
                    ["id"] = $"{Segment(news.Project)}/{Segment(news.Environment)}",
                    ["content"] = new JsonObject
                    {
                        ["environment"] = new JsonObject { ["id"] = news.Environment },
                        ["artifactId"] =
                            $"pkg:generic/{Segment(news.Project)}@{Uri.EscapeDataString(news.LiveVersion)}",
                    },
                }
            );
    }

    private static JsonObject Custom(News news) =>
        new()
        {
            ["event"] = CommandOutcome.Word(news.Happened),
            ["sentence"] = news.Sentence,
            ["command"] = news.Command,
            ["environment"] = news.Environment,
            ["release"] = news.Release,
            ["version"] = news.Version,
            ["state"] = news.State,
            ["live"] = news.Live,
            ["liveVersion"] = news.LiveVersion,
            ["commit"] = news.Commit,
            ["branch"] = news.Branch,
            ["by"] = news.By,
            ["exitCode"] = news.ExitCode,
            ["error"] = news.Code,
            ["checksFailed"] = news.ChecksFailed,
            ["checksWarned"] = news.ChecksWarned,
        };

    private static string Segment(string name) => name.Length > 0 ? Uri.EscapeDataString(name) : "project";
}
