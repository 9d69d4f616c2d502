namespace DataRelease.Configuration;

/// <summary>Reads <c>dacpac</c>.</summary>
internal static class DacpacReader
{
    private static readonly string[] _kinds = ["dynamic_sql", "other_database", "in_place", "contracted", "script"];

    /// <summary>The consents, each <c>kind:object</c>.</summary>
    public static IReadOnlyList<string> Accepted(ConfigMapping map, ConfigProblems problems)
    {
        var accepted = map.Texts("accept");
        foreach (var one in accepted)
        {
            var at = one.IndexOf(':', StringComparison.Ordinal);
            if (at < 0 || at == one.Length - 1 || !_kinds.Contains(one[..at]))
                problems.Add(
                    map.Find("accept")!,
                    $"'dacpac.accept' has '{one}'; it takes dynamic_sql, other_database, in_place, contracted or "
                        + "script, a colon and the name of an object"
                );
        }
        map.RefuseOthers();
        return accepted;
    }
}
