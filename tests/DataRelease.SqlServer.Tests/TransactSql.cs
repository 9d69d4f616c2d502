using DataRelease.Transcripts.Tests;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.SqlServer.Tests;

/// <summary>
/// Microsoft's own parsers for SQL Server 2022 and 2025 over a statement, and over every text that it hands to EXEC;
/// and the rules that no parser knows.
/// </summary>
internal static class TransactSql
{
    private static readonly TSqlParser[] _parsers = [new TSql160Parser(true), new TSql170Parser(true)];

    public static void ShouldParse(string text)
    {
        foreach (var parser in _parsers)
            Parse(parser, text);
        TransactSqlRules.Broken(text).ShouldBeEmpty();
    }

    /// <summary>The batch as the newest parser reads it.</summary>
    public static TSqlScript Read(string text) => (TSqlScript)_parsers[^1].Parse(new StringReader(text), out _);

    private static void Parse(TSqlParser parser, string text)
    {
        var tree = parser.Parse(new StringReader(text), out var errors);
        errors
            .Select(error => $"({error.Line},{error.Column}): {error.Message}")
            .ShouldBeEmpty($"{parser.GetType().Name} does not parse:\n{text}");
        var executed = new Executed();
        tree.Accept(executed);
        foreach (var inner in executed.Texts)
            Parse(parser, inner);
    }

    /// <summary>Texts of EXEC that are whole literals; what is in a variable is the server's.</summary>
    private sealed class Executed : TSqlFragmentVisitor
    {
        public List<string> Texts { get; } = [];

        public override void Visit(ExecutableStringList node)
        {
            if (node.Strings.All(part => part is StringLiteral))
                Texts.Add(string.Concat(node.Strings.Cast<StringLiteral>().Select(part => part.Value)));
        }
    }
}
