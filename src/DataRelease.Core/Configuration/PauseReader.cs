namespace DataRelease.Configuration;

/// <summary>Reads <c>pause</c>: a time, or <c>until promoted</c>.</summary>
internal static class PauseReader
{
    private const string UntilPromoted = "until promoted";

    /// <summary>The duration of the pause; null if there is none.</summary>
    /// <param name="map">The mapping with the key.</param>
    /// <param name="path">The mapping's path.</param>
    /// <param name="problems">Collects problems.</param>
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
