using System.Text.RegularExpressions;

namespace DataRelease.Migrations;

/// <summary>
/// Decides which files of a migrations folder are scripts, and which only look like scripts. The latter would silently
/// not run, so they are errors.
/// </summary>
public static partial class ScriptNames
{
    private const string Rules =
        "V0007__what_it_does.sql runs once, R__name.sql when it changes, V0007__what_it_does.down.sql undoes";

    /// <summary>
    /// The files and folders that are scripts or look like scripts, in the order of their paths. Includes subfolders.
    /// </summary>
    public static IEnumerable<string> Find(string folder)
    {
        var entries = Directory
            .EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToList();
        var names = entries.ToHashSet(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var name = Path.GetFileName(entry);
            if (!LooksLikeScript(name))
                continue;
            // An editor's swap or backup file beside a script is ignored: the script itself runs.
            if (
                EditorsCopy().Match(name) is { Success: true } copy
                && copy.Groups["of"].Captures is [var of, ..]
                && Parse(of.Value) is not null
                && names.Contains(Path.Combine(Path.GetDirectoryName(entry)!, of.Value))
            )
                continue;
            yield return entry;
        }
    }

    /// <summary>The parts of a script's name, or null if it is not a script's name.</summary>
    internal static Match? Parse(string name) =>
        Script().Match(name) is { Success: true } match && !OtherWay().IsMatch(name) ? match : null;

    /// <summary>Says why a name that looks like a script's isn't one, and proposes a correct name.</summary>
    internal static string Explain(string name) =>
        Proposal(name) is { } proposal
            ? $"'{name}' is not a migration's name, and would not run: did you mean '{proposal}'? {Rules}"
            : $"'{name}' is not a migration's name, and would not run: {Rules}";

    private static bool LooksLikeScript(string name) =>
        OfSql().IsMatch(name)
        || (OfMigration().IsMatch(name) && (!OfNotes().IsMatch(name) || name.Contains("__", StringComparison.Ordinal)));

    private static string? Proposal(string name)
    {
        var match = Nearly().Match(name);
        if (!match.Success)
            return null;
        var prefix = match.Groups["version"].Success ? $"V{match.Groups["version"].Value}" : "R";
        var proposal = $"{prefix}__{match.Groups["what"].Value}{(match.Groups["down"].Success ? ".down" : "")}.sql";
        return proposal != name && Parse(proposal) is not null ? proposal : null;
    }

    [GeneratedRegex(
        @"\A(?:(?<repeatable>R)|V(?<version>[0-9]+(?:[._][0-9]+)*))__[^/]+?(?<down>\.down)?\.sql\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Script();

    /// <summary>
    /// Endings that mean "down" in other tools, or misspell it here: such a file must not run as an up script.
    /// </summary>
    [GeneratedRegex(
        @"\.(?!(?-i:down)\.sql\z)(?:down|undo|rollback|revert)\.sql\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex OtherWay();

    /// <summary>
    /// A part of the name is an ending of SQL files, wherever it stands (<c>.sql.txt</c>, <c>.sql~</c>).
    /// </summary>
    [GeneratedRegex(
        @"\.\s*(?:[pt]?sql|pgsql|plsql|plpgsql|mssql|mysql|ddl|dml|hql|pls|pks|pkb)(?![\p{L}\p{N}])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex OfSql();

    /// <summary>
    /// How a migration's name begins, here or in other tools, in any case and width and with any ending.
    /// </summary>
    [GeneratedRegex(
        @"\A[^\p{L}\p{N}]*(?:[VUB\uFF36]\s*\p{Nd}[\p{Nd}._\s-]*?[_\uFF3F]|[R\uFF32]\s*[_\uFF3F]{2}"
            + @"|\p{Nd}+[_\uFF3F]{2})",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex OfMigration();

    [GeneratedRegex(
        @"\A[\s.#~]*(?:[VUB]?\s*(?<version>[0-9]+(?:[._][0-9]+)*)|R)\s*[_-]+\s*(?<what>[^./~#]+?)"
            + @"(?<down>[._-](?:down|undo|rollback|revert))?(?:\s*\..*|[~#]+)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Nearly();

    /// <summary><c>v2_notes.md</c> is about a version.</summary>
    [GeneratedRegex(@"\.(?:md|markdown|rst|adoc|html)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OfNotes();

    /// <summary>
    /// Files that Vim, Emacs, nano and other editors leave: <c>.X.swp</c>, <c>X~</c>, <c>.X~</c>, <c>#X#</c>,
    /// <c>.#X</c>, <c>.X.un~</c>.
    /// </summary>
    [GeneratedRegex(
        @"\A(?:\.(?<of>.+)\.sw[a-p]|\.(?<of>.+)\.un~|\.?(?<of>[^.].*?)(?:\.~[0-9]+)?~|#(?<of>.+)#|\.#(?<of>.+)"
            + @"|~\$(?<of>.+))\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex EditorsCopy();
}
