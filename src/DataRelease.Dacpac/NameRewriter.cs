using System.Text;
using DataRelease.Errors;
using DataRelease.SqlServer;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ScriptIdentifier = Microsoft.SqlServer.TransactSql.ScriptDom.Identifier;

namespace DataRelease.Dacpac;

/// <summary>
/// Redirects the names in an object's text to a release. Only identifiers are replaced, each at its own offset, so
/// layout, comments and strings stay as they are.
/// </summary>
internal sealed class NameRewriter
{
    private readonly ModelObject _one;
    private readonly Aim _aim;
    private readonly HashSet<string> _resolved;

    private NameRewriter(ModelObject one, Aim aim)
    {
        _one = one;
        _aim = aim;
        _resolved = new HashSet<string>(
            one.References.Append(one.Source).Where(source => source.Name.Parts.Count == 2).Select(KeyOf),
            aim.Comparer
        );
    }

    /// <summary>The redirected text, and the names that could not be redirected.</summary>
    /// <param name="one">An object with a script.</param>
    /// <param name="aim">Where names lead.</param>
    /// <param name="file">The dacpac's path, for the places.</param>
    public static (string Text, IReadOnlyList<NameFinding> Findings) Rewrite(ModelObject one, Aim aim, string file)
    {
        var script = one.Script!;
        var tree = ScriptText.Parse(script, ScriptText.HasQuotedIdentifiers(one), out var errors);
        if (errors.Count > 0)
            throw new ReleaseException(
                ErrorCode.DacpacModelInvalid,
                errors[0].Message.TrimEnd('.'),
                null,
                new SourceLocation($"{file}:{one.Title}", errors[0].Line, errors[0].Column)
            );
        var rewriter = new NameRewriter(one, aim);
        var names = new NameVisitor(rewriter);
        tree.Accept(names);
        var texts = new TextNames(one, aim, file, tree);
        return (Apply(script, names.Edits), [.. names.Findings(file), .. texts.Find()]);
    }

    private static string Apply(string script, IEnumerable<Edit> edits)
    {
        var text = new StringBuilder(script);
        foreach (var edit in edits.DistinctBy(edit => edit.Offset).OrderByDescending(edit => edit.Offset))
            text.Remove(edit.Offset, edit.Length).Insert(edit.Offset, edit.Text);
        return text.ToString();
    }

    private static string KeyOf(Microsoft.SqlServer.Dac.Model.TSqlObject source) =>
        $"{source.Name.Parts[0]}\n{source.Name.Parts[1]}";

    /// <summary>
    /// The schema that an unqualified name leads to. DacFx resolved the name in one of these two schemas, or it is not
    /// the model's.
    /// </summary>
    private string? SchemaOfUnqualified(string name)
    {
        foreach (var schema in new[] { _one.Source.Name.Parts[0], "dbo" })
        {
            if (_resolved.Contains($"{schema}\n{name}"))
                return _aim.SchemaOf(schema, name);
        }
        return null;
    }

    private sealed record Edit(int Offset, int Length, string Text);

    private sealed class NameVisitor(NameRewriter rewriter) : TSqlFragmentVisitor
    {
        private static readonly string[] _systemDatabases = ["master", "msdb", "tempdb", "model"];

        private static readonly string[] _methods = ["value", "exist", "query", "nodes", "modify"];

        private readonly HashSet<TSqlFragment> _notObjects = [];
        private readonly List<(TSqlFragment Scope, string Name)> _local = [];
        private readonly List<TSqlFragment> _foreign = [];

        public List<Edit> Edits { get; } = [];

        public IEnumerable<NameFinding> Findings(string file) =>
            _foreign
                .DistinctBy(node => node.StartOffset)
                .Select(node => new NameFinding(
                    FindingKind.OtherDatabase,
                    rewriter._one.Title,
                    ScriptText.Of(node),
                    new SourceLocation($"{file}:{rewriter._one.Title}", node.StartLine, node.StartColumn),
                    IsWarning: false
                ));

        public override void Visit(StatementWithCtesAndXmlNamespaces node) =>
            AddExpressions(node, node.WithCtesAndXmlNamespaces);

        public override void Visit(ViewStatementBody node)
        {
            if (node.SelectStatement is { } select)
                AddExpressions(select, select.WithCtesAndXmlNamespaces);
        }

        public override void Visit(UpdateDeleteSpecificationBase node)
        {
            if (node.FromClause is not { } from)
                return;
            var aliases = new Aliases();
            from.Accept(aliases);
            if (
                node.Target is NamedTableReference { SchemaObject.Identifiers.Count: 1 } target
                && aliases.Names.Contains(target.SchemaObject.BaseIdentifier.Value, rewriter._aim.Comparer)
            )
                _notObjects.Add(target.SchemaObject);
        }

        public override void Visit(UserDataTypeReference node) => _notObjects.Add(node.Name);

