using System.Text.RegularExpressions;
using DataRelease.Warehouses;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.Support;

namespace DataRelease.DuckDb;

/// <summary>DbUp has no provider for DuckDB: this is one, on the extension points of its core.</summary>
public sealed partial class DuckDbScriptGrammar : ScriptGrammar
{
    /// <inheritdoc/>
    public override IScriptExecutor CreateExecutor(Func<IConnectionManager> connection, Func<IUpgradeLog> log, Func<IJournal> journal) =>
        new Executor(connection, log, journal);

    /// <summary>DuckDB's checkpoint and vacuum end or refuse the transaction they are in; attached files are no part of it.</summary>
    public override bool NeedsNoTransaction(string[] words) => words is ["vacuum" or "checkpoint" or "attach" or "detach", ..] or ["force", "checkpoint", ..];

    /// <inheritdoc/>
    public override bool BindsViewsLate => true;

    /// <summary>The message quotes the line, maybe cut, with a caret below the place.</summary>
    public override int? FindError(Exception error, string statement)
    {
        var match = Quoted().Match(error.Message);
        if (!match.Success || !int.TryParse(match.Groups["line"].Value, out var line)) return null;
        var start = 0;
        for (var number = 1; number < line; number++)
        {
            start = statement.IndexOf('\n', start) + 1;
            if (start == 0) return null;
        }
        var end = statement.IndexOf('\n', start);
        var text = statement[start..(end < 0 ? statement.Length : end)];
        var shown = match.Groups["text"].Value;
        var caret = match.Groups["indent"].Length - match.Groups["prefix"].Length;
        var core = shown.TrimEnd('\r');
        var skipped = 0;
        if (core.StartsWith("...", StringComparison.Ordinal))
        {
            (core, skipped) = (core[3..], 3);
        }
        if (core.EndsWith("...", StringComparison.Ordinal)) core = core[..^3];
        var at = text.IndexOf(core, StringComparison.Ordinal);
        var found = start + Math.Max(0, at) + Math.Max(0, caret - skipped);
        return found <= statement.Length ? found : start;
    }

    [GeneratedRegex(@"(?<prefix>LINE (?<line>\d+): )(?<text>[^\n]*)\n(?<indent>[ \t]*)\^", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    private sealed class Executor(Func<IConnectionManager> connection, Func<IUpgradeLog> log, Func<IJournal> journal)
        : ScriptExecutor(connection, new Names(), log, "", () => false, [], journal)
    {
        protected override string PreprocessScriptContents(SqlScript script, IDictionary<string, string> variables) => script.Contents;

        protected override string GetVerifySchemaSql(string schema) => "";

        // What DbUp would add here goes to its log, which is empty; the error says all.
        protected override void ExecuteCommandsWithinExceptionHandler(int index, SqlScript script, Action executeCallback) => executeCallback();
    }

    private sealed class Names() : SqlObjectParser("\"", "\"");
}
