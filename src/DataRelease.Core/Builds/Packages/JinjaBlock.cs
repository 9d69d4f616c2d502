namespace DataRelease.Builds.Packages;

/// <summary>A part of a template with the parts that stand inside it.</summary>
internal abstract record JinjaNode
{
    /// <summary>Text that is rendered as it is.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : JinjaNode;

    /// <summary>An expression, or a statement without an end.</summary>
    /// <param name="Tokens">Its code.</param>
    public sealed record Code(IReadOnlyList<JinjaToken> Tokens) : JinjaNode;

    /// <summary>A statement with an end.</summary>
    /// <param name="Name">The statement's name, such as <c>if</c>.</param>
    /// <param name="Branches">Its branches, of which all but those of <c>if</c> and <c>for</c> have one.</param>
    public sealed record Block(string Name, IReadOnlyList<JinjaBranch> Branches) : JinjaNode;

    /// <summary>Reads a template. Ends without a beginning are left out, and what is not closed ends with it.</summary>
    public static IReadOnlyList<JinjaNode> Read(string template)
    {
        var top = new List<JinjaNode>();
        var open = new Stack<(string Name, List<JinjaBranch> Branches)>();
        foreach (var part in JinjaCode.Parts(template))
        {
            var inside = open.TryPeek(out var block) ? (List<JinjaNode>)block.Branches[^1].Content : top;
            if (part.Kind == JinjaPartKind.Literal)
                inside.Add(new Text(part.Text));
            else if (part.Kind == JinjaPartKind.Expression || part.Tokens.Count == 0)
                inside.Add(new Code(part.Tokens));
            else
            {
                var name = part.Tokens[0].Text;
                if (name is "else" or "elif" && block.Name is "if" or "for")
                    block.Branches.Add(new JinjaBranch([.. part.Tokens.Skip(1)], new List<JinjaNode>()));
                else if (block.Name is not null && name == $"end{block.Name}")
                    open.Pop();
                else if (IsBlock(part.Tokens))
                {
                    var branches = new List<JinjaBranch> { new([.. part.Tokens.Skip(1)], new List<JinjaNode>()) };
                    inside.Add(new Block(name, branches));
                    open.Push((name, branches));
                }
                else
                    inside.Add(new Code(part.Tokens));
            }
        }
        return top;
    }

    /// <summary>A <c>set</c> with a value has no end.</summary>
    private static bool IsBlock(IReadOnlyList<JinjaToken> tokens) =>
        tokens[0].Text
            is "if"
                or "for"
                or "macro"
                or "call"
                or "filter"
                or "test"
                or "materialization"
                or "snapshot"
                or "docs"
        || (tokens[0].Text == "set" && !tokens.Any(token => token is { Kind: JinjaTokenKind.Sign, Text: "=" }));
}

/// <summary>A branch of a statement.</summary>
/// <param name="Condition">The code after the statement's name; empty for <c>else</c>.</param>
/// <param name="Content">What stands inside.</param>
internal sealed record JinjaBranch(IReadOnlyList<JinjaToken> Condition, IReadOnlyList<JinjaNode> Content);
