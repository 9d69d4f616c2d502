using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Transcripts.Tests;

/// <summary>What is known to be wrong in a statement for SQL Server without a server.</summary>
internal static class TransactSqlRules
{
    /// <summary>What is wrong; empty for nothing that is known.</summary>
    public static IEnumerable<string> Broken(string statement)
    {
        var tree = new TSql170Parser(true).Parse(new StringReader(statement), out var errors);
        if (errors.Count > 0)
            return errors.Select(error => $"({error.Line},{error.Column}): {error.Message} in {statement}");
        var rules = new Rules(statement);
        tree.Accept(rules);
        return rules.Broken;
    }

    private sealed class Rules(string statement) : TSqlFragmentVisitor
    {
        public List<string> Broken { get; } = [];

        /// <summary>
        /// A column of a type of any length is part of no key
        /// (https://learn.microsoft.com/sql/t-sql/statements/create-table-transact-sql).
        /// </summary>
        public override void Visit(TableDefinition node)
        {
            var unbounded = node
                .ColumnDefinitions.Where(column => column.DataType is SqlDataTypeReference { Parameters: [MaxLiteral] })
                .Select(column => column.ColumnIdentifier.Value)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            Broken.AddRange(
                node.TableConstraints.OfType<UniqueConstraintDefinition>()
                    .SelectMany(key => key.Columns)
                    .Select(column => column.Column.MultiPartIdentifier.Identifiers[^1].Value)
                    .Where(unbounded.Contains)
                    .Select(column => $"{column} is part of a key and of any length: {statement}")
            );
        }

        /// <summary>Texts of EXEC are statements, too.</summary>
        public override void Visit(ExecutableStringList node)
        {
            if (node.Strings.All(part => part is StringLiteral))
                Broken.AddRange(
                    TransactSqlRules.Broken(
                        string.Concat(node.Strings.Cast<StringLiteral>().Select(part => part.Value))
                    )
                );
        }
    }
}
