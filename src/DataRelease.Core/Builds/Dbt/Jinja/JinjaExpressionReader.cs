namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>
/// Parses one expression by recursive descent, with a method for each level of precedence, as Jinja's own parser does.
/// </summary>
internal sealed class JinjaExpressionReader(IReadOnlyList<JinjaToken> tokens)
{
    private static readonly string[] _comparing = ["==", "!=", "<", "<=", ">", ">="];

    // A chain of operators nests as deeply as brackets when it is evaluated.
    private const int Longest = 1000;
    private const int Deepest = 100;

    private int _at;
    private int _depth;

    private JinjaToken Current => _at < tokens.Count ? tokens[_at] : new JinjaToken(JinjaTokenKind.End, "", null);

    /// <summary>Parses an expression that is followed by nothing.</summary>
    public JinjaExpression Whole()
    {
        if (tokens.Count > Longest)
            throw new JinjaException(JinjaTrouble.Syntax, "the expression is too long");
        var value = Sequence();
        return Current.Kind == JinjaTokenKind.End ? value : throw Unexpected();
    }

    /// <summary>Parses a name.</summary>
    public string Word() => Current.Kind == JinjaTokenKind.Name ? tokens[_at++].Text : throw Unexpected();

    /// <summary>Expects a sign.</summary>
    public void Expect(string sign)
    {
        if (!Take(sign))
            throw Unexpected();
    }

    private JinjaExpression Sequence()
    {
        var first = Conditional();
        if (!Is(","))
            return first;
        var items = new List<JinjaExpression> { first };
        while (Take(","))
        {
            if (Current.Kind == JinjaTokenKind.End || Is(")"))
                break;
            items.Add(Conditional());
        }
        return new JinjaExpression.Sequence(items);
    }

    private JinjaExpression Conditional() =>
        Deeper(() =>
        {
            var value = Or();
            while (TakeWord("if"))
            {
                var condition = Or();
                value = new JinjaExpression.Conditional(condition, value, TakeWord("else") ? Conditional() : null);
            }
            return value;
        });

    /// <summary>Limits the nesting, because a file may nest more deeply than the stack allows.</summary>
    private JinjaExpression Deeper(Func<JinjaExpression> read)
    {
        if (++_depth > Deepest)
            throw new JinjaException(JinjaTrouble.Syntax, "the expression is nested too deeply");
        var value = read();
        _depth--;
        return value;
    }

    private JinjaExpression Or()
    {
        var left = And();
        while (TakeWord("or"))
            left = new JinjaExpression.Binary("or", left, And());
        return left;
    }

    private JinjaExpression And()
    {
        var left = Not();
        while (TakeWord("and"))
            left = new JinjaExpression.Binary("and", left, Not());
        return left;
    }

    private JinjaExpression Not() =>
        TakeWord("not") ? Deeper(() => new JinjaExpression.Unary("not", Not())) : Compare();

    private JinjaExpression Compare()
    {
        var first = Sum();
        var rest = new List<(string, JinjaExpression)>();
        while (true)
        {
            if (Current.Kind == JinjaTokenKind.Sign && _comparing.Contains(Current.Text))
                rest.Add((tokens[_at++].Text, Sum()));
            else if (TakeWord("in"))
                rest.Add(("in", Sum()));
            else if (
                IsWord("not")
                && _at + 1 < tokens.Count
                && tokens[_at + 1] is { Kind: JinjaTokenKind.Name, Text: "in" }
            )
            {
                _at += 2;
                rest.Add(("not in", Sum()));
            }
            else
                break;
        }
        return rest.Count == 0 ? first : new JinjaExpression.Comparison(first, rest);
    }

    private JinjaExpression Sum() => Left(["+", "-"], Concat);

    private JinjaExpression Concat() => Left(["~"], Product);

    private JinjaExpression Product() => Left(["*", "/", "//", "%"], Signed);

    private JinjaExpression Left(string[] signs, Func<JinjaExpression> next)
    {
        var left = next();
        while (Current.Kind == JinjaTokenKind.Sign && signs.Contains(Current.Text))
            left = new JinjaExpression.Binary(tokens[_at++].Text, left, next());
        return left;
    }

    /// <summary>
    /// Parses a signed operand. A sign binds more loosely than a filter after the operand, and more tightly than a
    /// power before it.
    /// </summary>
    private JinjaExpression Signed(bool filters)
    {
        JinjaExpression value;
        if (Take("-"))
            value = Deeper(() => new JinjaExpression.Unary("-", Signed(false)));
        else if (Take("+"))
            value = Deeper(() => new JinjaExpression.Unary("+", Signed(false)));
        else
            value = Primary();
        value = Postfix(value);
        return filters ? Filters(value) : value;
    }

    private JinjaExpression Signed()
    {
        var left = Signed(true);
        while (Take("**"))
            left = new JinjaExpression.Binary("**", left, Signed(true));
        return left;
    }

