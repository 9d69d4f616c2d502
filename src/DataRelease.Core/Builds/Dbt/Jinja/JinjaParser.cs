namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>
/// Parses a template with Jinja's precedences (https://jinja.palletsprojects.com/templates/#expressions).
/// </summary>
internal static class JinjaParser
{
    private const int Most = 1000;

    public static IReadOnlyList<JinjaNode> Parse(string template)
    {
        var parts = JinjaLexer.Split(template);
        if (parts.Count > Most)
            throw new JinjaException(JinjaTrouble.Syntax, "the template has too many parts");
        var at = 0;
        var nodes = Body(parts, ref at, out var ending);
        return ending is null
            ? nodes
            : throw new JinjaException(JinjaTrouble.Syntax, $"'{{% {ending} %}}' has no beginning");
    }

    private static List<JinjaNode> Body(IReadOnlyList<JinjaLexer.Part> parts, ref int at, out string? ending)
    {
        var nodes = new List<JinjaNode>();
        for (; at < parts.Count; at++)
        {
            var part = parts[at];
            if (part.Opening.Length == 0)
            {
                nodes.Add(new JinjaNode.Data(part.Text));
                continue;
            }
            var reader = new JinjaExpressionReader(JinjaLexer.Tokens(part.Text));
            if (part.Opening == "{{")
            {
                nodes.Add(new JinjaNode.Output(reader.Whole()));
                continue;
            }
            var word = reader.Word();
            switch (word)
            {
                case "elif" or "else" or "endif":
                    ending = word;
                    return nodes;
                case "if":
                    nodes.Add(Choice(parts, ref at, reader));
                    break;
                case "set":
                    var name = reader.Word();
                    reader.Expect("=");
                    nodes.Add(new JinjaNode.Assign(name, reader.Whole()));
                    break;
                default:
                    throw new JinjaException(
                        JinjaTrouble.Unsupported,
                        $"the tag '{{% {word} %}}' is not supported " + "here"
                    );
            }
        }
        ending = null;
        return nodes;
    }

    private static JinjaNode.Choice Choice(
        IReadOnlyList<JinjaLexer.Part> parts,
        ref int at,
        JinjaExpressionReader reader
    )
    {
        var branches = new List<(JinjaExpression?, IReadOnlyList<JinjaNode>)>();
        JinjaExpression? condition = reader.Whole();
        while (true)
        {
            at++;
            var body = Body(parts, ref at, out var ending);
            branches.Add((condition, body));
            switch (ending)
            {
                case "endif":
                    return new JinjaNode.Choice(branches);
                case "elif":
                    var next = new JinjaExpressionReader(JinjaLexer.Tokens(parts[at].Text));
                    next.Word();
                    condition = next.Whole();
                    break;
                case "else":
                    condition = null;
                    break;
                default:
                    throw new JinjaException(JinjaTrouble.Syntax, "'{% if %}' is not closed by '{% endif %}'");
            }
        }
    }
}
