using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// The lines <c>\restrict KEY</c> and <c>\unrestrict KEY</c>, which <c>pg_dump</c> writes around a dump since
/// CVE-2025-8714 (https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-META-COMMAND-RESTRICT). They keep the
/// client from running its own commands, of which a migration can have none. The key is another in each dump.
/// </summary>
internal static partial class DumpGuards
{
    /// <summary>The text with these lines as comments, in which nothing has another place than before.</summary>
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
