using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac;

/// <summary>
/// Finds names of code that moves in an object's strings, because they may be SQL that is assembled at run time.
/// </summary>
internal sealed class TextNames(ModelObject one, Aim aim, string file, TSqlFragment tree)
{
    public IEnumerable<NameFinding> Find()
    {
        if (!ObjectKinds.IsCode(one.Kind) && one.Kind != ObjectKinds.Trigger)
            yield break;
        var found = new TextVisitor();
        tree.Accept(found);
        var options =
            RegexOptions.CultureInvariant
            | (aim.Comparer.Equals("a", "A") ? RegexOptions.IgnoreCase : RegexOptions.None);
        var qualified = aim
            .Schemas.Keys.Select(schema => (Schema: schema, Pattern: new Regex(Qualified(schema), options)))
            .ToList();
        var unqualified = found.RunsText
            ? new Regex(
                $@"\b(?:from|join|exec|execute|into|update|apply|merge|table)\s+(?<all>{Alternatives(aim.MovedNames)})"
                    + @"(?![\w@#$.])",
                options | RegexOptions.IgnoreCase
            )
            : null;
        var named = false;
        foreach (var literal in found.Literals)
        {
            var raw = one.Script!.Substring(literal.StartOffset, literal.FragmentLength);
            foreach (var (schema, pattern) in qualified)
            {
                foreach (Match match in pattern.Matches(raw))
                {
                    var name = Name(match.Groups["name"]);
                    if (name.Length > 0 && aim.Stays(schema, name))
                        continue;
                    named = true;
                    yield return Finding(
                        literal.StartOffset + match.Index,
                        match.Value,
                        isWarning: !found.RunsText && !aim.Moves(schema, name)
                    );
                }
            }
            foreach (Match match in unqualified?.Matches(raw) ?? Enumerable.Empty<Match>())
            {
                named = true;
                yield return Finding(
                    literal.StartOffset + match.Groups["all"].Index,
                    match.Groups["all"].Value,
                    isWarning: false
                );
            }
        }
        if (!named && found.Unknown is { } statement)
            yield return new NameFinding(
                FindingKind.UnknownText,
                one.Title,
                "",
                ScriptText.Place(file, one.Title, one.Script!, statement.StartOffset),
                IsWarning: true
            );
    }

    private NameFinding Finding(int offset, string name, bool isWarning) =>
        new(FindingKind.NameInText, one.Title, name, ScriptText.Place(file, one.Title, one.Script!, offset), isWarning);

    /// <summary>
    /// A pattern for the schema in any spelling, a dot, and a name. Apostrophes are doubled, as in a literal.
    /// </summary>
    private static string Qualified(string schema) =>
        $@"(?<![\w@#$])(?:{Spellings(schema)})\s*\.\s*(?<name>\[(?:[^\]]|\]\])+\]|""(?:[^""]|"""")+""|[\w@#$]+)?";

    private static string Alternatives(IEnumerable<string> names) => $"(?:{string.Join('|', names.Select(Spellings))})";

    private static string Spellings(string name)
    {
        var inLiteral = name.Replace("'", "''", StringComparison.Ordinal);
        return $@"\[{Regex.Escape(inLiteral.Replace("]", "]]", StringComparison.Ordinal))}\]"
            + $@"|""{Regex.Escape(inLiteral.Replace("\"", "\"\"", StringComparison.Ordinal))}"""
            + $"|{Regex.Escape(inLiteral)}";
    }

    private static string Name(Group group) =>
        group.Value switch
        {
            ['[', .. var inner, ']'] => inner.Replace("]]", "]", StringComparison.Ordinal),
            ['"', .. var inner, '"'] => inner.Replace("\"\"", "\"", StringComparison.Ordinal),
            var plain => plain,
        };

    private sealed class TextVisitor : TSqlFragmentVisitor
    {
        public List<StringLiteral> Literals { get; } = [];

        /// <summary>True if the object runs a text as SQL.</summary>
        public bool RunsText { get; private set; }

        /// <summary>The first statement whose text is not made of literals alone.</summary>
        public TSqlFragment? Unknown { get; private set; }

        public override void Visit(StringLiteral node) => Literals.Add(node);

        public override void Visit(ExecuteStatement node)
        {
            switch (node.ExecuteSpecification.ExecutableEntity)
            {
                case ExecutableStringList list:
                    RunsText = true;
                    if (!list.Strings.All(part => part is StringLiteral))
                        Unknown ??= node;
                    break;
                case ExecutableProcedureReference { ProcedureReference: { } name } called:
                    if (name.ProcedureVariable is not null)
                        Unknown ??= node;
                    else if (
                        name.ProcedureReference?.Name.BaseIdentifier.Value.Equals(
                            "sp_executesql",
                            StringComparison.OrdinalIgnoreCase
                        ) == true
                    )
                    {
                        RunsText = true;
                        if (called.Parameters is not [{ ParameterValue: StringLiteral }, ..])
                            Unknown ??= node;
                    }
                    break;
            }
        }
    }
}
