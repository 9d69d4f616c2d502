using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>How Transact-SQL writes names and texts down.</summary>
internal static class SqlServerLexis
{
    /// <summary>
    /// A backslash at the end of a line takes the line end with it, inside a string too
    /// (https://learn.microsoft.com/sql/t-sql/language-elements/sql-server-utilities-statements-backslash), so the
    /// string is cut there and put together again.
    /// </summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length + 4).Append("N'");
        for (var at = 0; at < text.Length; at++)
        {
            literal.Append(text[at] == '\'' ? "''" : text[at].ToString());
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '\n' or '\r')
                literal.Append("' + N'");
        }
        return literal.Append('\'').ToString();
    }

    /// <summary>
    /// Statements in a scope of their own: their variables are seen by no other, and what must be the first statement
    /// of a batch is.
    /// </summary>
    public static Sql Scope(Sql statements) => Sql.Raw($"exec({Literal(Text(statements))})");

    /// <summary>The text of what has no parameters.</summary>
    public static string Text(Sql statement) =>
        statement.Render(SqlServerDialect.Spelling) is { Values: [] } whole
            ? whole.Text
            : throw new ArgumentException("a statement inside another can have no parameters", nameof(statement));

    /// <summary>The name of a relation as a text that <c>object_id</c> takes.</summary>
    public static Sql NameOf(RelationName relation) => Sql.Raw(Literal(SqlServerDialect.Spelling.Quote(relation)));
}
