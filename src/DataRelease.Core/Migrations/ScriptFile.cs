using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// A script's file: its up text, its down text after a line <c>-- down</c>, and its directives. A directive is a
/// comment at the beginning of a line: <c>-- no-transaction</c>, <c>-- data-release: phase expand|contract</c>, <c>--
/// data-release: allow-destructive</c>.
/// </summary>
internal sealed record ScriptFile(ScriptText Up, ScriptText? Down, MigrationPhase? Phase, bool AllowsDestructive)
{
    private const string Prefix = "data-release:";

    public static ScriptFile Read(
        string path,
        string content,
        ScriptVariables variables,
        List<(SourceLocation Where, string What)> problems
    )
    {
        var text = DumpGuards.Comment(content.TrimStart('\uFEFF'), variables);
        int? cut = null;
        var (upNoTransaction, downNoTransaction, allows) = (false, false, false);
        MigrationPhase? phase = null;
        foreach (var (start, words) in Comments(text, variables))
        {
            if (words == "down" && cut is null)
                cut = start;
            else if (words == "down")
                Problem(start, "there is a second '-- down' line");
            else if (words == "no-transaction" && cut is null)
                upNoTransaction = true;
            else if (words == "no-transaction")
                downNoTransaction = true;
            else if (!words.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            else if (cut is not null)
                Problem(start, "directives of the migration stand above its '-- down' line");
            else
            {
                switch (string.Join(' ', words[Prefix.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)))
                {
                    case "allow-destructive":
                        allows = true;
                        break;
                    case "phase expand":
                        phase = MigrationPhase.Expand;
                        break;
                    case "phase contract":
                        phase = MigrationPhase.Contract;
                        break;
                    default:
                        Problem(
                            start,
                            $"'-- {words}' is not understood; known: phase expand, phase contract, allow-destructive"
                        );
                        break;
                }
            }
        }
        var up = new ScriptText(cut is { } at ? text[..at] : text, path, 1, upNoTransaction);
        var down = cut is { } from
            ? new ScriptText(text[from..], path, SourcePlace.Of(text, from).Line, downNoTransaction)
            : null;
        return new ScriptFile(up, down, phase, allows);

        void Problem(int at, string what)
        {
            var (line, column) = SourcePlace.Of(text, at);
            problems.Add((new SourceLocation(path, line, column), what));
        }
    }

    /// <summary>The down text of a journal line; it belongs to no file.</summary>
    public static ScriptText OfJournal(string down, ScriptVariables variables) =>
        new(down, "", 1, Comments(down, variables).Any(comment => comment.Words == "no-transaction"));

    /// <summary>The comments that begin a line, with their words.</summary>
    private static IEnumerable<(int Start, string Words)> Comments(string text, ScriptVariables variables)
    {
        foreach (var token in SqlLexer.Read(variables.Mask(text), variables.Lexis))
        {
            if (token.Kind != SqlTokenKind.Comment || text[token.Start] != '-')
                continue;
            var lineStart = text.AsSpan(0, token.Start).LastIndexOfAny('\n', '\r') + 1;
            if (token.Start > 0 && text.AsSpan(lineStart, token.Start - lineStart).Trim().Length > 0)
                continue;
            yield return (
                token.Start,
                text.Substring(token.Start, token.Length).TrimStart('-').Trim().ToLowerInvariant()
            );
        }
    }
}
