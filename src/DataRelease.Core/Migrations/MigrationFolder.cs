using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// Reads the files of a <c>migrations/</c> folder: names, versions, directives and down texts. Every mistake is
/// reported with its place.
/// </summary>
public static class MigrationFolder
{
    /// <summary>
    /// Reads the migrations in a folder of the project and in its subfolders; none if there is no such folder.
    /// </summary>
    /// <param name="projectDir">The project's folder.</param>
    /// <param name="folder">The migrations folder, relative to the project's.</param>
    /// <param name="variables">The values of <c>$name$</c>.</param>
    /// <exception cref="ReleaseException">DR8000 with every file that can't be understood.</exception>
    public static MigrationSet Read(string projectDir, string folder, ScriptVariables variables)
    {
        var root = Path.Combine(projectDir, folder);
        if (!Directory.Exists(root))
        {
            RefuseSlip(projectDir, folder);
            return new MigrationSet([], variables);
        }
        return Read(
            ScriptNames
                .Find(root)
                .Select(path =>
                {
                    var file = Path.GetRelativePath(projectDir, path).Replace('\\', '/');
                    return (file, ScriptNames.Parse(Path.GetFileName(path)) is null ? "" : ReadText(path, file));
                }),
            variables
        );
    }

    /// <summary>Reads migrations from files that are already in memory.</summary>
    /// <param name="files">The files: path with forward slashes, and text.</param>
    /// <param name="variables">The values of <c>$name$</c>.</param>
    public static MigrationSet Read(IEnumerable<(string Path, string Text)> files, ScriptVariables variables)
    {
        var problems = new List<(SourceLocation Where, string What)>();
        var ups = new List<(string Path, Match Name, ScriptFile File)>();
        var downs = new Dictionary<string, (string Path, ScriptFile File)>(StringComparer.Ordinal);
        foreach (var (path, text) in files)
        {
            var name = Path.GetFileName(path);
            if (ScriptNames.Parse(name) is not { } match)
            {
                problems.Add((new SourceLocation(path, 1, 1), ScriptNames.Explain(name)));
                continue;
            }
            if (
                match.Groups["version"] is { Success: true } version
                && MigrationVersion.TryParse(version.Value) is null
            )
                problems.Add((new SourceLocation(path, 1, 1), $"'{name}' has a version of more than 100 characters"));
            var file = ScriptFile.Read(path, text, variables, problems);
            if (!match.Groups["down"].Success)
                ups.Add((path, match, file));
            else if (match.Groups["repeatable"].Success)
                problems.Add(
                    (
                        new SourceLocation(path, 1, 1),
                        "a repeatable migration has no down script: change its text and let it run again"
                    )
                );
            else
                downs[path] = (path, file);
        }

        var scripts = new List<MigrationScript>();
        foreach (var (path, name, file) in ups)
        {
            var beside = $"{path[..^4]}.down.sql";
            ScriptText? down = file.Down;
            if (downs.Remove(beside, out var own))
            {
                if (down is not null)
                    problems.Add(
                        (
                            new SourceLocation(own.Path, 1, 1),
                            $"{Path.GetFileName(path)} has a '-- down' section already"
                        )
                    );
                if (own.File.Down is not null)
                    problems.Add(
                        (new SourceLocation(own.Path, own.File.Down.Line, 1), "a down script has no '-- down' section")
                    );
                down = own.File.Up;
            }
            if (name.Groups["repeatable"].Success && file.Down is not null)
                problems.Add(
                    (
                        new SourceLocation(path, file.Down.Line, 1),
                        "a repeatable migration has no down section: change its text and let it run again"
                    )
                );
            scripts.Add(Script(Path.GetFileName(path), name, file, down, variables));
        }
        problems.AddRange(
            downs.Values.Select(down =>
                (
                    new SourceLocation(down.Path, 1, 1),
                    $"there is no "
                        + $"{Path.GetFileName(down.Path).Replace(".down.sql", ".sql", StringComparison.Ordinal)} "
                        + $"that it would undo"
                )
            )
        );
        foreach (
            var twice in scripts
                .GroupBy(script => script.Version?.ToString() ?? script.Name, StringComparer.OrdinalIgnoreCase)
                .Where(group => group.Count() > 1)
        )
            problems.Add(
                (
                    new SourceLocation(twice.Last().Up.File, 1, 1),
                    $"{string.Join(" and ", twice.Select(script => script.Up.File))} have the same "
                        + (twice.First().Version is null ? "name" : "version")
                )
            );
        ThrowIfAny(problems);
        return new MigrationSet(
            [
                .. scripts
                    .OrderBy(script => script.Version is null)
                    .ThenBy(script => script.Version)
                    .ThenBy(script => script.Name, StringComparer.Ordinal),
            ],
            variables
        );
    }

