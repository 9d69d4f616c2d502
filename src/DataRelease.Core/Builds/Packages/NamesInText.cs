using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages;

/// <summary>
/// Finds strings in compiled code into which dbt has rendered the name of a relation. A package never changes a string,
/// so that such a name would stay the one that the project was compiled for.
/// </summary>
internal static class NamesInText
{
    /// <summary>The nodes with such strings.</summary>
    /// <param name="manifest">The compiled project.</param>
    /// <param name="lexis">The rules of its SQL.</param>
    public static IReadOnlyList<DependentEntry> Find(Manifest manifest, LexicalRules lexis)
    {
        var names = new Dictionary<(string Schema, string Name), string>();
        foreach (var node in manifest.Nodes.Values.OrderBy(node => node.UniqueId, StringComparer.Ordinal))
        {
            if (node.IsRelation && node.Schema.Length > 0)
                names.TryAdd((Bare(node.Schema), Bare(node.Alias)), node.UniqueId);
        }
        var schemas = names.Keys.Select(name => name.Schema).Distinct().ToList();
        var found = new List<DependentEntry>();
        foreach (var node in manifest.Nodes.Values.OrderBy(node => node.UniqueId, StringComparer.Ordinal))
        {
            if (
                node is not { Kind: NodeKind.Model or NodeKind.Snapshot or NodeKind.Test, CompiledCode: { } code }
                || !schemas.Any(schema => code.Contains(schema, StringComparison.OrdinalIgnoreCase))
            )
                continue;
            var told = new List<string>();
            foreach (var text in Texts(node, code, lexis).Select(Bare))
            {
                told.AddRange(
                    schemas
                        .SelectMany(schema => After(text, schema).Select(name => (schema, name)))
                        .Where(names.ContainsKey)
                        .Select(name => $"the name of {names[name]}")
                );
            }
            if (told.Count == 0)
                continue;
            told = [.. told.Distinct()];
            found.Add(
                new DependentEntry(
                    node.UniqueId,
                    told,
                    $"{node.UniqueId}: a string in its code holds {told[0]}, which a package leaves as it was compiled"
                )
            );
        }
        return found;
    }

    /// <summary>The strings that are not in the model as they are.</summary>
    private static IEnumerable<string> Texts(ManifestNode node, string code, LexicalRules lexis)
    {
        var tokens = SqlLexer
            .Read(code, lexis)
            .Where(token => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment))
            .ToList();
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens[at].Kind != SqlTokenKind.Text)
                continue;
            var text = code.Substring(tokens[at].Start, tokens[at].Length);
            if (node.RawCode?.Contains(text, StringComparison.Ordinal) == true)
                continue;
            // A test whose rows are labelled with a name tests the same.
            var isLabel = !text.Any(char.IsWhiteSpace) && !(at > 0 && code[tokens[at - 1].Start] == '(');
            if (node.Kind != NodeKind.Test || !isLabel)
                yield return text;
        }
    }

    /// <summary>The text without the quotes of names.</summary>
    private static string Bare(string text) =>
        string.Concat(text.Where(letter => letter is not ('"' or '[' or ']' or '`'))).ToLowerInvariant();

    /// <summary>The names that follow a schema and a dot.</summary>
    private static IEnumerable<string> After(string text, string schema)
    {
        for (
            var at = text.IndexOf(schema, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(schema, at + 1, StringComparison.Ordinal)
        )
        {
            var start = at + schema.Length + 1;
            if ((at > 0 && IsName(text[at - 1])) || start > text.Length || text[start - 1] != '.')
                continue;
            var end = start;
            while (end < text.Length && IsName(text[end]))
                end++;
            yield return text[start..end];
        }
    }

    private static bool IsName(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '$';
}
