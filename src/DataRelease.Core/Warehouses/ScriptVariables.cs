using System.Text;
using System.Text.RegularExpressions;
using DataRelease.Errors;

namespace DataRelease.Warehouses;

/// <summary>A text to run, and its place in a file.</summary>
/// <param name="Text">The text with its variables unresolved.</param>
/// <param name="File">The file, relative to the project; empty if the text is only in the journal.</param>
/// <param name="Line">The line in the file at which the text begins, from 1.</param>
/// <param name="NoTransaction">True if the text is marked <c>-- no-transaction</c>.</param>
public sealed record ScriptText(string Text, string File, int Line, bool NoTransaction);

/// <summary>
/// Resolves DbUp's variables: <c>$name$</c> stands for a value. An unknown name stays as it is if it is the tag of a
/// dollar-quoted body, which DbUp itself would take for a variable. Comments stay as they are.
/// </summary>
public sealed partial class ScriptVariables
{
    private const string Hidden = "***";

    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly string[] _secrets;

    /// <summary>Makes the variables.</summary>
    /// <param name="values">The value of each name.</param>
    /// <param name="secrets">Values that no message may contain.</param>
    public ScriptVariables(IReadOnlyDictionary<string, string> values, IEnumerable<string> secrets)
    {
        _values = values;
        // The longest comes first, so that a secret that contains another one is hidden completely.
        _secrets =
        [
            .. secrets.Where(secret => secret.Length > 0).Distinct().OrderByDescending(secret => secret.Length),
        ];
    }

    /// <summary>No variables.</summary>
    public static ScriptVariables None { get; } = new(new Dictionary<string, string>(), []);

    /// <summary>The lexical rules of the engine that the texts are for.</summary>
    public LexicalRules Lexis { get; init; } = LexicalRules.Standard;

    /// <summary>Resolves the variables of a text.</summary>
    /// <exception cref="ReleaseException">DR8004 if a name has no value.</exception>
    public RenderedText Render(ScriptText source)
    {
        var text = source.Text;
        var masked = Mask(text);
        var comments = new List<(int Start, int End)>();
        var strings = new List<(int Start, int End)>();
        foreach (var token in SqlLexer.Read(masked, Lexis))
        {
            if (token.Kind == SqlTokenKind.Comment)
                comments.Add((token.Start, token.Start + token.Length));
            else if (token.Kind == SqlTokenKind.Text && masked[token.Start] != '$')
                strings.Add((token.Start, token.Start + token.Length));
            else if (
                token.Kind == SqlTokenKind.Text
                && Name().Match(masked, token.Start) is { Success: true } tag
                && tag.Index == token.Start
                && masked.IndexOf(tag.Value, tag.Index + tag.Length, StringComparison.Ordinal) < 0
            )
            {
                throw Unknown(source, tag);
            }
        }

        var rendered = new StringBuilder(text.Length + 64);
        var moves = new List<(int Rendered, int Source)> { (0, 0) };
        var at = 0;
        foreach (Match match in Name().Matches(text))
        {
            if (comments.Exists(comment => comment.Start <= match.Index && match.Index < comment.End))
                continue;
            if (!_values.TryGetValue(match.Groups["name"].Value, out var value))
            {
                if (
                    IsQualifier(text, match)
                    && !strings.Exists(quoted => quoted.Start <= match.Index && match.Index < quoted.End)
                )
                    throw Unknown(source, match);
                continue;
            }
            rendered.Append(text, at, match.Index - at);
            moves.Add((rendered.Length, match.Index));
            rendered.Append(value);
            at = match.Index + match.Length;
            moves.Add((rendered.Length, at));
        }
        rendered.Append(text, at, text.Length - at);
        return new RenderedText(source, rendered.ToString(), moves);
    }

    /// <summary>The text with its secret values hidden.</summary>
    public string Redact(string text) =>
        _secrets.Aggregate(text, (current, secret) => current.Replace(secret, Hidden, StringComparison.Ordinal));

    /// <summary>The statements of a text for a preview, with variables unresolved.</summary>
    internal IReadOnlyList<string> Statements(string text) =>
        [
            .. SqlStatements
                .Read(Mask(text), Lexis)
                .Select(statement => text.Substring(statement.Start, statement.Length)),
        ];

    /// <summary>
    /// Writes every variable as a bare name of the same length, so that the text can be read as SQL with the same
    /// positions. A name before a dot (<c>$x$.orders</c>) is a variable even if it is unknown, because no function's
    /// body begins like that.
    /// </summary>
    internal string Mask(string text) =>
        Name()
            .Replace(text, match =>
                _values.ContainsKey(match.Groups["name"].Value) || IsQualifier(text, match)
                    ? new string('_', match.Length)
                    : match.Value
            );

    private static bool IsQualifier(string text, Match match) =>
        match.Index + match.Length < text.Length && text[match.Index + match.Length] == '.';

    private static ReleaseException Unknown(ScriptText source, Match variable) =>
        new(
            ErrorCode.MigrationVariable,
            $"the variable {variable.Value} has no value",
            null,
            SourcePlace.Of(source, variable.Index)
        );

    [GeneratedRegex(@"\$(?<name>[A-Za-z0-9_-]+)\$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

/// <summary>A text with its variables resolved.</summary>
public sealed class RenderedText
{
    private readonly List<(int Rendered, int Source)> _moves;

    internal RenderedText(ScriptText source, string text, List<(int Rendered, int Source)> moves)
    {
        Source = source;
        Text = text;
        _moves = moves;
    }

    /// <summary>The text that it was rendered from.</summary>
    public ScriptText Source { get; }

    /// <summary>The text that runs. It may contain secrets and is never logged.</summary>
    public string Text { get; }

    /// <summary>The place in the file that a position in <see cref="Text"/> comes from.</summary>
    public SourceLocation? Place(int offset)
    {
        var move = _moves.FindLast(move => move.Rendered <= offset);
        return SourcePlace.Of(Source, Math.Min(move.Source + offset - move.Rendered, Source.Text.Length));
    }
}

/// <summary>Finds lines and columns of positions in a text.</summary>
internal static class SourcePlace
{
    /// <summary>The place in the file; null if the text is not in a file.</summary>
    public static SourceLocation? Of(ScriptText source, int offset)
    {
        if (source.File.Length == 0)
            return null;
        var (line, column) = Of(source.Text, offset);
        return new SourceLocation(source.File, source.Line + line - 1, column);
    }

    /// <summary>The line and column, both from 1.</summary>
    public static (int Line, int Column) Of(string text, int offset)
    {
        var (line, start) = (1, 0);
        for (var at = 0; at < Math.Min(offset, text.Length); at++)
        {
            // A carriage return ends a line. Together with a following line feed it ends only one.
            if (text[at] != '\n' && (text[at] != '\r' || (at + 1 < text.Length && text[at + 1] == '\n')))
                continue;
            (line, start) = (line + 1, at + 1);
        }
        return (line, Math.Min(offset, text.Length) - start + 1);
    }
}
