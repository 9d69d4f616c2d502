using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Reports;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// dbt's output with <c>--log-format json</c>, one object a line: node events become ours, errors and what is not JSON
/// (Python's own tracebacks) are kept for the message if dbt fails.
/// </summary>
/// <param name="events">Told of nodes.</param>
/// <param name="hide">Takes secrets out of a line before it is kept or told.</param>
internal sealed partial class DbtLog(IReleaseEvents events, Func<string, string>? hide = null)
{
    private const int Kept = 40;

    private readonly Lock _lock = new();
    private readonly Queue<string> _errors = new();
    private readonly Queue<string> _other = new();

    /// <summary>What dbt said went wrong: its own error events, else whatever it printed last.</summary>
    public string Complaint
    {
        get
        {
            lock (_lock)
                return string.Join(Environment.NewLine, _errors.Count > 0 ? _errors : _other).Trim();
        }
    }

    /// <summary>The file that dbt blames, <c>models/x.sql</c>, or null.</summary>
    public string? File => BlamedFile().Match(Complaint) is { Success: true } match ? match.Groups["file"].Value : null;

    public void Read(string line)
    {
        line = hide?.Invoke(line) ?? line;
        if (line.Length == 0)
            return;
        if (line[0] != '{')
        {
            Keep(_other, line);
            return;
        }
        try
        {
            using var document = JsonDocument.Parse(line);
            Read(document.RootElement);
        }
        catch (JsonException)
        {
            Keep(_other, line);
        }
    }

    private void Read(JsonElement line)
    {
        if (
            line.ValueKind != JsonValueKind.Object
            || !line.TryGetProperty("info", out var info)
            || info.ValueKind != JsonValueKind.Object
        )
            return;
        var name = Text(info, "name");
        var data =
            line.TryGetProperty("data", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        if (
            Text(info, "level") == "error"
            && name
                is not (
                    "LogModelResult"
                    or "LogTestResult"
                    or "LogSeedResult"
                    or "LogSnapshotResult"
                    or "SkippingDetails"
                )
        )
            Keep(_errors, Text(info, "msg").Trim());
        if (data.ValueKind != JsonValueKind.Object)
            return;
        if (
            name == "ConcurrencyLine"
            && data.TryGetProperty("node_count", out var count)
            && count.ValueKind == JsonValueKind.Number
            && count.TryGetInt32(out var total)
        )
        {
            events.Publish(new ReleaseEvent.BuildPlanned(total));
        }
        else if (
            data.TryGetProperty("node_info", out var node)
            && node.ValueKind == JsonValueKind.Object
            && Text(node, "unique_id") is { Length: > 0 } id
        )
        {
            Publish(name, id, node, data, info);
        }
    }

    private void Publish(string name, string id, JsonElement node, JsonElement data, JsonElement info)
    {
        var kind = Text(node, "resource_type");
        var title = Text(node, "node_name");
        if (name == "LogStartLine")
        {
            events.Publish(new ReleaseEvent.NodeStarted(id, kind, title));
        }
        else if (
            name is "SkippingDetails" or "LogSkipBecauseError"
            || (name.StartsWith("Log", StringComparison.Ordinal) && name.EndsWith("Result", StringComparison.Ordinal))
        )
        {
            var seconds =
                data.TryGetProperty("execution_time", out var time)
                && time.ValueKind == JsonValueKind.Number
                && time.TryGetDouble(out var value)
                && value is >= 0 and < 1e9
                    ? value
                    : 0;
            var status = Text(node, "node_status");
            var message = status is "success" or "pass" or "skipped"
                ? ""
                : Colour().Replace(Text(info, "msg"), "").Trim();
            events.Publish(
                new ReleaseEvent.NodeFinished(id, kind, title, status, TimeSpan.FromSeconds(seconds), message)
            );
        }
    }

    private void Keep(Queue<string> lines, string text)
    {
        lock (_lock)
        {
            lines.Enqueue(Colour().Replace(text, ""));
            if (lines.Count > Kept)
                lines.Dequeue();
        }
    }

    private static string Text(JsonElement parent, string key) =>
        parent.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colour();

    [GeneratedRegex(@"\((?<file>[^()\s]+\.(?:sql|yml|yaml|csv|py|md))\)")]
    private static partial Regex BlamedFile();
}
