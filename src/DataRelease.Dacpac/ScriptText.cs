using DataRelease.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac;

/// <summary>Parses objects' texts with Microsoft's parser.</summary>
internal static class ScriptText
{
    public static TSqlFragment Parse(string script, bool quotedIdentifiers, out IList<ParseError> errors) =>
        new TSql170Parser(quotedIdentifiers).Parse(new StringReader(script), out errors);

    /// <summary>True if double quotes enclose names, not strings, in the object's text.</summary>
    public static bool HasQuotedIdentifiers(ModelObject one) =>
        one.Source.ObjectType.Properties.All(property => property.Name != "QuotedIdentifierOn")
        || Inventory.Flag(one.Source, "QuotedIdentifierOn");

    /// <summary>
    /// The text of a view, procedure or function as a statement that also changes one that exists.
    /// </summary>
    public static string CreateOrAlter(ModelObject one)
    {
        var tokens = Parse(one.Script!, HasQuotedIdentifiers(one), out _).ScriptTokenStream;
        var create = tokens.First(token => token.TokenType == TSqlTokenType.Create);
        return one.Script!.Insert(create.Offset + create.Text.Length, " or alter");
    }

    /// <summary>The text of a node, in one line.</summary>
    public static string Of(TSqlFragment node) =>
        string.Concat(
                Enumerable
                    .Range(node.FirstTokenIndex, node.LastTokenIndex - node.FirstTokenIndex + 1)
                    .Select(at => node.ScriptTokenStream[at].Text)
            )
            .ReplaceLineEndings(" ");

    /// <summary>The place of an offset in an object's text.</summary>
    public static SourceLocation Place(string file, string title, string script, int offset)
    {
        var before = script.AsSpan(0, offset);
        var line = before.Count('\n') + 1;
        return new SourceLocation($"{file}:{title}", line, offset - before.LastIndexOf('\n'));
    }
}
