using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DataRelease.Reports.Documents;

/// <summary>
/// A page of GitHub's Markdown with a size limit. Rows and blocks that don't fit are left out whole, and the page says
/// so. Text from elsewhere stays text: no markup, HTML, link, mention or reference.
/// </summary>
/// <param name="limit">The size limit in bytes of UTF-8, and so also in characters.</param>
public sealed partial class MarkdownPage(int limit)
{
    /// <summary>GitHub accepts comments of up to 65,536 characters.</summary>
    public const int Comment = 65_000;

    /// <summary>GitHub accepts step summaries of up to 1 MiB; nobody reads that much.</summary>
    public const int Summary = 200_000;

    // Room for the line that says that something was left out.
    private const int Reserve = 200;

    private readonly StringBuilder _text = new();
    private int _bytes;

    /// <summary>True once something was left out.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Adds Markdown unchanged, followed by an empty line; nothing if it does not fit.</summary>
    public void Block(string markdown) => Try($"{markdown}\n\n");

    /// <summary>
    /// Adds a table with as many rows as fit, at most <paramref name="most"/>, and the number of rows left out.
    /// </summary>
    /// <param name="head">The header line and the line below it, without a trailing line break.</param>
    /// <param name="rows">Cells as plain text.</param>
    /// <param name="most">The greatest number of rows to show.</param>
    public void Table(string head, IReadOnlyList<IReadOnlyList<string>> rows, int most = int.MaxValue)
    {
        if (rows.Count == 0)
            return;
        var first = Row(rows[0]);
        // A header without a row says nothing.
        if (!Fits(head.Length + 2 + Size(first) + 40))
        {
            IsCut = true;
            return;
        }
        Try($"{head}\n");
        var shown = 0;
        while (shown < Math.Min(most, rows.Count) && Fits(Size(Row(rows[shown])) + 40) && Try(Row(rows[shown])))
            shown++;
        if (shown < rows.Count)
            IsCut = IsCut || shown < most;
        Append(
            shown < rows.Count
                ? string.Create(CultureInfo.InvariantCulture, $"\n… and {rows.Count - shown} more\n\n")
                : "\n"
        );
    }

    /// <inheritdoc/>
    public override string ToString() =>
        _text.ToString() + (IsCut ? "… more does not fit here: data-release report\n" : "");

    /// <summary>Text from elsewhere, escaped and in one line.</summary>
    public static string Text(string text)
    {
        var safe = new StringBuilder(text.Length + 16);
        // Zero-width spaces break up what GitHub would link, mention or show as a picture.
        var plain = Emoji()
            .Replace(Link().Replace(VisibleText.Line(text), "$1\u200B$2"), ":\u200B")
            .Replace("##vso[", "#\u200B#vso[", StringComparison.Ordinal)
            .Replace("##[", "#\u200B#[", StringComparison.Ordinal);
        foreach (var character in plain)
        {
            switch (character)
            {
                case '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '|' or '!' or '~':
                    safe.Append('\\').Append(character);
                    break;
                case '#':
                    safe.Append("\\#\u200B");
                    break;
                case '<':
                    safe.Append("&lt;");
                    break;
                case '>':
                    safe.Append("&gt;");
                    break;
                case '&':
                    safe.Append("&amp;");
                    break;
                case '$':
                    safe.Append("&#36;");
                    break;
                case '@':
                    safe.Append("@\u200B");
                    break;
                default:
                    safe.Append(character);
                    break;
            }
        }
        return safe.ToString();
    }

    /// <summary>Text cut to a length, never within a code point.</summary>
    public static string Shortened(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return $"{text[..end]}…";
    }

    private static string Row(IReadOnlyList<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => Text(Shortened(cell, 500))))} |\n";

    private static int Size(string text) => Encoding.UTF8.GetByteCount(text);

    private bool Fits(int bytes) => _bytes + bytes + Reserve <= limit;

    private bool Try(string text)
    {
        if (!Fits(Size(text)))
        {
            IsCut = true;
            return false;
        }
        Append(text);
        return true;
    }

    private void Append(string text)
    {
        _text.Append(text);
        _bytes += Size(text);
    }

    [GeneratedRegex("(https?|ftp|mailto|xmpp|www)([:.])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(":(?=[A-Za-z0-9_+-]+:)")]
    private static partial Regex Emoji();
}
