using System.Data.Common;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataRelease.DuckDb;

/// <summary>
/// What DuckDB's own parser says of a text, without running any of it. The driver would run every statement in it.
/// </summary>
internal static partial class DuckDbStatements
{
    /// <exception cref="UnfitStatementException">It holds more than one.</exception>
    public static void RequireOne(DbConnection connection, string text)
    {
        if (Count(connection, text).Count > 1 && !IsPivot(text))
            throw new UnfitStatementException(
                "Parser Error: the text holds more than one statement; nothing of it ran"
            );
    }

    /// <summary>Why the text can't stand in parentheses as one query, or null.</summary>
    /// <remarks>
    /// What parses by itself closes every parenthesis that it opens, and opens every one that it closes. So a statement
    /// in which it stands in parentheses can't be ended by it and be parsed: the part before its semicolon would leave
    /// a parenthesis open.
    /// </remarks>
    public static string? WhyNotEnclosed(DbConnection connection, string query)
    {
        var (count, error) = Count(connection, query);
        return count > 0 ? DuckDbEffects.WhyNot(connection, query) : $"can't be read by DuckDB: {error}";
    }

    /// <summary>
    /// Why the text is not the rest of a statement that begins with <paramref name="before"/>, or null.
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
    /// A pivot whose columns come from the data is one statement that DuckDB itself writes out as several.
    /// </summary>
    private static bool IsPivot(string text) =>
        Pivot().IsMatch(text) && StatementText.IsOne(text, LexicalRules.UnicodeSpaces);

    [GeneratedRegex(@"\bpivot(_wider)?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pivot();
}
