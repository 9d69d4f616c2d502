using System.Globalization;
using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>How Transact-SQL writes names and texts.</summary>
internal static class SqlServerLexis
{
    /// <summary>
    /// A text literal. A backslash at the end of a line removes the line end, even inside a string
    /// (https://learn.microsoft.com/sql/t-sql/language-elements/sql-server-utilities-statements-backslash), so the
    /// string is split there and concatenated.
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

    /// <summary>A value as a literal of the type that the driver would send it as.</summary>
    public static Sql Value(object? value) =>
        Sql.Raw(
            value switch
            {
                null or DBNull => "null",
                string text => LongLiteral(text),
                bool flag => $"cast({(flag ? '1' : '0')} as bit)",
                byte[] bytes => $"0x{Convert.ToHexString(bytes)}",
                DateTime moment => $"cast('{moment.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", Plain)}' as datetime2(7))",
                DateTimeOffset moment => $"cast('{moment.ToString("O", Plain)}' as datetimeoffset(7))",
                double number => $"cast({number.ToString("E16", Plain)} as float)",
                int or long or short or decimal => ((IFormattable)value).ToString(null, Plain),
                _ => throw new ArgumentException($"no literal is known for {value.GetType()}", nameof(value)),
            }
        );

    /// <summary>
    /// A text literal in several pieces is a short text, which the server would cut, unless the first piece is long.
    /// </summary>
    private static string LongLiteral(string text) =>
        text.Length > 4000 ? $"(cast(N'' as nvarchar(max)) + {Literal(text)})" : Literal(text);

    private static CultureInfo Plain => CultureInfo.InvariantCulture;

    /// <summary>
    /// Gives statements their own scope: no other statement sees their variables, and the first of them is the first of
    /// its batch.
    /// </summary>
    public static Sql Scope(Sql statements) => Sql.Raw($"exec({Literal(Text(statements))})");

    /// <summary>The text of a statement without parameters.</summary>
    public static string Text(Sql statement) =>
        statement.Render(SqlServerDialect.Spelling) is { Values: [] } whole
            ? whole.Text
            : throw new ArgumentException("a statement inside another can have no parameters", nameof(statement));

    /// <summary>A relation's name as a text for <c>object_id</c>.</summary>
    public static Sql NameOf(RelationName relation) => Sql.Raw(Literal(SqlServerDialect.Spelling.Quote(relation)));
}
