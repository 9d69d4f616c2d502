using DataRelease.Errors;
using DataRelease.SqlServer;
using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac;

/// <summary>
/// An object with a name that consumers use, which leads to the live release: a view of the release's view, or a
/// procedure or function that calls the release's. A synonym would work for calls, but it can't be altered, and
/// dropping and creating it removes all rights on it.
/// </summary>
/// <param name="Live">The name that consumers use.</param>
/// <param name="Target">The release's object.</param>
/// <param name="Kind">The object's class.</param>
/// <param name="Head">The text after <c>create</c>.</param>
/// <param name="Stub">The same signature without a release behind it.</param>
internal sealed record Pointer(RelationName Live, RelationName Target, string Kind, string Head, string Stub)
{
    /// <summary>The whole definition, for a model.</summary>
    public string Create => $"create {Head}";

    /// <summary>The statement that drops the name.</summary>
    public Sql Drop => Sql.Raw($"drop {Word} {SqlServerDialect.Spelling.Quote(Live)}");

    private string Word =>
        Kind switch
        {
            ObjectKinds.View => "view",
            ObjectKinds.Procedure => "procedure",
            ObjectKinds.Synonym => "synonym",
            _ => "function",
        };

    /// <summary>
    /// The statements that make the pointer lead to the release. An altered object keeps its rights. A function that
    /// fills a table variable can't be altered to a pointer, so it is dropped first.
    /// </summary>
    public IReadOnlyList<Sql> Statements =>
        Kind switch
        {
            ObjectKinds.TableFunction =>
            [
                Sql.Raw(
                    "if exists (select 1 from sys.objects where object_id = object_id("
                        + $"{SqlServerLexis.Literal(SqlServerDialect.Spelling.Quote(Live))}) "
                        + "and type in (N'TF', N'FT')) "
                        + $"drop function {SqlServerDialect.Spelling.Quote(Live)}"
                ),
                Sql.Raw($"create or alter {Head}"),
            ],
            ObjectKinds.Synonym =>
            [
                Sql.Raw($"drop synonym if exists {SqlServerDialect.Spelling.Quote(Live)}"),
                Sql.Raw(Create),
            ],
            _ => [Sql.Raw($"create or alter {Head}")],
        };

    /// <summary>The pointers of everything that moves, by name.</summary>
    public static IReadOnlyList<Pointer> All(Inventory inventory, Aim aim, string file) =>
        [.. inventory.Code.Select(one => To(one, aim, file)).OrderBy(one => one.Live)];

    /// <summary>The pointer of an object.</summary>
    /// <param name="one">A view, procedure, function or synonym with its script.</param>
    /// <param name="aim">The release's schemas.</param>
    /// <param name="file">The dacpac's path, for the places.</param>
    /// <exception cref="ReleaseException">DR2207 for an object that no pointer can stand for.</exception>
    public static Pointer To(ModelObject one, Aim aim, string file)
    {
        var live = one.Name!.Value;
        var target = live with { Schema = aim.Schemas[live.Schema] };
        if (one.Kind == ObjectKinds.Synonym)
        {
            // A synonym refers to a name that consumers use, which is a pointer by then, so its text is the same in
            // every release.
            var text = one.Script!.Trim().TrimEnd(';');
            return new Pointer(live, target, one.Kind, text["create ".Length..], text);
        }
        var (head, body, stub) =
            one.Kind == ObjectKinds.View ? View(one, live, target) : Callable(one, live, target, file);
        return new Pointer(live, target, one.Kind, head + body, $"create {head}{stub}");
    }

    private static (string Head, string Body, string Stub) View(ModelObject one, RelationName live, RelationName target)
    {
        var columns = Columns(one, Microsoft.SqlServer.Dac.Model.View.Columns);
        return ($"view {Quote(live)} as select ", $"{List(columns)} from {Quote(target)}", Nothing(columns));
    }