    /// <summary>
    /// SHA-256 in hexadecimal. Line ends and trailing blanks don't count, because editors and checkouts change them.
    /// </summary>
    public static string Checksum(string text) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd()))
        );

    private static MigrationScript Script(
        string name,
        Match match,
        ScriptFile file,
        ScriptText? down,
        ScriptVariables variables
    )
    {
        var destructive = MigrationLint.Find(file.Up, variables);
        return new MigrationScript
        {
            Name = name,
            Version = match.Groups["version"].Success ? MigrationVersion.TryParse(match.Groups["version"].Value) : null,
            Up = file.Up,
            Down = down,
            Checksum = Checksum(file.Up.Text),
            Phase = file.Phase ?? (destructive.Count > 0 ? MigrationPhase.Contract : MigrationPhase.Expand),
            AllowsDestructive = file.AllowsDestructive,
            Destructive = destructive,
        };
    }

    private static string ReadText(string path, string file)
    {
        try
        {
            return TextFile.Read(path, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(
                ErrorCode.MigrationInvalid,
                Directory.Exists(path)
                    ? $"'{file}' is a folder with a migration's name"
                    : $"'{file}' can't be read: {error.Message}",
                null,
                new SourceLocation(file, 1, 1),
                error
            );
        }
    }

    /// <summary>
    /// A project may have no migrations. But a configured folder that is missing, or one whose name differs only in
    /// spelling, is a mistake.
    /// </summary>
    private static void RefuseSlip(string projectDir, string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(projectDir, folder)));
        var near = Directory.Exists(Path.GetDirectoryName(root))
            ? Directory
                .EnumerateFileSystemEntries(Path.GetDirectoryName(root)!)
                .Select(Path.GetFileName)
                .FirstOrDefault(name => string.Equals(name, Path.GetFileName(root), StringComparison.OrdinalIgnoreCase))
            : null;
        if (near is not null)
            throw new ReleaseException(
                ErrorCode.MigrationInvalid,
                $"migrations are read from the folder '{folder}', but there is only '{near}'",
                $"rename it, or name a folder with migrations.folder in {ConfigReader.FileName}",
                new SourceLocation(near, 1, 1)
            );
        if (Path.TrimEndingDirectorySeparator(folder) != MigrationsConfig.DefaultFolder)
            throw new ReleaseException(
                ErrorCode.MigrationInvalid,
                $"the folder '{folder}' that migrations.folder names does not exist",
                "create it, or correct the name",
                new SourceLocation(ConfigReader.FileName)
            );
    }

    private static void ThrowIfAny(List<(SourceLocation Where, string What)> problems)
    {
        if (problems.Count == 0)
            return;
        var ordered = problems
            .OrderBy(problem => problem.Where.File, StringComparer.Ordinal)
            .ThenBy(problem => problem.Where.Line)
            .ToList();
        var others = ordered
            .Skip(1)
            .Select(problem =>
                $"{Environment.NewLine}{problem.Where}: error {ErrorCode.MigrationInvalid.Id}: {problem.What}"
            );
        throw new ReleaseException(
            ErrorCode.MigrationInvalid,
            ordered[0].What + string.Concat(others),
            null,
            ordered[0].Where
        );
    }
}
