using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.Support;

namespace DataRelease.Snowflake;

/// <summary>DbUp has no provider whose driver could be loaded on demand: this is one, on its core.</summary>
/// <param name="database">The database, which a script may leave.</param>
public sealed partial class SnowflakeScriptGrammar(string database) : ScriptGrammar
{
    /// <inheritdoc/>
    public override IScriptExecutor CreateExecutor(
        Func<IConnectionManager> connection,
        Func<IUpgradeLog> log,
        Func<IJournal> journal
    ) => new Executor(connection, log, journal);

    /// <summary>USE decides which database a name of two parts is in.</summary>
    public override IReadOnlyList<Sql> Return => [$"use database {new Identifier(database)}"];

    /// <summary>Whatever makes, changes or drops an object commits, and what was written before it, too.</summary>
    public override bool NeedsNoTransaction(string[] words) =>
        words
            is [
                "create"
                or "alter"
                or "drop"
                or "undrop"
                or "grant"
                or "revoke"
                or "comment"
                or "truncate"
                or "use"
                or "call",
                ..,
            ];

    /// <summary>Files of this machine go by the driver's own way.</summary>
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

    /// <summary>The server says <c>line 3 at position 7</c>; lines begin with 1, positions with 0.</summary>
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

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ReadReferencesAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    )
    {
        var found = await new SnowflakeQueryReader(database).OfViewsAsync(session, [view], cancellation);
        return [.. found[view].Where(name => name.Schema == view.Schema).Select(name => name.Name).Order()];
    }

    [GeneratedRegex(@"\bline (?<line>\d+) at position (?<at>-?\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    /// <summary>The contents have their variables.</summary>
    private sealed class Executor(Func<IConnectionManager> connection, Func<IUpgradeLog> log, Func<IJournal> journal)
        : ScriptExecutor(connection, new Names(), log, "", () => false, [], journal)
    {
        protected override string PreprocessScriptContents(SqlScript script, IDictionary<string, string> variables) =>
            script.Contents;

        protected override string GetVerifySchemaSql(string schema) => "";

        // What DbUp would add here goes to its log, which is empty; the error says all.
        protected override void ExecuteCommandsWithinExceptionHandler(
            int index,
            SqlScript script,
            Action executeCallback
        ) => executeCallback();
    }

    private sealed class Names() : SqlObjectParser("\"", "\"");
}
