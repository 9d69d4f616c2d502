using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// The lines <c>\restrict KEY</c> and <c>\unrestrict KEY</c>, which <c>pg_dump</c> writes around a dump since
/// CVE-2025-8714 (https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-META-COMMAND-RESTRICT). Between them
/// the client runs none of its own commands, and a migration can't have any. Every dump has another key.
/// </summary>
internal static partial class DumpGuards
{
    /// <summary>The text with these lines turned into comments; every other character keeps its position.</summary>
    public static string Comment(string text, ScriptVariables variables)
    {
        if (!Line().IsMatch(text))
            return text;
        var result = text.ToCharArray();
        foreach (var token in SqlLexer.Read(variables.Mask(text), variables.Lexis))
        {
            if (token.Kind != SqlTokenKind.Sign || text[token.Start] != '\\')
                continue;
            var start = text.AsSpan(0, token.Start).LastIndexOfAny('\n', '\r') + 1;
            if (Line().Match(text, start) is { Success: true } line && line.Index == start)
                (result[token.Start], result[token.Start + 1]) = ('-', '-');
        }
        return new string(result);
    }

    [GeneratedRegex(
        @"^[ \t]*\\(un)?restrict[ \t]+[A-Za-z0-9]+[ \t]*\r?$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Line();
}
