using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Ledgers;

namespace DataRelease.Swaps.Methods;

/// <summary>
/// What a router's comment says of the swap that made it: it goes with the schema to its new name, so that the schema
/// itself tells who is live. What somebody else wrote into the comment stays before it.
/// </summary>
/// <param name="Number">The release that it shows.</param>
/// <param name="Token">Of the swap.</param>
internal sealed partial record RouterMark(int Number, string Token)
{
    /// <summary>The mark of a comment; null if it has none.</summary>
    public static RouterMark? Read(string? comment) =>
        comment is not null && Mark().Match(comment) is { Success: true } found
            ? new RouterMark(
                int.Parse(found.Groups["number"].Value, CultureInfo.InvariantCulture),
                found.Groups["token"].Value
            )
            : null;

    /// <summary>The comment with this mark in place of another.</summary>
    public string Write(string? comment) =>
        (Strip(comment) is { } own ? $"{own}\n" : "") + $"[data-release {ReleaseRecord.Name(Number)} {Token}]";

    /// <summary>The comment without a mark; null if nothing is left.</summary>
    public static string? Strip(string? comment) =>
        comment is not null && Mark().Replace(comment, "") is { Length: > 0 } own ? own : null;

    [GeneratedRegex(@"\n?\[data-release r(?<number>\d{1,9}) (?<token>\d+-\d+)\]\z")]
    private static partial Regex Mark();
}
