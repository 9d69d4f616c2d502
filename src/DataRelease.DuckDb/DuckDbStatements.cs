using System.Data.Common;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataRelease.DuckDb;

/// <summary>
/// Asks DuckDB's own parser about a text without running any of it. The driver would run every statement of the text.
/// </summary>
internal static partial class DuckDbStatements
{
    /// <exception cref="UnfitStatementException">The text has more than one statement.</exception>
    public static void RequireOne(DbConnection connection, string text)
    {
        if (Count(connection, text).Count > 1 && !IsPivot(text))
            throw new UnfitStatementException(
                "Parser Error: the text holds more than one statement; nothing of it ran"
            );
    }

    /// <summary>Why the text can't be put in parentheses as one query; null if it can.</summary>
    /// <remarks>
    /// A text that parses by itself closes every parenthesis that it opens, and opens every one that it closes. So it
    /// can't end a statement that encloses it in parentheses: the part before its semicolon would leave a parenthesis
    /// open and would not parse.
    /// </remarks>
    public static string? WhyNotEnclosed(DbConnection connection, string query)
    {
        var (count, error) = Count(connection, query);
        return count > 0 ? DuckDbEffects.WhyNot(connection, query) : $"can't be read by DuckDB: {error}";
    }

    /// <summary>
    /// Why the text can't be the rest of a statement that begins with <paramref name="before"/>; null if it can.
    /// </summary>
    public static string? WhyNotRest(DbConnection connection, string before, string rest)
    {
        var (count, error) = Count(connection, $"{before} {rest}");
        return count switch
        {
            1 => DuckDbEffects.WhyNot(connection, $"{before} {rest}"),
            0 => $"can't be read by DuckDB: {error}",
            _ => "holds more than one statement",
        };
    }

    private static (int Count, string Error) Count(DbConnection connection, string text)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(
            ((DuckDBConnection)connection).NativeConnection,
            text,
            out var extracted
        );
        using (extracted)
        {
            return (
                count,
                count > 0
                    ? ""
                    : NativeMethods
                        .ExtractStatements.DuckDBExtractStatementsError(extracted)
                        .ReplaceLineEndings(" ")
                        .Trim()
            );
        }
    }

    /// <summary>
    /// A pivot whose columns come from the data is one statement to the user, and DuckDB expands it to several.
    /// </summary>
    private static bool IsPivot(string text) =>
        Pivot().IsMatch(text) && StatementText.IsOne(text, LexicalRules.UnicodeSpaces);

    [GeneratedRegex(@"\bpivot(_wider)?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pivot();
}
