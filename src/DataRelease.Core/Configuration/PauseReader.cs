namespace DataRelease.Configuration;

/// <summary>Reads <c>pause</c>: a time, or <c>until promoted</c>.</summary>
internal static class PauseReader
{
    private const string UntilPromoted = "until promoted";

    /// <summary>How long it lasts; null if nothing is said.</summary>
    /// <param name="map">What has the key.</param>
    /// <param name="path">Where that stands.</param>
    /// <param name="problems">What is wrong.</param>
    public static CanaryPause? Read(ConfigMapping map, string path, ConfigProblems problems)
    {
        if (map.Text("pause") is not { } text)
            return null;
        if (string.Equals(text.Trim(), UntilPromoted, StringComparison.OrdinalIgnoreCase))
            return new CanaryPause(null);
        if (ConfigValues.Duration(text) is { } span && span > TimeSpan.Zero)
            return new CanaryPause(span);
        problems.Add(
            map.Find("pause")!,
            $"'{path}.pause' is '{text}'; it must be a duration such as 10m or 1h, or '{UntilPromoted}'"
        );
        return null;
    }
}
