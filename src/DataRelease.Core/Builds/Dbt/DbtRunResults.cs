using System.Globalization;
using System.Text.Json;
using DataRelease.Errors;

namespace DataRelease.Builds.Dbt;

/// <summary>Reads run_results.json, which decides about a build's outcomes.</summary>
internal static class DbtRunResults
{
    public static async Task<IReadOnlyList<NodeResult>?> ReadAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            await using var file = File.OpenRead(path);
            using var document = await JsonDocument.ParseAsync(file, cancellationToken: cancellation);
            return
            [
                .. document
                    .RootElement.GetProperty("results")
                    .EnumerateArray()
                    .Select(result => new NodeResult(
                        Text(result, "unique_id"),
                        Text(result, "status").ToLowerInvariant(),
                        result.TryGetProperty("execution_time", out var time) && time.ValueKind == JsonValueKind.Number
                            ? time.GetDouble()
                            : 0,
                        result.TryGetProperty("failures", out var failures)
                        && failures.ValueKind == JsonValueKind.Number
                            ? failures.GetInt64()
                            : null,
                        result.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                            ? WithoutPath(message.GetString()!) + FailedBatches(result)
                            : null
                    )
                    {
                        StartedAt = StartOf(result),
                    }),
            ];
        }
        catch (Exception error)
            when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ReleaseException(
                ErrorCode.DbtDisagrees,
                $"run_results.json can't be read: {error.Message}",
                null,
                new SourceLocation(path),
                error
            );
        }
    }

    private static string Text(JsonElement result, string key) =>
        result.GetProperty(key).GetString() ?? throw new FormatException($"a result's {key} is null");

    /// <summary>The start of a node's first phase (compile, execute); null for a skipped node.</summary>
    private static DateTimeOffset? StartOf(JsonElement result)
    {
        if (!result.TryGetProperty("timing", out var timing) || timing.ValueKind != JsonValueKind.Array)
            return null;
        var starts = timing
            .EnumerateArray()
            .Select(phase =>
                phase.TryGetProperty("started_at", out var at)
                && at.ValueKind == JsonValueKind.String
                && DateTimeOffset.TryParse(
                    at.GetString(),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out var start
                )
                    ? start
                    : (DateTimeOffset?)null
            )
            .OfType<DateTimeOffset>()
            .ToList();
        return starts.Count == 0 ? null : starts.Min();
    }

    /// <summary>The failed batches of a microbatch model, by their start.</summary>
    private static string FailedBatches(JsonElement result)
    {
        if (
            !result.TryGetProperty("batch_results", out var batches)
            || batches.ValueKind != JsonValueKind.Object
            || !batches.TryGetProperty("failed", out var failed)
            || failed.ValueKind != JsonValueKind.Array
            || failed.GetArrayLength() == 0
        )
            return "";
        var starts = failed
            .EnumerateArray()
            .Select(batch => batch[0].GetString()!.Replace("T00:00:00+00:00", "", StringComparison.Ordinal));
        return $": {failed.GetArrayLength()} batches failed: {string.Join(", ", starts)}";
    }

    /// <summary>
    /// Removes the path of the compiled file from a message. That file is in our private target folder, which is
    /// deleted before anybody reads the message.
    /// </summary>
    private static string WithoutPath(string message) =>
        string.Join(
                '\n',
                message
                    .Split('\n')
                    .Where(line => !line.TrimStart().StartsWith("compiled code at", StringComparison.OrdinalIgnoreCase))
            )
            .TrimEnd();
}
