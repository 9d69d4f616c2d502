using System.Security.Cryptography;
using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// dbt's parse of the project for one release's schema, stored between commands:
/// <c>target/data-release/prod/parse/….msgpack</c>. Its name identifies those inputs that dbt itself does not check.
/// dbt checks the rest, and parses in full if it does not fit. An environment has at most one.
/// </summary>
internal sealed class KeptParse
{
    /// <summary>dbt's name for the file in its target folder.</summary>
    public const string DbtsName = "partial_parse.msgpack";

    private const string Ending = ".msgpack";
    private const string Unfinished = ".part";

    // The file contains values of environment variables that the project reads.
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly string _file;

    private KeptParse(string folder, string key)
    {
        _folder = folder;
        _file = Path.Combine(folder, key + Ending);
    }

    /// <summary>The place of the parse for a schema, whether or not it exists.</summary>
    /// <param name="project">The project.</param>
    /// <param name="target">The output of the profile that dbt runs with.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="schema">The schema that replaces the output's.</param>
    /// <param name="vars">The value of <c>--vars</c>; null for none.</param>
    /// <returns>Null if the project's files can't be read, which dbt will report.</returns>
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

    /// <summary>Copies the parse to the place where dbt looks for it.</summary>
    /// <param name="target">dbt's target folder.</param>
    /// <returns>False if there is no parse.</returns>
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
            // An incomplete copy does no harm: dbt reads its own file, and parses in full if it can't. That costs one
            // full parse.
            return false;
        }
    }

    /// <summary>
    /// Stores a parse in place of all others of the environment. It is written beside them and renamed, so that another
    /// command never finds an incomplete file.
    /// </summary>
    /// <param name="parsed">The file that dbt wrote.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write the file.</exception>
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
    /// True for a file that may be deleted. Files that other processes are still writing stay; those that a killed
    /// process left are deleted after an hour.
    /// </summary>
    private static bool IsOver(string file) =>
        file.EndsWith(Ending, StringComparison.Ordinal)
        || (
            file.EndsWith(Unfinished, StringComparison.Ordinal)
            && File.GetLastWriteTimeUtc(file) < DateTime.UtcNow - TimeSpan.FromHours(1)
        );

    /// <summary>
    /// The inputs that dbt does not check: the schema and the folder, which the parse contains (a seed knows its path);
    /// profile, target and variables, so that a parse for others is not read; and macros, because dbt does not notice a
    /// change in a macro of another file that <c>generate_schema_name</c> calls.
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
