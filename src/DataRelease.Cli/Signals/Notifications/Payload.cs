using System.Text.Json;
using System.Text.Json.Nodes;
using DataRelease.Configuration;

namespace DataRelease.Cli.Signals.Notifications;

/// <summary>News in one of the formats that webhooks accept.</summary>
/// <param name="MediaType">The body's media type.</param>
/// <param name="Body">The body, as JSON.</param>
internal sealed record Payload(string MediaType, string Body)
{
    public static Payload Of(News news, NotifyFormat format) =>
        format switch
        {
            NotifyFormat.Slack => new Payload("application/json", Slack(news).ToJsonString(_options)),
            NotifyFormat.Teams => new Payload("application/json", Teams(news).ToJsonString(_options)),
            _ => new Payload("application/cloudevents+json", CdEvent.Write(news).ToJsonString(_options)),
        };

    private static readonly JsonSerializerOptions _options = new();

    /// <summary>
    /// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: three characters begin mentions and
    /// links. With these escaped, no text from a database can mention a channel or make a link.
    /// </summary>
    private static JsonObject Slack(News news)
    {
        var text = $"*{Escaped(news.Sentence)}*";
        if (news.Reason.Length > 0)
            text += $"\n{Escaped($"{news.Code}: {news.Reason}")}";
        text += $"\n{Escaped(Details(news))}";
        if (news.Run is { } run)
            text += $"\n<{run.AbsoluteUri}|the run>";
        return new JsonObject
        {
            ["text"] = Escaped(news.Sentence),
            ["blocks"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "section",
                    ["text"] = new JsonObject
                    {
                        ["type"] = "mrkdwn",
                        ["text"] = text,
                        ["verbatim"] = true,
                    },
                }
            ),
        };

        static string Escaped(string value) =>
            value
                .Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal);
    }

    /// <summary>An adaptive card made of text runs, which have no markup.</summary>
    private static JsonObject Teams(News news)
    {
        var body = new JsonArray(Line(news.Sentence, isBold: true));
        if (news.Reason.Length > 0)
            body.Add(Line($"{news.Code}: {news.Reason}"));
        body.Add(Line(Details(news), isSubtle: true));
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = body,
        };
        if (news.Run is { } run)
            card["actions"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "Action.OpenUrl",
                    ["title"] = "The run",
                    ["url"] = run.AbsoluteUri,
                }
            );
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(
                new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card }
            ),
        };

        static JsonObject Line(string text, bool isBold = false, bool isSubtle = false)
        {
            var run = new JsonObject { ["type"] = "TextRun", ["text"] = text };
            if (isBold)
                run["weight"] = "Bolder";
            if (isSubtle)
                run["isSubtle"] = true;
            return new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(run) };
        }
    }

    private static string Details(News news)
    {
        var parts = new List<string> { $"data-release {news.Command}" };
        if (news.Project.Length > 0)
            parts.Insert(0, news.Project);
        if (news.ChecksFailed > 0)
            parts.Add($"{news.ChecksFailed} {(news.ChecksFailed == 1 ? "check" : "checks")} failed");
        if (news.ChecksWarned > 0)
            parts.Add($"{news.ChecksWarned} {(news.ChecksWarned == 1 ? "warning" : "warnings")}");
        if (news.Branch is { } branch)
            parts.Add(branch);
        if (news.Commit is { Length: >= 7 } commit)
            parts.Add(commit[..7]);
        if (news.By.Length > 0)
            parts.Add($"by {news.By}");
        return string.Join(" · ", parts.Select(PrintableText.Line));
    }
}
