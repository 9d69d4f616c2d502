using System.Text.Json;
using System.Text.Json.Nodes;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary>
/// <c>--output jsonl</c>: writes one object a line for each event when it happens; the last line is the result.
/// </summary>
internal sealed class JsonLines(TextWriter writer, TimeProvider clock) : ConsoleEvents
{
    private static readonly JsonSerializerOptions _plain = new() { Encoder = RunnerCommands.JsonEncoder };

    private readonly Lock _lock = new();

    public override void Publish(ReleaseEvent happened)
    {
        if (Object(happened) is not { } line)
            return;
        line["at"] = clock.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        lock (_lock)
        {
            writer.WriteLine(ReadableJson.Of(line.ToJsonString(_plain)));
            writer.Flush();
        }
    }

    /// <summary>The last line: the document that <c>--output json</c> would have written.</summary>
    public static string Result(string document) =>
        ReadableJson.Of(
            new JsonObject { ["event"] = "result", ["document"] = JsonNode.Parse(document) }.ToJsonString(_plain)
        );

    private static JsonObject? Object(ReleaseEvent happened) =>
        happened switch
        {
            ReleaseEvent.ReleaseStarted started => new JsonObject
            {
                ["event"] = "release",
                ["release"] = started.Release,
                ["version"] = started.Version,
                ["environment"] = started.Environment,
                ["builder"] = started.Builder,
            },
            ReleaseEvent.StepStarted step => new JsonObject
            {
                ["event"] = "step started",
                ["step"] = step.Name,
                ["detail"] = step.Detail,
            },
            ReleaseEvent.StepFinished step => new JsonObject
            {
                ["event"] = "step finished",
                ["step"] = step.Name,
                ["state"] = step.State.Word(),
                ["seconds"] = Math.Round(step.Duration.TotalSeconds, 3),
                ["detail"] = step.Detail,
            },
            ReleaseEvent.BuildPlanned plan => new JsonObject { ["event"] = "build planned", ["nodes"] = plan.Total },
            ReleaseEvent.NodeStarted node => new JsonObject
            {
                ["event"] = "node started",
                ["node"] = node.UniqueId,
                ["kind"] = node.Kind,
            },
            ReleaseEvent.NodeFinished node => new JsonObject
            {
                ["event"] = "node finished",
                ["node"] = node.UniqueId,
                ["kind"] = node.Kind,
                ["status"] = node.Status,
                ["seconds"] = Math.Round(node.Duration.TotalSeconds, 3),
                ["message"] = node.Message,
            },
            ReleaseEvent.CheckFinished check => new JsonObject
            {
                ["event"] = "check",
                ["check"] = check.Outcome.Name,
                ["relation"] = check.Outcome.Relation,
                ["state"] = check.Outcome.State.ToString().ToLowerInvariant(),
                ["value"] = check.Outcome.Value,
                ["message"] = check.Outcome.Message,
            },
            ReleaseEvent.Noted note => Text("note", note.Text),
            ReleaseEvent.Warned warning => new JsonObject
            {
                ["event"] = "warning",
                ["code"] = warning.Code,
                ["text"] = warning.Text,
            },
            ReleaseEvent.Progressed progress => Text("progress", progress.Text),
            ReleaseEvent.StatementPlanned statement => Text("statement", statement.Text),
            _ => null,
        };

    private static JsonObject Text(string kind, string text) => new() { ["event"] = kind, ["text"] = text };
}
