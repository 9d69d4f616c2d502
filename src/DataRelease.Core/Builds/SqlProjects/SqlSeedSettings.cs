using DataRelease.Configuration;

namespace DataRelease.Builds.SqlProjects;

/// <summary>Reads a seed's settings in data-release.yml: those for its name, and those for its folder.</summary>
internal static class SqlSeedSettings
{
    /// <summary>All settings that match, later ones over earlier ones.</summary>
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
