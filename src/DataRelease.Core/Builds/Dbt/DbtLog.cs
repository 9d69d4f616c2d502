using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Reports;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// Reads dbt's output of <c>--log-format json</c>, one object on each line. Node events become ours. Errors and lines
/// that are not JSON (Python's own tracebacks) are kept for the message of a failure.
/// </summary>
/// <param name="events">Receives the events of nodes.</param>
/// <param name="hide">Replaces secrets in a line before it is kept or published.</param>
internal sealed partial class DbtLog(IReleaseEvents events, Func<string, string>? hide = null)
{
    private const int Kept = 40;

    private readonly Lock _lock = new();
    private readonly Queue<string> _errors = new();
    private readonly Queue<string> _other = new();
    private readonly Dictionary<string, List<string>> _exceptions = new(StringComparer.Ordinal);
    private int _planned;

    /// <summary>What went wrong according to dbt: its error events, or else its last lines.</summary>
    public string Complaint
    {
        get
        {
            lock (_lock)
                return string.Join(Environment.NewLine, _errors.Count > 0 ? _errors : _other).Trim();
        }
    }

    /// <summary>True if dbt reported an error.</summary>
    public bool HasErrors
    {
        get
        {
            lock (_lock)
                return _errors.Count > 0;
        }
    }

    /// <summary>The file that dbt blames, <c>models/x.sql</c>, or null.</summary>
    public string? File => BlamedFile().Match(Complaint) is { Success: true } match ? match.Groups["file"].Value : null;

    /// <summary>
    /// Adds the errors of a microbatch model's batches. The model's result says only how many batches failed; the log
    /// says why.
    /// </summary>
    public NodeResult WithBatchErrors(NodeResult node)
    {
        lock (_lock)
        {
            return node.Status == "partial success" && _exceptions.TryGetValue(node.UniqueId, out var said)
                ? node with
                {
                    Message = string.Join('\n', said.Prepend(node.Message ?? node.Status)),
                }
                : node;
        }
    }

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
        if (Text(info, "level") == "error" && !IsResult(name) && name != "SkippingDetails")
            Keep(_errors, Text(info, "msg").Trim());
        if (data.ValueKind != JsonValueKind.Object)
            return;
        if (name == "ConcurrencyLine")
        {
            Plan(Count(data, "node_count"));
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
        if (name == "GenericExceptionOnRun")
        {
            KeepException(id, Text(info, "msg"));
        }
        else if (name == "LogStartLine")
        {
            // Nodes without work count here, but not in the line before.
            Plan(Count(data, "total"));
            events.Publish(new ReleaseEvent.NodeStarted(id, kind, title));
        }
        else if (name is "SkippingDetails" or "LogSkipBecauseError" || IsResult(name))
        {
            var seconds =
                data.TryGetProperty("execution_time", out var time)
                && time.ValueKind == JsonValueKind.Number
                && time.TryGetDouble(out var value)
                && value is >= 0 and < 1e9
                    ? value
                    : 0;
            var status = Status(name, node, data);
            events.Publish(
                new ReleaseEvent.NodeFinished(
                    id,
                    kind,
                    title,
                    status,
                    TimeSpan.FromSeconds(seconds),
                    Remark(status, data)
                )
            );
        }
    }

    /// <summary>
    /// True for the event of a finished node. A batch of a microbatch model is only a part of its node.
    /// </summary>
    private static bool IsResult(string name) =>
        name.StartsWith("Log", StringComparison.Ordinal)
        && name.EndsWith("Result", StringComparison.Ordinal)
        && name != "LogBatchResult";

    /// <summary>dbt's word for how a node ended. For a unit test only the event itself knows it.</summary>
    private static string Status(string name, JsonElement node, JsonElement data)
    {
        if (name is "SkippingDetails" or "LogSkipBecauseError")
            return "skipped";
        return Text(node, "node_status").ToLowerInvariant() is { Length: > 0 } said and not ("none" or "started")
            ? said
            : Text(data, "status").ToLowerInvariant() switch
            {
                "" or "ok" => "success",
                var other => other,
            };
    }

    /// <summary>
    /// A remark for the event. The rest of dbt's line repeats the event, and the reason of a failure is reported once,
    /// when all nodes have ended.
    /// </summary>
    private static string Remark(string status, JsonElement data) =>
        status switch
        {
            "warn" or "fail" when Count(data, "num_failures") is > 0 and var rows => rows == 1
                ? "1 result"
                : $"{rows} results",
            "partial success" => Text(data, "status").Replace("PARTIAL SUCCESS ", "batches ", StringComparison.Ordinal),
            _ => "",
        };

    private void Plan(int total)
    {
        lock (_lock)
        {
            if (total <= _planned)
                return;
            _planned = total;
        }
        events.Publish(new ReleaseEvent.BuildPlanned(total));
    }

    private void KeepException(string id, string text)
    {
        var said = Colour()
            .Replace(text, "")
            .Replace("Unhandled error while executing", "", StringComparison.Ordinal)
            .Replace("Exception on worker thread.", "", StringComparison.Ordinal)
            .Trim();
        lock (_lock)
        {
            if (!_exceptions.TryGetValue(id, out var known))
                _exceptions[id] = known = [];
            if (known.Count < Kept && !known.Contains(said))
                known.Add(said);
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

    private static int Count(JsonElement data, string key) =>
        data.TryGetProperty(key, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var count)
            ? count
            : 0;

    private static string Text(JsonElement parent, string key) =>
        parent.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colour();

    [GeneratedRegex(@"\((?<file>[^()\s]+\.(?:sql|yml|yaml|csv|py|md))\)")]
    private static partial Regex BlamedFile();
}
