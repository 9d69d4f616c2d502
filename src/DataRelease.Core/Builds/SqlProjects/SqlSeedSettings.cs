using DataRelease.Configuration;

namespace DataRelease.Builds.SqlProjects;

/// <summary>What data-release.yml says of a seed: of its name, and of the folder that it lies in.</summary>
internal static class SqlSeedSettings
{
    /// <summary>All that fits, the later before the earlier.</summary>
    public static SqlSeedConfig Of(SqlProjectConfig project, SqlSeed seed)
    {
        var settings = new SqlSeedConfig();
        foreach (var (_, said) in project.Seeds.Where(entry => SqlFile.Fits(entry.Pattern, seed.File, seed.Name)))
        {
            var types = new Dictionary<string, string>(settings.Types, StringComparer.Ordinal);
            foreach (var (column, type) in said.Types)
                types[column] = type;
            settings = new SqlSeedConfig
            {
                Types = types,
                Delimiter = said.Delimiter ?? settings.Delimiter,
                Quote = said.Quote ?? settings.Quote,
                NullValues = said.NullValues ?? settings.NullValues,
            };
        }
        return settings;
    }
}