    private JinjaExpression Postfix(JinjaExpression value)
    {
        while (true)
        {
            if (Take("."))
            {
                var name = Word();
                value = Is("(")
                    ? new JinjaExpression.Method(value, name, Arguments())
                    : new JinjaExpression.Item(value, new JinjaExpression.Literal(name));
            }
            else if (Take("["))
            {
                value = Index(value);
            }
            else if (Is("("))
            {
                value = value is JinjaExpression.Lookup function
                    ? new JinjaExpression.Call(function.Value, Arguments())
                    : throw new JinjaException(JinjaTrouble.Unsupported, "calling a value is not supported here");
            }
            else
            {
                return value;
            }
        }
    }

    private JinjaExpression Filters(JinjaExpression value)
    {
        while (true)
        {
            if (Take("|"))
            {
                var name = Word();
                value = new JinjaExpression.Filter(value, name, Is("(") ? Arguments() : JinjaArguments.None);
            }
            else if (TakeWord("is"))
            {
                var isNot = TakeWord("not");
                var name = Word();
                var arguments =
                    Is("(") ? Arguments()
                    : Is("[")
                    || Is("{")
                    || Current.Kind is JinjaTokenKind.Text or JinjaTokenKind.Number
                    || (
                        Current.Kind == JinjaTokenKind.Name
                        && Current.Text is not ("else" or "or" or "and" or "if" or "is" or "not" or "in")
                    )
                        ? new JinjaArguments([Postfix(Primary())], new Dictionary<string, JinjaExpression>())
                    : JinjaArguments.None;
                value = new JinjaExpression.Test(value, name, arguments);
                if (isNot)
                    value = new JinjaExpression.Unary("not", value);
            }
            else
            {
                return value;
            }
        }
    }

    private JinjaExpression Index(JinjaExpression on)
    {
        var from = Is(":") ? null : Conditional();
        if (!Take(":"))
        {
            Expect("]");
            return new JinjaExpression.Item(on, from!);
        }
        var to = Is("]") ? null : Conditional();
        Expect("]");
        return new JinjaExpression.Slice(on, from, to);
    }

    private JinjaExpression Primary()
    {
        var token = Current;
        _at++;
        switch (token.Kind)
        {
            case JinjaTokenKind.Number:
                return new JinjaExpression.Literal(token.Value);
            case JinjaTokenKind.Text:
                var text = (string)token.Value!;
                // Adjacent texts are one text, as in Python.
                while (Current.Kind == JinjaTokenKind.Text)
                    text += (string)tokens[_at++].Value!;
                return new JinjaExpression.Literal(text);
            case JinjaTokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => new JinjaExpression.Literal(true),
                    "false" or "False" => new JinjaExpression.Literal(false),
                    "none" or "None" => new JinjaExpression.Literal(null),
                    _ => new JinjaExpression.Lookup(token.Text),
                };
            case JinjaTokenKind.Sign when token.Text == "(":
                if (Take(")"))
                    return new JinjaExpression.Sequence([]);
                var inner = Sequence();
                Expect(")");
                return inner;
            case JinjaTokenKind.Sign when token.Text == "[":
                return new JinjaExpression.Sequence(List("]", Conditional));
            case JinjaTokenKind.Sign when token.Text == "{":
                return new JinjaExpression.Mapping(List("}", () =>
                    {
                        var key = Conditional();
                        Expect(":");
                        return (key, Conditional());
                    }));
            default:
                _at--;
                throw Unexpected();
        }
    }

    private JinjaArguments Arguments()
    {
        Expect("(");
        var named = new Dictionary<string, JinjaExpression>(StringComparer.Ordinal);
        var positional = new List<JinjaExpression>();
        foreach (var (name, value) in List(")", () =>
            {
                var isNamed =
                    Current.Kind == JinjaTokenKind.Name
                    && _at + 1 < tokens.Count
                    && tokens[_at + 1] is { Kind: JinjaTokenKind.Sign, Text: "=" };
                var name = isNamed ? Word() : null;
                if (isNamed)
                    Expect("=");
                return (name, Conditional());
            }))
        {
            if (name is null)
                positional.Add(value);
            else
                named[name] = value;
        }
        return new JinjaArguments(positional, named);
    }

    private List<T> List<T>(string closing, Func<T> item)
    {
        var items = new List<T>();
        while (!Take(closing))
        {
            if (items.Count > 0)
                Expect(",");
            if (Take(closing))
                break;
            items.Add(item());
        }
        return items;
    }

    private bool Is(string sign) => Current.Kind == JinjaTokenKind.Sign && Current.Text == sign;

    private bool IsWord(string word) => Current.Kind == JinjaTokenKind.Name && Current.Text == word;

    private bool Take(string sign)
    {
        if (!Is(sign))
            return false;
        _at++;
        return true;
    }

    private bool TakeWord(string word)
    {
        if (!IsWord(word))
            return false;
        _at++;
        return true;
    }

    private JinjaException Unexpected() =>
        new(
            JinjaTrouble.Syntax,
            Current.Kind == JinjaTokenKind.End
                ? "the expression ends too early"
                : $"'{(Current.Kind == JinjaTokenKind.Text ? "a text" : Current.Text)}' is not expected here"
        );
}