        public override void Visit(XmlDataTypeReference node)
        {
            if (node.XmlSchemaCollection is { } collection)
                _notObjects.Add(collection);
        }

        public override void Visit(SchemaObjectFunctionTableReference node)
        {
            // <c>x.col.nodes('…')</c> would be read as a name in a database x.
            if (
                node.SchemaObject is { Identifiers.Count: >= 2, BaseIdentifier.Value: "nodes" }
                && node.Parameters.Count == 1
                && node.Columns.Count > 0
            )
                _notObjects.Add(node.SchemaObject);
        }

        public override void Visit(SchemaObjectName node)
        {
            if (_notObjects.Contains(node) || node.BaseIdentifier is not { } name || name.Value.StartsWith('#'))
                return;
            if (node.DatabaseIdentifier is { } database)
            {
                if (!_systemDatabases.Contains(database.Value, StringComparer.OrdinalIgnoreCase))
                    _foreign.Add(node);
            }
            else if (node.SchemaIdentifier is { Value.Length: > 0 } schema)
                Requalify(schema, name);
            else if (!IsLocal(node, name.Value) && rewriter.SchemaOfUnqualified(name.Value) is { } found)
                Edits.Add(new Edit(name.StartOffset, 0, Quote(found) + "."));
        }

        public override void Visit(ColumnReferenceExpression node) => Column(node, node.MultiPartIdentifier, 3);

        public override void Visit(SelectStarExpression node) => Column(node, node.Qualifier, 2);

        public override void Visit(FunctionCall node)
        {
            if (node.CallTarget is not MultiPartIdentifierCallTarget { MultiPartIdentifier.Identifiers: var parts })
                return;
            if (parts.Count == 1)
                Requalify(parts[0], node.FunctionName);
            else if (!_methods.Contains(node.FunctionName.Value, StringComparer.Ordinal))
                _foreign.Add(node.CallTarget);
        }

        public override void Visit(SecurityTargetObject node)
        {
            var parts = node.ObjectName?.MultiPartIdentifier.Identifiers;
            if (
                node.ObjectKind is SecurityObjectKind.Object or SecurityObjectKind.NotSpecified
                && parts is { Count: 2 }
            )
                Requalify(parts[0], parts[1]);
        }

        public override void Visit(ExecuteStatement node)
        {
            if (node.ExecuteSpecification.LinkedServer is not null)
                _foreign.Add(node);
        }

        public override void Visit(OpenQueryTableReference node) => _foreign.Add(node);

        /// <summary>
        /// Literals are names only in a property's own statement; in a procedure's body they are plain texts.
        /// </summary>
        public override void Visit(ExecuteParameter node)
        {
            if (
                rewriter._one.Kind == "ExtendedProperty"
                && node.Variable is { Name: "@level0name" }
                && node.ParameterValue is StringLiteral literal
                && rewriter._aim.Schemas.TryGetValue(literal.Value, out var schema)
            )
                Edits.Add(new Edit(literal.StartOffset, literal.FragmentLength, SqlServerLexis.Literal(schema)));
        }

        private void AddExpressions(TSqlFragment scope, WithCtesAndXmlNamespaces? with)
        {
            foreach (var expression in with?.CommonTableExpressions ?? [])
                _local.Add((scope, expression.ExpressionName.Value));
        }

        private bool IsLocal(TSqlFragment node, string name) =>
            _local.Exists(local =>
                rewriter._aim.Comparer.Equals(local.Name, name)
                && local.Scope.StartOffset <= node.StartOffset
                && node.StartOffset < local.Scope.StartOffset + local.Scope.FragmentLength
            );

        /// <summary>Reads <c>schema.relation.column</c> and <c>schema.relation.*</c> from their end.</summary>
        private void Column(TSqlFragment node, MultiPartIdentifier? name, int parts)
        {
            if (name is null || name.Identifiers.Count < parts)
                return;
            var relation = name.Identifiers.Count - parts + 1;
            if (name.Identifiers.Count > parts)
                _foreign.Add(node);
            else
                Requalify(name.Identifiers[relation - 1], name.Identifiers[relation]);
        }

        private void Requalify(ScriptIdentifier schema, ScriptIdentifier name)
        {
            if (rewriter._aim.Moves(schema.Value, name.Value))
                Edits.Add(
                    new Edit(schema.StartOffset, schema.FragmentLength, Quote(rewriter._aim.Schemas[schema.Value]))
                );
        }

        private static string Quote(string name) => SqlServerDialect.Spelling.Quote(name);

        private sealed class Aliases : TSqlFragmentVisitor
        {
            public List<string> Names { get; } = [];

            public override void Visit(TableReferenceWithAlias node)
            {
                if (node.Alias is { } alias)
                    Names.Add(alias.Value);
            }
        }
    }
}
