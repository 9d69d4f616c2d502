using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// The project as one release sees it, for a project that names schemas itself: a folder of links to the project's
/// files, with changed copies of those files that say where relations go. The project itself is not touched. Disposing
/// deletes the folder.
/// </summary>
internal sealed class AimedProject : IDisposable
{
    private readonly PrivateFolder _folder;

    private AimedProject(PrivateFolder folder) => _folder = folder;

    /// <summary>The folder for dbt to run in.</summary>
    public string Directory => _folder.Path;

    /// <summary>Makes the folder; null if no file of the project names one of the schemas.</summary>
    /// <param name="project">The project.</param>
    /// <param name="schemas">The live schemas: see <see cref="ReleaseConfig.Schemas"/>.</param>
    /// <param name="tables">Nodes that are written in place, where they are live, by unique id; null for none.</param>
    /// <exception cref="ReleaseException">DR1010, or DR1007 if the system's temporary folder can't be used.</exception>
    public static AimedProject? Make(
        DbtProject project,
        IReadOnlyList<string> schemas,
        IReadOnlyDictionary<string, RelationName>? tables = null
    )
    {
        tables ??= new Dictionary<string, RelationName>();
        if (schemas.Count == 0 && tables.Count == 0)
            return null;
        var root = Path.GetFullPath(project.Directory);
        var sources = project
            .SourcePaths.Select(path => Path.GetFullPath(Path.Combine(root, path)))
            .Where(System.IO.Directory.Exists)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var named = new NamedSchemas(schemas, tables);
        var texts = Aim(root, sources, named);
        var macros = Path.GetFullPath(Path.Combine(root, project.MacroPaths is [var first, ..] ? first : "macros"));
        if (tables.Count > 0 && !texts.Keys.Any(file => Path.GetFileName(file) == NamedSchemas.MacroFile))
        {
            texts[Path.Combine(macros, NamedSchemas.MacroFile)] = named.MacroOfStandard;
            sources.Add(macros);
        }
        if (texts.Count == 0)
            return null;
        var aimed = new AimedProject(PrivateFolder.Create("project"));
        try
        {
            Fill(root, aimed.Directory, sources, texts);
            if (!System.IO.Directory.Exists(macros))
                Fill(macros, Path.Combine(aimed.Directory, Path.GetRelativePath(root, macros)), [], texts);
            return aimed;
        }
        catch
        {
            aimed.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>The changed texts by file. A file that the project lacks may be among them.</summary>
    private static Dictionary<string, string> Aim(string root, List<string> sources, NamedSchemas named)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = sources
            .SelectMany(folder => System.IO.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Append(Path.Combine(root, "dbt_project.yml"))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var ending = Path.GetExtension(file);
            if (ending is not (".sql" or ".yml" or ".yaml"))
                continue;
            var text = TextFile.Read(file, Path.GetRelativePath(root, file));
            if (ending != ".sql")
            {
                if (named.OfYaml(text) is { } yaml)
                    texts[file] = yaml;
                continue;
            }
            if (NamedSchemas.WithoutOwnMacro(text) is { } renamed)
            {
                texts[file] = renamed;
                texts[Path.Combine(Path.GetDirectoryName(file)!, NamedSchemas.MacroFile)] = named.Macro;
            }
            else
            {
                var snapshot = named.OfSnapshot(text);
                if ((named.OfSnapshotTable(snapshot ?? text) ?? snapshot) is { } aimed)
                    texts[file] = aimed;
            }
        }
        return texts;
    }

    /// <summary>
    /// Fills the folder. Folders with sources become folders, because dbt does not follow links below them. Everything
    /// else becomes a link.
    /// </summary>
    private static void Fill(string from, string to, List<string> sources, Dictionary<string, string> texts)
    {
        if (!System.IO.Directory.Exists(to))
            Seam.Pass("make folder of the project", () => System.IO.Directory.CreateDirectory(to));
        foreach (
            var entry in System.IO.Directory.Exists(from) ? System.IO.Directory.EnumerateFileSystemEntries(from) : []
        )
        {
            var place = Path.Combine(to, Path.GetFileName(entry));
            if (!System.IO.Directory.Exists(entry))
            {
                if (!texts.ContainsKey(entry))
                    Link(entry, place, isFolder: false);
            }
            else if (sources.Any(source => IsWithin(entry, source) || IsWithin(source, entry)))
            {
                Fill(entry, place, sources, texts);
            }
            else
            {
                Link(entry, place, isFolder: true);
            }
        }
        foreach (var (file, text) in texts.Where(pair => Path.GetDirectoryName(pair.Key) == from))
        {
            Seam.Pass("write file of the project", () =>
                File.WriteAllText(Path.Combine(to, Path.GetFileName(file)), text)
            );
        }
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static void Link(string from, string to, bool isFolder)
    {
        try
        {
            Seam.Pass("link to the project", () =>
                isFolder ? System.IO.Directory.CreateSymbolicLink(to, from) : File.CreateSymbolicLink(to, from)
            );
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            // A user who may not make links gets copies.
            Copy(from, to, isFolder);
        }
    }

    private static void Copy(string from, string to, bool isFolder)
    {
        if (!isFolder)
        {
            Seam.Pass("copy file of the project", () => File.Copy(from, to));
            return;
        }
        Seam.Pass("make folder of the project", () => System.IO.Directory.CreateDirectory(to));
        foreach (var file in System.IO.Directory.EnumerateFiles(from))
            Copy(file, Path.Combine(to, Path.GetFileName(file)), isFolder: false);
        foreach (var folder in System.IO.Directory.EnumerateDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)), isFolder: true);
    }
}
