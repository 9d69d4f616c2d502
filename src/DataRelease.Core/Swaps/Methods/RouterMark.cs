using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Ledgers;

namespace DataRelease.Swaps.Methods;

/// <summary>
/// The mark that a swap writes into the comment of the router schema that it makes. The mark stays with the schema when
/// the schema gets the live name, so the schema itself tells which release is live. Text that somebody else wrote into
/// the comment stays before the mark.
/// </summary>
/// <param name="Number">The release that the schema shows.</param>
/// <param name="Token">The token of the swap.</param>
internal sealed partial record RouterMark(int Number, string Token)
{
    /// <summary>Reads the mark from a comment; null if the comment has none.</summary>
    public static RouterMark? Read(string? comment) =>
        comment is not null && Mark().Match(comment) is { Success: true } found
            ? new RouterMark(
                int.Parse(found.Groups["number"].Value, CultureInfo.InvariantCulture),
                found.Groups["token"].Value
            )
            : null;

    /// <summary>Writes this mark into a comment, in place of any other.</summary>
    public string Write(string? comment) =>
        (Strip(comment) is { } own ? $"{own}\n" : "") + $"[data-release {ReleaseRecord.Name(Number)} {Token}]";

    /// <summary>The comment without a mark; null if nothing is left.</summary>
    public static string? Strip(string? comment) =>
        comment is not null && Mark().Replace(comment, "") is { Length: > 0 } own ? own : null;

    [GeneratedRegex(@"\n?\[data-release r(?<number>\d{1,9}) (?<token>\d+-\d+)\]\z")]
    private static partial Regex Mark();
}
