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
        private readonly HashSet<ColumnReferenceExpression> _collated = [];
        private readonly HashSet<ScalarExpression> _cast = [];

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

        /// <summary>
        /// Words of the catalog have the collation Latin1_General_CI_AS_KS_WS in every database, names have the
        /// database's, and the server refuses to compare or to join the two (error 468;
        /// https://learn.microsoft.com/sql/t-sql/statements/collation-precedence-transact-sql).
        /// </summary>
        public override void Visit(PrimaryExpression node)
        {
            if (node.Collation is not null)
                _collated.UnionWith(Within<ColumnReferenceExpression>(node));
        }

        public override void Visit(ColumnReferenceExpression node)
        {
            if (
                node.Collation is null
                && !_collated.Contains(node)
                && node.MultiPartIdentifier?.Identifiers[^1].Value is { } name
                && (name == "permission_name" || name.EndsWith("_desc", StringComparison.Ordinal))
            )
                Broken.Add($"{name} has a collation of its own: {statement}");
        }

        /// <summary>
        /// Aggregates of one query have one order (error 8711;
        /// https://learn.microsoft.com/sql/t-sql/functions/string-agg-transact-sql).
        /// </summary>
        public override void Visit(QuerySpecification node)
        {
            RefuseNumberOfDatabase(node);
            var inner = Within<QuerySpecification>(node).Where(query => query != node).ToList();
            var orders = Within<FunctionCall>(node)
                .Except(inner.SelectMany(Within<FunctionCall>))
                .Select(call => call.WithinGroupClause?.OrderByClause)
                .OfType<OrderByClause>()
                .Select(Text)
                .Distinct()
                .ToList();
            if (orders.Count > 1)
                Broken.Add($"one query has the orders {string.Join(" and ", orders)}: {statement}");
        }

        /// <summary>
        /// COALESCE takes two values at least
        /// (https://learn.microsoft.com/sql/t-sql/language-elements/coalesce-transact-sql).
        /// </summary>
        public override void Visit(CoalesceExpression node)
        {
            if (node.Expressions.Count < 2)
                Broken.Add($"a COALESCE has one value: {statement}");
            if (
                !_cast.Contains(node)
                && node.Expressions.OfType<IntegerLiteral>().Any()
                && node.Expressions.OfType<ColumnReferenceExpression>().Any(IsBit)
            )
                Broken.Add($"{Text(node)} is an int: {statement}");
        }

        /// <summary>
        /// A bit beside a whole number becomes an int, and the driver reads no int as a bool
        /// (https://learn.microsoft.com/sql/t-sql/data-types/data-type-precedence-transact-sql).
        /// </summary>
        public override void Visit(CastCall node)
        {
            if (node.DataType is SqlDataTypeReference { SqlDataTypeOption: SqlDataTypeOption.Bit })
                _cast.Add(node.Parameter);
        }

        /// <summary>
        /// In Azure SQL Database the numbers of sys.databases are those of the logical server, and db_id() is not
        /// (https://learn.microsoft.com/sql/t-sql/functions/db-id-transact-sql).
        /// </summary>
        private void RefuseNumberOfDatabase(QuerySpecification node)
        {
            if (
                Within<NamedTableReference>(node).Any(table => Name(table) == "sys.databases")
                && Within<FunctionCall>(node).Any(call => call.FunctionName.Value == "db_id")
            )
                Broken.Add($"sys.databases is asked with db_id(): {statement}");
        }

        /// <summary>
        /// Columns of the ledger have two collations: that of a key and the database's. No union compares them
        /// (errors 451 and 468).
        /// </summary>
        public override void Visit(BinaryQueryExpression node)
        {
            var queries = Within<QuerySpecification>(node);
            for (var index = 0; index < queries.Min(query => query.SelectElements.Count); index++)
            {
                var met = queries.Select(query => OfLedger(query, index)).OfType<string>().Distinct().ToList();
                if (met.Count > 1)
                    Broken.Add($"{string.Join(" and ", met)} meet in a union: {statement}");
            }
        }

        /// <summary>The ledger's column that a query has at a place; null if it has something else there.</summary>
        private static string? OfLedger(QuerySpecification query, int index)
        {
            if (
                query.SelectElements[index]
                is not SelectScalarExpression { Expression: ColumnReferenceExpression { Collation: null } column }
            )
                return null;
            var names = column.MultiPartIdentifier.Identifiers;
            var tables = Within<NamedTableReference>(query);
            var table =
                names.Count == 1
                    ? tables.FirstOrDefault()
                    : tables.FirstOrDefault(table => table.Alias?.Value == names[^2].Value);
            return table is not null && Name(table).StartsWith("data_release.", StringComparison.Ordinal)
                ? $"{Name(table)}.{names[^1].Value}"
                : null;
        }

        private static string Name(NamedTableReference table) =>
            string.Join(".", table.SchemaObject.Identifiers.Select(part => part.Value));

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

        private static bool IsBit(ColumnReferenceExpression column) =>
            column.MultiPartIdentifier.Identifiers[^1].Value is { } name
            && (name.StartsWith("is_", StringComparison.Ordinal) || name == "with_check_option");

        private string Text(TSqlFragment node) => statement.Substring(node.StartOffset, node.FragmentLength);

        private static List<T> Within<T>(TSqlFragment node)
            where T : TSqlFragment
        {
            var found = new Found<T>();
            node.Accept(found);
            return found.All;
        }
    }

    private sealed class Found<T> : TSqlFragmentVisitor
        where T : TSqlFragment
    {
        public List<T> All { get; } = [];

        public override void Visit(TSqlFragment fragment)
        {
            if (fragment is T one)
                All.Add(one);
        }
    }
}
