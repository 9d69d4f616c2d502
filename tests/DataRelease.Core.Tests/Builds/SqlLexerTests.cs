using CsCheck;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Builds;

/// <summary>Tokens of SQL.</summary>
public sealed class SqlLexerTests
{
    private static readonly string[] _marks = ["--", "/*", "*/", "$$", "$a$", "'", "\"", "''", "E'", "\\'", "\n"];

    [Theory]
    [InlineData("'it''s'", SqlTokenKind.Text)]
    [InlineData("E'a\\'b'", SqlTokenKind.Text)]
    [InlineData("$$ 'x' \"y\" $$", SqlTokenKind.Text)]
    [InlineData("$tag$ $$ $tag$", SqlTokenKind.Text)]
    [InlineData("\"a\"\"b\"", SqlTokenKind.Quoted)]
    [InlineData("-- 'x' \"y\"", SqlTokenKind.Comment)]
    [InlineData("/* /* nested */ 'x' */", SqlTokenKind.Comment)]
    [InlineData("orders_2", SqlTokenKind.Word)]
    [InlineData("£$a$", SqlTokenKind.Word)]
    [InlineData("1.5e-3", SqlTokenKind.Word)]
    [InlineData("E'a' -- x\n'\\';'", SqlTokenKind.Text)]
    [InlineData("$é$;$$;$é$", SqlTokenKind.Text)]
    internal void One_token_is_one_token(string sql, SqlTokenKind kind) =>
        SqlLexer.Read(sql).ShouldBe([new SqlToken(kind, 0, sql.Length)]);

    [Fact]
    public void Tokens_put_together_are_the_input()
    {
        var pieces = Gen.OneOf(
            Gen.String["'\"$-/*\\\n aE;(){}"],
            Gen.String,
            Gen.Int[0, _marks.Length - 1].Select(index => _marks[index])
        );
        pieces
            .Array[0, 12]
            .Select(string.Concat)
            .Sample(
                sql =>
                    string.Concat(SqlLexer.Read(sql).Select(token => sql.Substring(token.Start, token.Length))) == sql,
                iter: 5000,
                seed: "0N0XIzNsQ0O2"
            );
    }
}
