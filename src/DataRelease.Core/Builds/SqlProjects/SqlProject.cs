using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.SqlProjects;

/// <summary>
/// The files of an SQL project: <c>models/**/*.sql</c>, <c>tests/**/*.sql</c>, <c>seeds/**/*.csv</c>.
/// </summary>
public sealed partial class SqlProject
{
    private SqlProject(
        string directory,
        SqlProjectConfig config,
        IReadOnlyList<SqlFile> files,
        IReadOnlyList<SqlSeed> seeds
    )
    {
        Directory = directory;
        Config = config;
        Files = files;
        Seeds = seeds;
    }

    /// <summary>The project's folder.</summary>
    public string Directory { get; }

    /// <summary>The project's settings in data-release.yml.</summary>
    public SqlProjectConfig Config { get; }

    internal IReadOnlyList<SqlFile> Files { get; }

    internal IReadOnlyList<SqlSeed> Seeds { get; }

    /// <summary>
    /// True if the folder is a project of this kind: it has no dbt_project.yml, and its configuration has
    /// <c>project</c>.
    /// </summary>
    public static bool IsAt(string directory, ReleaseConfig config) =>
        config.Project is not null && !File.Exists(Path.Combine(directory, "dbt_project.yml"));

    /// <summary>Reads every file.</summary>
    /// <exception cref="ReleaseException">DR2100 with all problems.</exception>
    public static SqlProject Load(string directory, SqlProjectConfig config)
    {
        var problems = new List<ReleaseException>();
        List<SqlFile> files =
        [
            .. Find(directory, "models", "*.sql")
                .Select(file => SqlFile.Read(file, Text(directory, file), NodeKind.Model, config, problems)),
            .. Find(directory, "tests", "*.sql")
                .Select(file => SqlFile.Read(file, Text(directory, file), NodeKind.Test, config, problems)),
        ];
        List<SqlSeed> seeds =
        [
            .. Find(directory, "seeds", "*.csv")
                .Select(file => new SqlSeed(
                    Path.GetFileNameWithoutExtension(file),
                    file,
                    File.ReadAllBytes(Path.Combine(directory, file))
                )),
        ];
        problems.AddRange(PassedOver(directory, "models", ".sql", OfSql()));
        problems.AddRange(PassedOver(directory, "tests", ".sql", OfSql()));
        problems.AddRange(PassedOver(directory, "seeds", ".csv", OfCsv()));
        problems.AddRange(
            seeds
                .Where(seed => !SqlFile.IsName(seed.Name))
                .Select(seed =>
                    SqlFile.Problem(
                        seed.File,
                        1,
                        1,
                        $"'{seed.Name}' can't be a relation's name here: use lower-case letters, digits and _"
                    )
                )
        );
        var named = files
            .Where(file => file.Kind == NodeKind.Model)
            .Select(file => (file.Name, file.Text.File))
            .Concat(seeds.Select(seed => (seed.Name, seed.File)));
        problems.AddRange(Twice(named));
        // A key's tests are named after their model; what is said of them stands at the file in tests/.
        problems.AddRange(
            Twice(
                files
                    .Where(file => file.Kind == NodeKind.Model)
                    .SelectMany(file => SqlProjectManifest.KeyTestNames(file).Select(name => (name, file.Text.File)))
                    .Concat(
                        files.Where(file => file.Kind == NodeKind.Test).Select(file => (file.Name, file.Text.File))
                    ),
                "tests"
            )
        );
        var models = files
            .Where(file => file.Kind == NodeKind.Model)
            .Select(file => (file.Text.File, file.Name))
            .ToList();
        problems.AddRange(
            Unfit("models", "model", config.Models.Select(entry => (entry.Pattern, entry.Settings.Where)), models)
        );
        problems.AddRange(
            Unfit(
                "seeds",
                "seed",
                config.Seeds.Select(entry => (entry.Pattern, entry.Settings.Where)),
                [.. seeds.Select(seed => (seed.File, seed.Name))]
            )
        );
        if (files.TrueForAll(file => file.Kind != NodeKind.Model) && seeds.Count == 0)
            problems.Add(
                new ReleaseException(
                    ErrorCode.SqlFileInvalid,
                    $"there is no query in '{Path.Combine(directory, "models")}'",
                    "put one query a file into models/, such as models/orders.sql"
                )
            );
        ThrowIfAny(problems);
        return new SqlProject(directory, config, files, seeds);
    }

    private static IEnumerable<ReleaseException> Twice(
        IEnumerable<(string Name, string File)> named,
        string what = ""
    ) =>
        named
            .GroupBy(file => file.Name)
            .Where(group => group.Count() > 1)
            .Select(twice =>
                SqlFile.Problem(
                    twice.Last().File,
                    1,
                    1,
                    $"{string.Join(" and ", twice.Select(file => file.File))} have "
                        + (what.Length > 0 ? $"{what} of the same name, {twice.Key}" : "the same name")
                )
            );

