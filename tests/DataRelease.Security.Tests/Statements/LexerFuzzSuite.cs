using CsCheck;
using DataRelease.Warehouse.Tests;
using DataRelease.Warehouses;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Npgsql;

namespace DataRelease.Security.Tests.Statements;

/// <summary>
/// Our scanner beside the engine's own: what the engine takes for one statement, ours does, and what it takes for
/// several, ours does not take for one.
/// </summary>
public abstract class LexerFuzzSuite(Engine engine) : WarehouseSuite(engine)
{
    private static readonly string[] _values =
    [
        "1",
        "1.5",
        "1.",
        ".5",
        "1e5",
        "1e-5",
        "'a'",
        "'a;'",
        "'a''b;'",
        "'a\\'",
        "E'a'",
        "E'a\\';b'",
        "e'\\\\'",
        "E'a''b'",
        "E'a'\n'\\';b'",
        "E'a' -- x\r'\\';b'",
        "E'a'\n-- '\n'\\';'",
        "E'a'/**/'b\\'",
        "E'a' '\\'",
        "'a'\n'\\'",
        "$$;$$",
        "$a$;$b$;$a$",
        "$é$;'$é$",
        "$_1$;$_1$",
        "$$'$$",
        "U&'a;'",
        "u&'\\0041'",
        "b'1'",
        "x'1f'",
        "n'a;'",
        "N'\\'",
        "a.b",
        "(1)",
        "-1",
        "1--;\r",
        "1/*;*/",
        "1/*/*;*/;*/",
        "-(-1)",
        "1*/**/1",
        "1-/*--*/1",
        "a->'b;'",
        "1 - -1",
        "'a'::text",
        "case when true then 1 end",
        "\"x;\"",
        "\"a\"\"b;\"",
    ];

    private static readonly string[] _names =
    [
        "",
        "",
        " as a",
        " as a$b$",
        " as £$a$",
        " as a\u00A0",
        " as \u00A0$a$",
        " as €$$",
        " as é$a$",
        " as \"a;\"",
        " as \"a'b\"",
        " as _$1$",
        " as \u3000b",
        "\u2003as c",
        "\uFEFFas d",
        " as e",
        " as E",
        " as ba\u200Dd",
        " as 日本$x$",
    ];

    private static readonly string[] _blanks =
    [
        " ",
        " ",
        " ",
        "\n",
        "\r",
        "\t",
        "\f",
        "/**/",
        "/*;*/",
        "/*'*/",
        "/*\"*/",
        "/*$a$*/",
        "/*/**/*/",
        "--;\n",
        "--'\r",
        "--\u00A0\r\n",
        "\u00A0",
        " \u2003 ",
        "\u3000 ",
    ];

    private static readonly string[] _hazards =
    [
        "'",
        "\"",
        "$",
        "$$",
        "$a$",
        "\\",
        "--",
        "/*",
        "*/",
        ";",
        "\r",
        "\n",
        " ",
        "\u00A0",
        "£",
        "é",
        "€",
        "(",
        ")",
        "E",
        "e",
        "U&",
        "1",
        "1e",
        "0x1F",
        "1_0",
        "_",
        ".",
        "$1",
        "a",
        "/",
        "*",
        "-",
        "\f",
        "\v",
        "\0x",
        "begin atomic",
        "end",
    ];

    [Fact]
    public void What_the_engine_takes_for_one_statement_we_take_for_one()
    {
        var (known, several) = (0, 0);
        Texts()
            .Sample(
                text =>
                {
                    if (text.Contains('\0', StringComparison.Ordinal) || Count(text) is not { } theirs)
                        return;
                    var ours = SqlStatements.Read(text, Warehouse.Dialect.Lexis).Count;
                    known++;
                    several += theirs > 1 ? 1 : 0;
                    // Nothing but comments is an empty statement to PostgreSQL, and none to us.
                    Math.Clamp(ours, 1, Most).ShouldBe(theirs, $"«{Shown(text)}»");
                },
                iter: 20_000,
                threads: 1,
                seed: "0N0XIzNsQ0O2"
            );
        TestContext.Current.TestOutputHelper?.WriteLine($"{known} texts were read by the engine, {several} as several");
        // Enough of them are SQL, and enough of those are more than one statement.
        known.ShouldBeGreaterThan(3_000);
        several.ShouldBeGreaterThan(300);
    }

