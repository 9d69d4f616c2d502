using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>
/// What the memory remembers of Transact-SQL that a dacpac's builder wrote: schemas, tables with their columns, and
/// views. Whatever is called, and every right, is nothing to it.
/// </summary>
internal static partial class TransactSqlMemory
{
    /// <summary>The statement as the memory runs it; the same text if a builder did not write it.</summary>
    public static string Of(string text) => Written().IsMatch(text) ? Remembered(text) : text;

    private static string Remembered(string text)
    {
        var tree = (TSqlScript)new TSql170Parser(true).Parse(new StringReader(text), out var errors);
        if (errors.Count > 0)
            throw new InvalidOperationException($"{errors[0].Message} in {text}");
        return string.Join(
            TwoSided.Break,
            tree.Batches.SelectMany(batch => batch.Statements).Select(Remembered).Where(one => one.Length > 0)
        );
    }

    private static string Remembered(TSqlStatement statement) =>
        statement switch
        {
            IfStatement { ThenStatement: ExecuteStatement then } => Remembered(then),
            ExecuteStatement { ExecuteSpecification.ExecutableEntity: ExecutableStringList list } => Remembered(
                string.Concat(list.Strings.Cast<StringLiteral>().Select(part => part.Value))
            ),
            CreateSchemaStatement schema => $"create schema if not exists {Quoted(schema.Name)}",
            CreateTableStatement table => $"create table {Name(table.SchemaObjectName)} ("
                + $"{string.Join(", ", table.Definition.ColumnDefinitions.Select(Column))})",
            AlterTableAddTableElementStatement { Definition.ColumnDefinitions: { Count: > 0 } added } altered =>
                string.Join(
                    TwoSided.Break,
                    added.Select(column => $"alter table {Name(altered.SchemaObjectName)} add column {Column(column)}")
                ),
            ViewStatementBody view => $"create or replace view {Name(view.SchemaObjectName)} as "
                + Text(view.SelectStatement),
            DropSchemaStatement dropped => $"drop schema {Quoted(dropped.Schema.BaseIdentifier)} cascade",
            _ => "",
        };

    private static string Column(ColumnDefinition column) =>
        $"{Quoted(column.ColumnIdentifier)} "
        + (
            column.DataType.Name.BaseIdentifier.Value.ToLowerInvariant() switch
            {
                "int" => "integer",
                "decimal" => "decimal(10, 2)",
                "nvarchar" => "varchar",
                var other => throw new NotSupportedException($"a column of type {other}"),
            }
        );

    private static string Name(SchemaObjectName name) =>
        $"{Quoted(name.SchemaIdentifier)}.{Quoted(name.BaseIdentifier)}";

    private static string Quoted(Identifier name) => $"\"{name.Value}\"";

    private static string Text(TSqlFragment node) =>
        string.Concat(
            Enumerable
                .Range(node.FirstTokenIndex, node.LastTokenIndex - node.FirstTokenIndex + 1)
                .Select(at => node.ScriptTokenStream[at])
                .Select(token =>
                    token.TokenType == TSqlTokenType.QuotedIdentifier ? $"\"{token.Text[1..^1]}\"" : token.Text
                )
        );

    [GeneratedRegex(
        @"^\s*(exec\(N'|if (schema_id|object_id|database_principal_id)\(|(grant|deny|revoke) )",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Written();
}
