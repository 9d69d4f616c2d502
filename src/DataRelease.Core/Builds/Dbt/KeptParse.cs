using System.Security.Cryptography;
using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// dbt's parse of the project for one release's schema, kept between commands:
/// <c>target/data-release/prod/parse/….msgpack</c>. Its name says what it was made of, as far as dbt itself does not
/// look; whether the rest still fits, dbt decides, and parses in full if not. There is one for an environment.
/// </summary>
internal sealed class KeptParse
{
    /// <summary>What dbt calls it in its target folder.</summary>
    public const string DbtsName = "partial_parse.msgpack";

    private const string Ending = ".msgpack";
    private const string Unfinished = ".part";

    // It holds values of environment variables that the project reads.
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly string _file;

    private KeptParse(string folder, string key)
    {
        _folder = folder;
        _file = Path.Combine(folder, key + Ending);
    }

    /// <summary>Where the parse for a schema is, whether or not there is one.</summary>
    /// <param name="project">The project.</param>
    /// <param name="target">The output that dbt runs with.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="schema">The schema in place of the output's.</param>
    /// <param name="vars">What <c>--vars</c> says; null for nothing.</param>
    /// <returns>Null if the project's files can't be read; dbt will say so.</returns>
    public static KeptParse? For(DbtProject project, DbtTarget target, string environment, string schema, string? vars)
    {
        try
        {
            return new(
                Path.Combine(DbtKept.Root(project, environment), "parse"),
                Key(project, target.ProfileName, target.TargetName, schema, vars ?? "")
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lays it where dbt looks for it.</summary>
    /// <param name="target">dbt's target folder.</param>
    /// <returns>False if there is none.</returns>
    public bool Take(string target)
    {
        var place = Path.Combine(target, DbtsName);
        try
        {
            if (!File.Exists(_file))
                return false;
            Seam.Pass("make folder target", () => Directory.CreateDirectory(target));
            Seam.Pass("copy the kept parse", () => File.Copy(_file, place, overwrite: true));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Half a copy is none: dbt reads its own file, and begins anew if it can't. This costs one parse in full.
            return false;
        }
    }

    /// <summary>
    /// Keeps one in place of all others of the environment: written beside them and renamed, so that another command
    /// never finds half of it.
    /// </summary>
    /// <param name="parsed">What dbt wrote.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Keep(string parsed)
    {
        Seam.Pass("make a folder for the next parse", () =>
            OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(_folder)
                : Directory.CreateDirectory(_folder, OwnFolder)
        );
        var others = Directory.GetFiles(_folder).Where(file => file != _file).ToList();
        var part = $"{_file}.{Guid.NewGuid():N}{Unfinished}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnFile;
        Seam.Pass("write the next parse", () =>
        {
            using var source = File.OpenRead(parsed);
            using var copy = new FileStream(part, options);
            source.CopyTo(copy);
        });
        Seam.Pass("rename the next parse", () => File.Move(part, _file, overwrite: true));
        foreach (var other in others.Where(IsOver))
            Seam.Pass("delete an earlier parse", () => File.Delete(other));
    }

    /// <summary>
    /// What another process is writing at this moment is its own; what one left that was killed goes after an hour.
    /// </summary>
    private static bool IsOver(string file) =>
        file.EndsWith(Ending, StringComparison.Ordinal)
        || (
            file.EndsWith(Unfinished, StringComparison.Ordinal)
            && File.GetLastWriteTimeUtc(file) < DateTime.UtcNow - TimeSpan.FromHours(1)
        );

    /// <summary>
    /// The schema and the folder, which are in it (a seed knows its path); profile, target and variables, so that what
    /// is kept for other ones stays unread; and macros: where <c>generate_schema_name</c> calls one of another file,
    /// dbt does not see that this one changed.
    /// </summary>
    private static string Key(DbtProject project, string profile, string target, string schema, string vars)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var root = Path.GetFullPath(project.Directory);
        Add("1");
        foreach (var text in new[] { root, profile, target, schema, vars })
            Add(text);
        var macros = project
            .MacroPaths.Append(project.PackagesPath)
            .Select(path => Path.GetFullPath(Path.Combine(root, path)))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);
        foreach (var file in macros)
        {
            Add(Path.GetRelativePath(root, file));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];

        void Add(string text)
        {
            hash.AppendData(BitConverter.GetBytes(text.Length));
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }
}