    [Theory]
    [InlineData("select 1 as id -- note\r; select 2", 2)]
    [InlineData("select 1 as £$a$; select 2 as £$a$", 2)]
    [InlineData("select 1 as €$a$; select 2 as €$a$", 2)]
    [InlineData("select E'a'\n'\\';select '", 1)]
    [InlineData("select E'a' -- x\n -- y\n'\\';select '", 1)]
    [InlineData("select E'a'/**/\n'\\';select '", null)]
    [InlineData("select '\\';select '\\'", 2)]
    [InlineData("select $a$;$b$;$a$", 1)]
    [InlineData("select $é$;$é$", 1)]
    [InlineData("select 1 /* /* */ ; select 2 /* */ */", 1)]
    [InlineData("select 1 /*/ ; select 2 */", 1)]
    [InlineData("select 1e$$;select 1 as e$$", 2)]
    [InlineData("select U&'\\0061;'; select 1", 2)]
    [InlineData("select b'1;'", 1)]
    [InlineData("select begin atomic; select 1; select 1 as end", 3)]
    // The joiner is a letter to both, so that the dollars are part of the name.
    [InlineData("select 1 as a\u200D$$;select 2 as b\u200D$$", 2)]
    [InlineData("select 1 as a\u200B$$;select 2 as b\u200B$$", null)]
    [InlineData("select 1 /*'*/;\u3000 ", null)]
    [InlineData("select 1;é", null)]
    [InlineData("select $$$$ as a;select 2 as\u3000b", null)]
    public void A_trick_is_read_as_the_engine_reads_it(string text, int? count)
    {
        if (Count(text) is not { } theirs)
            return;
        if (count is { } expected)
            theirs.ShouldBe(Math.Min(expected, Most));
        Math.Min(SqlStatements.Read(text, Warehouse.Dialect.Lexis).Count, Most).ShouldBe(theirs);
    }

    /// <summary>How many statements can be told apart; more are that many.</summary>
    protected abstract int Most { get; }

    /// <summary>
    /// How many statements the engine's own parser finds, without running any; null if it finds an error.
    /// </summary>
    protected abstract int? Count(string text);

    private static Gen<string> One(string[] of) => Gen.Int[0, of.Length - 1].Select(index => of[index]);

    private static Gen<string> Texts()
    {
        var statement = Gen.Select(
            One(_blanks),
            Gen.Select(One(_values), One(_names), (value, name) => value + name).Array[1, 3],
            One(_blanks),
            (before, items, after) => $"select{before}{string.Join(",", items)}{after}"
        );
        var script = statement.Array[1, 3].Select(statements => string.Join(";", statements));
        return Gen.Select(script, One(_hazards), Gen.Int[0, 400], Gen.Int[0, 3])
            .Select((text, hazard, place, kind) => Changed(text, hazard, place % (text.Length + 1), kind));
    }

    private static string Changed(string text, string hazard, int at, int kind) =>
        kind switch
        {
            0 => text.Insert(at, hazard),
            1 when at < text.Length => text.Remove(at, 1),
            2 => text[..at] + hazard + text[Math.Min(text.Length, at + hazard.Length)..],
            _ => text,
        };

    private static string Shown(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) ? $"\\u{(int)character:x4}" : $"{character}"));
}

public sealed class DuckDbLexerFuzz() : LexerFuzzSuite(Engine.DuckDb)
{
    protected override int Most => int.MaxValue;

    protected override int? Count(string text)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(
            ((DuckDBConnection)Session.Connection).NativeConnection,
            text,
            out var extracted
        );
        using (extracted)
            return count > 0 ? count : null;
    }
}

public sealed class PostgresLexerFuzz() : LexerFuzzSuite(Engine.Postgres)
{
    /// <summary>The server says no more than that there are several.</summary>
    protected override int Most => 2;

    protected override int? Count(string text)
    {
        using var batch = new NpgsqlBatch((NpgsqlConnection)Session.Connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(text));
        try
        {
            batch.Prepare();
            batch.Connection!.UnprepareAll();
            return 1;
        }
        catch (PostgresException error)
        {
            return error.MessageText.Contains("cannot insert multiple commands", StringComparison.Ordinal) ? 2
                // What is wrong was found by the scanner or the grammar, and says nothing.
                : error.SqlState
                    is PostgresErrorCodes.SyntaxError
                        or PostgresErrorCodes.NonstandardUseOfEscapeCharacter
                        or PostgresErrorCodes.InvalidEscapeSequence
                        or PostgresErrorCodes.NameTooLong
                || error.Position == 0 && error.SqlState.StartsWith("22", StringComparison.Ordinal)
                    ? null
                : 1;
        }
    }
}