    private static (string Head, string Body, string Stub) Callable(
        ModelObject one,
        RelationName live,
        RelationName target,
        string file
    )
    {
        var columns = Columns(one, TableValuedFunction.Columns);
        var tree = ScriptText.Parse(one.Script!, ScriptText.HasQuotedIdentifiers(one), out _);
        var found = new Bodies();
        tree.Accept(found);
        return found.Body switch
        {
            CreateProcedureStatement { ProcedureReference.Number: not null } => throw Unsupported(
                "is one of several procedures of the same name"
            ),
            CreateProcedureStatement { IsForReplication: true } => throw Unsupported("is for replication"),
            CreateProcedureStatement body => Procedure(body, live, target),
            CreateFunctionStatement { ReturnType: ScalarFunctionReturnType returned } body => (
                $"function {Quote(live)}({Parameters(body)}) returns {ScriptText.Of(returned.DataType)}"
                    + $"{Options(body)} as ",
                $"begin return {Quote(target)}({Arguments(body)}) end",
                "begin return null end"
            ),
            CreateFunctionStatement body => (
                $"function {Quote(live)}({Parameters(body)}) returns table as return (select ",
                $"{List(columns)} from {Quote(target)}({Arguments(body)}))",
                $"{Nothing(columns)})"
            ),
            _ => throw Unsupported("has no text that shows its parameters"),
        };

        ReleaseException Unsupported(string why) =>
            new(
                ErrorCode.DacpacUnsupported,
                $"{one.Word} {one.Title} {why}",
                null,
                new SourceLocation($"{file}:{one.Title}")
            );
    }

    /// <summary>
    /// A procedure's pointer passes arguments by name. It repeats the defaults, so that an omitted argument has the
    /// same effect as without the pointer.
    /// </summary>
    private static (string Head, string Body, string Stub) Procedure(
        CreateProcedureStatement body,
        RelationName live,
        RelationName target
    )
    {
        var result = "@result";
        while (body.Parameters.Any(one => one.VariableName.Value.Equals(result, StringComparison.OrdinalIgnoreCase)))
            result += "_";
        var arguments = string.Join(
            ", ",
            body.Parameters.Select(one =>
                $"{one.VariableName.Value} = {one.VariableName.Value}"
                + (one.Modifier == ParameterModifier.Output ? " output" : "")
            )
        );
        return (
            $"procedure {Quote(live)}{(body.Parameters.Count > 0 ? " " : "")}{Parameters(body)} as ",
            $"declare {result} int; exec {result} = {Quote(target)}{(arguments.Length > 0 ? " " : "")}{arguments}; "
                + $"return {result}",
            "return 0"
        );
    }

    private static string Parameters(ProcedureStatementBodyBase body) =>
        string.Join(", ", body.Parameters.Select(Parameter));

    private static string Parameter(ProcedureParameter one) =>
        $"{one.VariableName.Value} {ScriptText.Of(one.DataType)}"
        + (one.IsVarying ? " varying" : "")
        + (one.Nullable is { } nullable ? (nullable.Nullable ? " null" : " not null") : "")
        + (one.Value is { } value ? $" = {ScriptText.Of(value)}" : "")
        + one.Modifier switch
        {
            ParameterModifier.Output => " output",
            ParameterModifier.ReadOnly => " readonly",
            _ => "",
        };

    private static string Arguments(ProcedureStatementBodyBase body) =>
        string.Join(", ", body.Parameters.Select(one => one.VariableName.Value));

    private static string Options(CreateFunctionStatement body) =>
        body.Options.Any(option => option.OptionKind == FunctionOptionKind.ReturnsNullOnNullInput)
            ? " with returns null on null input"
            : "";

    private static List<string> Columns(ModelObject one, ModelRelationshipClass columns) =>
        one.Source.ObjectType.Relationships.Contains(columns)
            ? [.. one.Source.GetReferenced(columns, DacQueryScopes.All).Select(column => column.Name.Parts[^1])]
            : [];

    private static string List(List<string> columns) =>
        columns.Count > 0 ? string.Join(", ", columns.Select(SqlServerDialect.Spelling.Quote)) : "*";

    private static string Nothing(List<string> columns) =>
        columns.Count > 0
            ? string.Join(", ", columns.Select(column => $"null as {SqlServerDialect.Spelling.Quote(column)}"))
            : "null as nothing";

    private static string Quote(RelationName name) => SqlServerDialect.Spelling.Quote(name);

    private sealed class Bodies : TSqlFragmentVisitor
    {
        public TSqlStatement? Body { get; private set; }

        public override void Visit(CreateProcedureStatement node) => Body ??= node;

        public override void Visit(CreateFunctionStatement node) => Body ??= node;
    }
}
