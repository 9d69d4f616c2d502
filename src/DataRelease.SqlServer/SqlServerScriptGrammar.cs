using DataRelease.Warehouses;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.SqlServer;
using Microsoft.Data.SqlClient;

namespace DataRelease.SqlServer;

/// <summary>Scripts run through DbUp's own executor for SQL Server.</summary>
public sealed class SqlServerScriptGrammar : ScriptGrammar
{
    private const int MissingRelation = 208;

    /// <inheritdoc/>
    public override IScriptExecutor CreateExecutor(
        Func<IConnectionManager> connection,
        Func<IUpgradeLog> log,
        Func<IJournal> journal
    ) => new Executor(connection, log, journal);

    /// <summary>The statements whose documentation says that they can't run inside a transaction.</summary>
    public override bool NeedsNoTransaction(string[] words) =>
        words switch
        {
            ["create" or "alter" or "drop", "database", ..] => true,
            ["backup" or "restore" or "reconfigure" or "kill", ..] => true,
            ["create" or "alter" or "drop", "fulltext", "catalog" or "index", ..] => true,
            ["alter", "index", .. var rest] => rest.Contains("resumable"),
            _ => false,
        };

    /// <summary>
    /// The server reports the line, counted from the beginning of the text. The position is the line's first visible
    /// character.
    /// </summary>
    public override int? FindError(Exception error, string statement)
    {
        if (error is not SqlException { LineNumber: > 0 } known)
            return null;
        var at = 0;
        for (var line = 1; line < known.LineNumber; line++)
        {
            at = statement.IndexOf('\n', at) + 1;
            if (at == 0)
                return null;
        }
        while (at < statement.Length && statement[at] is ' ' or '\t')
            at++;
        return at;
    }

    /// <inheritdoc/>
    public override bool IsMissingRelation(Exception error) => error is SqlException { Number: MissingRelation };

    /// <inheritdoc/>
    public override async Task<bool> LeftOpenAsync(WarehouseSession session, CancellationToken cancellation) =>
        (await session.QueryAsync($"select @@trancount", row => row.GetInt32(0), cancellation))[0] > 0;

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> ReadReferencesAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    ) => session.QueryAsync(References(view), row => row.GetString(0), cancellation);

    /// <summary>Names of the view's own schema that occur in its text.</summary>
    public static Sql References(RelationName view) =>
        $"""
            select distinct d.referenced_entity_name from sys.sql_expression_dependencies d
            where d.referencing_id = object_id({SqlServerLexis.NameOf(view)}) and d.referenced_class = 1
                and coalesce(d.referenced_schema_name, {view.Schema}) = {view.Schema} collate catalog_default
                and d.referenced_database_name is null
            order by 1
            """;

    /// <summary>Keeps DbUp from replacing variables, which are resolved already.</summary>
    private sealed class Executor(Func<IConnectionManager> connection, Func<IUpgradeLog> log, Func<IJournal> journal)
        : SqlScriptExecutor(connection, log, "", () => false, [], journal)
    {
        protected override string PreprocessScriptContents(SqlScript script, IDictionary<string, string> variables) =>
            script.Contents;
    }
}
