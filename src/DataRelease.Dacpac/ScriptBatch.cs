using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac;

/// <summary>A batch of a deploy script.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Statements">Its statements, as Microsoft's parser reads them.</param>
internal sealed record ScriptBatch(string Text, IReadOnlyList<TSqlStatement> Statements)
{
    /// <summary>
    /// The batches that change something. Left out are sqlcmd's commands, the check for sqlcmd, <c>use</c>,
    /// <c>print</c>, and session settings, which our sessions make themselves.
    /// </summary>
    public static IReadOnlyList<ScriptBatch> Split(string script)
    {
        var batches = new List<ScriptBatch>();
        foreach (var text in Texts(script))
        {
            var tree = (TSqlScript)ScriptText.Parse(text, quotedIdentifiers: true, out var errors);
            // An unreadable batch is kept and judged as unknown.
            if (errors.Count > 0)
                batches.Add(new ScriptBatch(text, []));
            else if (
                tree.Batches.SelectMany(batch => batch.Statements).Where(ChangesSomething).ToList() is
                { Count: > 0 } statements
            )
                batches.Add(new ScriptBatch(text, statements));
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
        var head = batch.TrimStart();
        return
            head.StartsWith(':')
            || head.StartsWith("/*\n:setvar", StringComparison.Ordinal)
            || head.StartsWith("/*\nDetect", StringComparison.Ordinal)
            ? ""
            : batch;
    }
}
