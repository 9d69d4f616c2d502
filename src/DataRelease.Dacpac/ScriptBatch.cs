using System.Text;
using DataRelease.SqlServer;
using DataRelease.Warehouses;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac;

/// <summary>A batch of a deploy script.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Statements">Its statements, as Microsoft's parser reads them.</param>
/// <param name="Settings">The settings that it was written for.</param>
internal sealed record ScriptBatch(string Text, IReadOnlyList<TSqlStatement> Statements, ModuleSettings Settings)
{
    /// <summary>The batch as one statement that can follow another one.</summary>
    public string Sent =>
        Settings.Scoped(Text) is var scoped && Statements is [CreateSchemaStatement { Name.Value: var schema }]
            ? $"if schema_id({SqlServerLexis.Literal(schema)}) is null {scoped}"
        : Statements is [CreateRoleStatement { Name.Value: var role }]
            ? $"if database_principal_id({SqlServerLexis.Literal(role)}) is null {scoped}"
        : Statements is [CreateUserStatement { Name.Value: var user }]
            ? $"if database_principal_id({SqlServerLexis.Literal(user)}) is null {scoped}"
        : scoped;

    /// <summary>True if it makes a schema, and nothing else.</summary>
    public bool MakesSchema => Statements is [CreateSchemaStatement];

    /// <summary>The view, procedure, function or synonym that it makes; null if it makes none.</summary>
    public RelationName? Makes =>
        Statements.Select(NameOf).FirstOrDefault(name => name is not null) is { SchemaIdentifier: { } schema } found
            ? new RelationName(schema.Value, found.BaseIdentifier.Value)
            : null;

    /// <summary>The name of the view, procedure, function or synonym that a statement makes, or null.</summary>
    public static SchemaObjectName? NameOf(TSqlStatement statement) =>
        statement switch
        {
            CreateViewStatement view => view.SchemaObjectName,
            CreateProcedureStatement procedure => procedure.ProcedureReference.Name,
            CreateFunctionStatement function => function.Name,
            CreateSynonymStatement synonym => synonym.Name,
            _ => null,
        };

    /// <summary>The script of some batches, for a client that understands GO.</summary>
    public static string Script(IEnumerable<ScriptBatch> batches)
    {
        var script = new StringBuilder();
        var current = ModuleSettings.Standard;
        foreach (var batch in batches)
        {
            foreach (var change in batch.Settings.Since(current))
                script.Append(change).Append("\nGO\n");
            current = batch.Settings;
            script.Append(batch.Text).Append("\nGO\n");
        }
        return script.ToString();
    }

    /// <summary>
    /// The batches that change something. Left out are sqlcmd's commands, the check for sqlcmd, <c>use</c>,
    /// <c>print</c>, and session settings. Those that a module keeps are known of each batch; our sessions make the
    /// others themselves.
    /// </summary>
    public static IReadOnlyList<ScriptBatch> Split(string script)
    {
        var batches = new List<ScriptBatch>();
        var settings = ModuleSettings.Standard;
        foreach (var text in Texts(script))
        {
            var tree = (TSqlScript)ScriptText.Parse(text, settings.QuotedIdentifiers, out var errors);
            // An unreadable batch is kept and judged as unknown.
            if (errors.Count > 0)
            {
                batches.Add(new ScriptBatch(text, [], settings));
                continue;
            }
            var all = tree.Batches.SelectMany(batch => batch.Statements).ToList();
            settings = all.OfType<PredicateSetStatement>().Aggregate(settings, (known, set) => known.After(set));
            if (all.Where(ChangesSomething).ToList() is { Count: > 0 } statements)
                batches.Add(new ScriptBatch(text, statements, settings));
        }
        return batches;
    }

    private static bool ChangesSomething(TSqlStatement statement) =>
        statement is not (UseStatement or PrintStatement or PredicateSetStatement or SetOnOffStatement)
        && !(
            statement is IfStatement found
            && ScriptText.Of(found.Predicate).Contains("__IsSqlCmdEnabled", StringComparison.Ordinal)
        );

    /// <summary>
    /// The parser finds the ends of batches, because GO may be inside a string or comment of a procedure's text.
    /// </summary>
    private static IEnumerable<string> Texts(string script)
    {
        var tokens = new TSql170Parser(true).GetTokenStream(new StringReader(script), out _);
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            if (token.TokenType is not (TSqlTokenType.Go or TSqlTokenType.EndOfFile))
            {
                text.Append(token.Text);
                continue;
            }
            var batch = WithoutCommands(text.ToString()).Trim();
            text.Clear();
            if (batch.Length > 0)
                yield return batch;
        }
    }

    private static string WithoutCommands(string batch)
    {
        // Line ends are those of the machine that wrote the script.
        var head = batch.ReplaceLineEndings("\n").TrimStart();
        return
            head.StartsWith(':')
            || head.StartsWith("/*\n:setvar", StringComparison.Ordinal)
            || head.StartsWith("/*\nDetect", StringComparison.Ordinal)
            ? ""
            : batch;
    }
}