    /// <summary>
    /// Refuses settings for files that don't exist, because a misspelt name would leave its file without them.
    /// </summary>
    private static IEnumerable<ReleaseException> Unfit(
        string section,
        string kind,
        IEnumerable<(string Pattern, SourceLocation? Where)> entries,
        IReadOnlyList<(string File, string Name)> files
    )
    {
        foreach (var (pattern, where) in entries)
        {
            if (files.Any(file => SqlFile.Fits(pattern, file.File, file.Name)))
                continue;
            var near = ConfigValues.Nearest(pattern, Patterns(files));
            yield return new ReleaseException(
                ErrorCode.ConfigInvalid,
                $"'project.{section}.{pattern}' matches no {kind}" + (near is null ? "" : $"; did you mean '{near}'?"),
                $"name a {kind} or a folder of {section}/, such as staging/*, or remove the entry",
                where
            );
        }

        static IEnumerable<string> Patterns(IReadOnlyList<(string File, string Name)> files) =>
            files
                .SelectMany(file =>
                    file.File.Split('/') is [_, .. var folders, _] && folders.Length > 0
                        ? [file.Name, $"{string.Join('/', folders)}/*"]
                        : new[] { file.Name }
                )
                .Distinct(StringComparer.Ordinal);
    }

    /// <summary>The relations that would be live in a schema, by name, with their materializations.</summary>
    public IReadOnlyList<(string Name, string Materialized)> Relations(string liveSchema) =>
        [
            .. Files
                .Where(file => file.Kind == NodeKind.Model)
                .Select(file =>
                    (
                        $"{liveSchema}{(file.Settings.Schema is { } custom ? $"_{custom}" : "")}.{file.Name}",
                        file.Settings.Materialized!
                    )
                )
                .Concat(Seeds.Select(seed => ($"{liveSchema}.{seed.Name}", "seed")))
                .OrderBy(relation => relation.Item1, StringComparer.Ordinal),
        ];

    /// <summary>
    /// Refuses relation names that are too long for the engine. They would go live under shortened names that nobody
    /// who reads the files would look for.
    /// </summary>
    /// <exception cref="ReleaseException">DR2100 with all of the names.</exception>
    internal void RequireNames(Dialect dialect)
    {
        var names = dialect.Traits.Names;
        ThrowIfAny([
            .. Files
                .Where(file => file.Kind == NodeKind.Model)
                .Select(file => (file.Name, file.Text.File))
                .Concat(Seeds.Select(seed => (seed.Name, seed.File)))
                .Where(file => !names.Fits(file.Name))
                .Select(file =>
                    SqlFile.Problem(
                        file.File,
                        1,
                        1,
                        $"'{file.Name}' is longer than {names.Limit}, the limit of {dialect.Name} for names; give "
                            + "the file a shorter name"
                    )
                ),
        ]);
    }

    internal static void ThrowIfAny(IReadOnlyList<ReleaseException> problems)
    {
        if (problems.Count == 0)
            return;
        var ordered = problems
            .OrderBy(problem => problem.Where?.File, StringComparer.Ordinal)
            .ThenBy(problem => problem.Where?.Line)
            .ToList();
        var others = ordered
            .Skip(1)
            .Select(problem => $"{Environment.NewLine}{problem.Where}: error {problem.Code.Id}: {problem.Message}");
        throw new ReleaseException(
            ordered[0].Code,
            ordered[0].Message + string.Concat(others),
            ordered[0].ToDo,
            ordered[0].Where
        );
    }

    /// <summary>The checksum <c>sha256:…</c>, independent of line ends.</summary>
    internal static string Checksum(string text) =>
        $"sha256:"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").Trim())));

    private static IEnumerable<string> Find(string directory, string folder, string pattern)
    {
        var root = Path.Combine(directory, folder);
        return System.IO.Directory.Exists(root)
            ? System
                .IO.Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(directory, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal)
            : [];
    }

    /// <summary>
    /// Refuses files that look like files of the project and are none. They would be silently ignored.
    /// </summary>
    private static IEnumerable<ReleaseException> PassedOver(
        string directory,
        string folder,
        string ending,
        Regex looksLike
    ) =>
        Find(directory, folder, "*")
            .Select(file => (File: file, Match: looksLike.Match(file)))
            .Where(file => file.Match.Success && !file.File.EndsWith(ending, StringComparison.Ordinal))
            .Select(file =>
                SqlFile.Problem(
                    file.File,
                    1,
                    1,
                    $"'{Path.GetFileName(file.File)}' would not be read: did you mean "
                        + $"'{Path.GetFileName(file.File[..file.Match.Index])}{ending}'?"
                )
            );

    /// <summary>File extensions that people and editors give to SQL.</summary>
    [GeneratedRegex(
        @"\.(?:sql\s*(?:\.txt)?|psql|pgsql|tsql|ddl|dml)\s*\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex OfSql();

    [GeneratedRegex(@"\.(?:csv\s*(?:\.txt)?|tsv)\s*\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OfCsv();

    private static string Text(string directory, string file) => TextFile.Read(Path.Combine(directory, file), file);
}

/// <summary>A CSV file.</summary>
/// <param name="Name">The relation's name.</param>
/// <param name="File">The path relative to the project.</param>
/// <param name="Csv">The file's bytes.</param>
internal sealed record SqlSeed(string Name, string File, byte[] Csv);
