namespace DataRelease.Configuration;

/// <summary>Reads <c>backups</c> and <c>rollback</c>.</summary>
internal static class BackupReader
{
    public static BackupConfig Backups(ConfigMapping map, ConfigProblems problems)
    {
        var config = new BackupConfig
        {
            Tables = map.Texts("tables"),
            BeforeRelease = map.OneOf("before_release", "state", "off") == "state",
            Keep = map.Number("keep", 0) ?? new BackupConfig().Keep,
            MaxAge = map.Duration("max_age", TimeSpan.Zero),
        };
        if (
            config.Tables.FirstOrDefault(table =>
                table.Split('.').Length != 2 || table.Split('.').Any(part => part.Length == 0)
            ) is
            { } wrong
        )
            problems.Add(map.Find("tables")!, $"'backups.tables' has '{wrong}'; write each as schema.table");
        map.RefuseOthers();
        return config;
    }

    public static RollbackConfig Rollback(ConfigMapping map)
    {
        var standard = new RollbackConfig();
        var config = new RollbackConfig
        {
            Rehearse = map.Flag("rehearse", standard.Rehearse),
            Within = map.Duration("within", standard.Within, TimeSpan.FromMilliseconds(1)),
            TrackWrites = map.Flag("track_writes", standard.TrackWrites),
        };
        map.RefuseOthers();
        return config;
    }
}
