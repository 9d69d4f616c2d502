using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// The statements that copy a table with its keys, checks, defaults and indexes. <c>create table as</c> keeps none of
/// them, and is what a table without them gets.
/// </summary>
internal static class DuckDbCopy
{
    /// <summary>Reads the table's definition and writes the statements.</summary>
    /// <param name="session">The session.</param>
    /// <param name="from">The table with the definition.</param>
    /// <param name="to">The table that is made.</param>
    /// <param name="rows">The table with the rows; it has the same columns in any order.</param>
    /// <param name="computed">The columns that the engine computes.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<Sql>> ReadAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        RelationName rows,
        IReadOnlySet<string> computed,
        CancellationToken cancellation
    )
    {
        var columns = await session.QueryAsync(
            $"""
            select column_name, data_type, is_nullable, column_default, data_type like '%ENUM(%'
            from duckdb_columns()
            where database_name = current_database() and schema_name = {from.Schema} and table_name = {from.Name}
            order by column_index
            """,
            row => new Column(
                row.GetString(0),
                row.GetString(1),
                row.GetBoolean(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.GetBoolean(4),
                computed.Contains(row.GetString(0))
            ),
            cancellation
        );
        var constraints = await session.QueryAsync(
            $"""
            select constraint_type, constraint_text from duckdb_constraints()
            where database_name = current_database() and schema_name = {from.Schema} and table_name = {from.Name}
            and constraint_type <> 'NOT NULL' order by constraint_index
            """,
            row => (Type: row.GetString(0), Text: row.GetString(1)),
            cancellation
        );
        var indexes = await session.QueryAsync(
            $"""
            select index_name, is_unique, sql from duckdb_indexes()
            where database_name = current_database() and schema_name = {from.Schema} and table_name = {from.Name}
            and sql is not null order by index_oid
            """,
            row => (Name: row.GetString(0), IsUnique: row.GetBoolean(1), Text: row.GetString(2)),
            cancellation
        );
        var isPlain = constraints.Count == 0 && columns.All(column => column.IsNullable && column.Default is null);
        // Neither a reference to a table of the copied schema nor a type that is defined there may come along.
        var isOwn =
            constraints.All(constraint => constraint.Type != "FOREIGN KEY")
            && !columns.Any(column => column.IsEnum || column.Default?.Contains("nextval", Ignore) == true);
        var list = Sql.Join(
            ", ",
            columns.Where(column => !column.IsComputed).Select(column => new Identifier(column.Name))
        );
        IReadOnlyList<Sql> table =
            isPlain || !isOwn
                ? [$"create table {to} as select {(rows == from ? Sql.Raw("*") : list)} from {rows}"]
                :
                [
                    $"create table {to} ({Sql.Join(", ", [
                        .. columns.Select(column => column.Definition),
                        .. constraints.Select(constraint => Sql.Raw(constraint.Text)),
                    ])})",
                    $"insert into {to} ({list}) select {list} from {rows}",
                ];
        return [.. table, .. indexes.Select(index => Index(from, to, index.Name, index.IsUnique, index.Text))];
    }

    private const StringComparison Ignore = StringComparison.OrdinalIgnoreCase;

    /// <summary>
    /// The engine's text ends with the list of columns and expressions, which names no table. Copies of tables of
    /// several schemas may come into one, where names of indexes are unique, so the name begins with the table's.
    /// </summary>
    private static Sql Index(RelationName from, RelationName to, string name, bool isUnique, string text)
    {
        var own = name.StartsWith($"{from.Name}__", StringComparison.Ordinal) ? name[(from.Name.Length + 2)..] : name;
        var unique = Sql.Raw(isUnique ? "unique " : "");
        return $"create {unique}index {new Identifier($"{to.Name}__{own}")} on {to} {Sql.Raw(Columns(text))}";
    }

    /// <summary>The text from the first parenthesis that is in no quoted name.</summary>
    private static string Columns(string text)
    {
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
                isQuoted = !isQuoted;
            else if (text[at] == '(' && !isQuoted)
                return text[at..].TrimEnd().TrimEnd(';');
        }
        throw new InvalidOperationException($"an index is defined in another form: {text}");
    }

    /// <summary>One column.</summary>
    private sealed record Column(
        string Name,
        string Type,
        bool IsNullable,
        string? Default,
        bool IsEnum,
        bool IsComputed
    )
    {
        /// <summary>The default's text without the cast to the column's type that the engine puts around it.</summary>
        private string Expression =>
            Default!.StartsWith("CAST(", StringComparison.Ordinal)
            && Default.EndsWith($" AS {Type})", StringComparison.Ordinal)
                ? Default["CAST(".Length..^$" AS {Type})".Length]
                : Default;

        public Sql Definition
        {
            get
            {
                Sql value =
                    Default is null ? Sql.Empty
                    : IsComputed ? (Sql)$" generated always as ({Sql.Raw(Expression)})"
                    : $" default ({Sql.Raw(Default)})";
                return $"{new Identifier(Name)} {Sql.Raw(Type)}{value}{Sql.Raw(IsNullable ? "" : " not null")}";
            }
        }
    }
}
