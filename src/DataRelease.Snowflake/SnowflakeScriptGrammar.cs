using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.Support;

namespace DataRelease.Snowflake;

/// <summary>Runs scripts with DbUp's core. DbUp has no provider whose driver can be loaded on demand.</summary>
/// <param name="database">The database, to which the session returns after a script.</param>
public sealed partial class SnowflakeScriptGrammar(string database) : ScriptGrammar
{
    /// <inheritdoc/>
    public override IScriptExecutor CreateExecutor(
        Func<IConnectionManager> connection,
        Func<IUpgradeLog> log,
        Func<IJournal> journal
    ) => new Executor(connection, log, journal);

    /// <summary>Undoes a script's USE, because it decides which database a two-part name belongs to.</summary>
    public override IReadOnlyList<Sql> Return => [$"use database {new Identifier(database)}"];

    /// <summary>
    /// Every statement about an object commits, together with everything written before it. TRUNCATE is one about rows
    /// (https://docs.snowflake.com/en/sql-reference/transactions, "Terminology").
    /// </summary>
    public override bool NeedsNoTransaction(string[] words) =>
        words is ["create" or "alter" or "drop" or "undrop" or "grant" or "revoke" or "comment" or "use" or "call", ..];

    /// <summary>Refuses transfers of files of this machine, which need the driver's own commands.</summary>
    public override string? WhyNotRun(string[] words) =>
        words switch
        {
            ["put" or "get", ..] => "sends files to or from a stage, which only the server's own client does: "
                + "put them there before, and copy from the stage",
            ["begin" or "declare", .., "end"] =>
                "is a block of Snowflake Scripting, which would be cut at its semicolons: "
                    + "write execute immediate $$ … $$ around it",
            _ => null,
        };

    /// <summary>The server reports <c>line 3 at position 7</c>; lines start at 1, positions at 0.</summary>
    public override int? FindError(Exception error, string statement)
    {
        if (
            error is not DbException
            || !SnowflakeErrors.IsOfText(error)
            || Place().Match(error.Message) is not { Success: true } place
            || !int.TryParse(place.Groups["line"].Value, CultureInfo.InvariantCulture, out var line)
            || !int.TryParse(place.Groups["at"].Value, CultureInfo.InvariantCulture, out var column)
        )
            return null;
        var start = 0;
        for (var number = 1; number < line; number++)
        {
            start = statement.IndexOf('\n', start) + 1;
            if (start == 0)
                return null;
        }
        return Math.Min(start + Math.Max(0, column), statement.Length);
    }

    /// <inheritdoc/>
    public override bool IsMissingRelation(Exception error) => SnowflakeErrors.IsMissing(error);

    /// <summary><c>CURRENT_TRANSACTION()</c> is NULL outside a transaction.</summary>
    public override async Task<bool> LeftOpenAsync(WarehouseSession session, CancellationToken cancellation) =>
        (await session.QueryAsync($"select current_transaction()", row => !row.IsDBNull(0), cancellation))[0];

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ReadReferencesAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    )
    {
        var found = await new SnowflakeQueryReader(database).OfViewsAsync(session, [view], cancellation);
        // What the server does not tell, the query's own text does.
        var reads = found.GetValueOrDefault(view) ?? SnowflakeViewText.Names(query, view.Schema, database).ToHashSet();
        return [.. reads.Where(name => name.Schema == view.Schema).Select(name => name.Name).Order()];
    }

    [GeneratedRegex(@"\bline (?<line>\d+) at position (?<at>-?\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    /// <summary>Keeps DbUp from replacing variables, which are resolved already.</summary>
    private sealed class Executor(Func<IConnectionManager> connection, Func<IUpgradeLog> log, Func<IJournal> journal)
        : ScriptExecutor(connection, new Names(), log, "", () => false, [], journal)
    {
        protected override string PreprocessScriptContents(SqlScript script, IDictionary<string, string> variables) =>
            script.Contents;

        protected override string GetVerifySchemaSql(string schema) => "";

        // DbUp would only write to its log, which discards everything; the error itself says all.
        protected override void ExecuteCommandsWithinExceptionHandler(
            int index,
            SqlScript script,
            Action executeCallback
        ) => executeCallback();
    }

    private sealed class Names() : SqlObjectParser("\"", "\"");
}
