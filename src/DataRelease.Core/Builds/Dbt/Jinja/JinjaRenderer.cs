namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>The context of a template.</summary>
internal sealed record JinjaContext
{
    /// <summary>A variable of the environment, or null.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The value of <c>--vars</c>.</summary>
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();

    /// <summary>Names with fixed values, such as <c>target</c>.</summary>
    public IReadOnlyDictionary<string, object?> Names { get; init; } = new Dictionary<string, object?>();
}

/// <summary>
/// Renders a template as dbt renders profiles.yml and dbt_project.yml: in Jinja's native mode, in which a single
/// expression keeps its type, and with dbt's filters as_text, as_bool, as_number and as_native.
/// </summary>
internal sealed class JinjaRenderer(JinjaContext context)
{
    // Secrets have dbt's own form: filters see this text, and the value replaces it at the very end.
    private const string SecretPrefix = "DBT_ENV_SECRET_";
    private const string SecretStart = "$$$DBT_SECRET_START$$$";
    private const string SecretEnd = "$$$DBT_SECRET_END$$$";

    private readonly Dictionary<string, object?> _own = new(context.Names, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);

    public object? Render(string template)
    {
        var pieces = new List<object?>();
        Run(JinjaParser.Parse(template), pieces);
        return WithSecrets(Joined(pieces));
    }

    private static object? Joined(List<object?> pieces) =>
        pieces switch
        {
            [] => "",
            [JinjaMarked marked] => marked.Native(),
            [JinjaUndefined undefined] => throw undefined.Error(),
            [var only] => only,
            _ => string.Concat(pieces.Select(JinjaValue.Text)),
        };

    private void Run(IReadOnlyList<JinjaNode> nodes, List<object?> pieces)
    {
        var constant = false;
        foreach (var node in nodes)
        {
            // Parts that are constant at compile time are joined to one text with their neighbours.
            var wasConstant = constant;
            constant = false;
            switch (node)
            {
                case JinjaNode.Data data:
                    Constant(data.Text);
                    break;
                case JinjaNode.Output { Value: { IsConstant: true } value }
                    when Evaluate(value) is var known and (null or string or bool or long or double):
                    Constant(JinjaValue.Text(known));
                    break;
                case JinjaNode.Output output:
                    pieces.Add(Evaluate(output.Value));
                    break;
                case JinjaNode.Assign assign:
                    _own[assign.Name] = Evaluate(assign.Value);
                    break;
                case JinjaNode.Choice choice:
                    foreach (var (condition, body) in choice.Branches)
                    {
                        if (condition is not null && !JinjaValue.IsTrue(Evaluate(condition)))
                            continue;
                        Run(body, pieces);
                        break;
                    }
                    break;
            }

            void Constant(string text)
            {
                constant = true;
                if (wasConstant)
                    pieces[^1] = (string)pieces[^1]! + text;
                else
                    pieces.Add(text);
            }
        }
    }

    private object? Evaluate(JinjaExpression expression) =>
        expression switch
        {
            JinjaExpression.Literal literal => literal.Value,
            JinjaExpression.Sequence list => list.Items.Select(Evaluate).ToList(),
            JinjaExpression.Mapping map => map.Items.ToDictionary(
                item => JinjaValue.Text(Evaluate(item.Key)),
                item => Evaluate(item.Value)
            ),
            JinjaExpression.Lookup name => _own.TryGetValue(name.Value, out var known)
                ? known
                : new JinjaUndefined(name.Value),
            JinjaExpression.Call call => Call(call.Function, Arguments(call.Arguments)),
            JinjaExpression.Method method => JinjaMethods.Call(
                Evaluate(method.On),
                method.Name,
                Arguments(method.Arguments)
            ),
            JinjaExpression.Item item => JinjaValue.Item(Evaluate(item.On), Evaluate(item.Index)),
            JinjaExpression.Slice slice => JinjaValue.Slice(
                Evaluate(slice.On),
                slice.From is null ? null : Evaluate(slice.From),
                slice.To is null ? null : Evaluate(slice.To)
            ),
            JinjaExpression.Filter filter => JinjaFilters.Apply(
                filter.Name,
                Evaluate(filter.On),
                Arguments(filter.Arguments)
            ),
            JinjaExpression.Test test => JinjaFilters.Test(test.Name, Evaluate(test.On), Arguments(test.Arguments)),
            JinjaExpression.Unary unary => Unary(unary.Operator, Evaluate(unary.Operand)),
            JinjaExpression.Binary binary => Binary(binary),
            JinjaExpression.Comparison comparison => Compare(comparison),
            JinjaExpression.Conditional choice => JinjaValue.IsTrue(Evaluate(choice.Condition)) ? Evaluate(choice.Then)
            : choice.Else is null ? new JinjaUndefined("the value of an inline if without else")
            : Evaluate(choice.Else),
            _ => throw new InvalidOperationException($"unknown expression {expression.GetType().Name}"),
        };

    private JinjaCall Arguments(JinjaArguments arguments) =>
        new(
            [.. arguments.Positional.Select(Evaluate)],
            arguments.Named.ToDictionary(pair => pair.Key, pair => Evaluate(pair.Value))
        );

    private object? Call(string function, JinjaCall call)
    {
        switch (function)
        {
            case "env_var":
                return Variable(JinjaValue.Text(call.Get(0, "var")), call.Get(1, "default"));
            case "var":
                var name = JinjaValue.Text(call.Get(0, "var"));
                if (context.Variables.TryGetValue(name, out var value))
                    return value;
                return call.Has(1, "default")
                    ? call.Get(1, "default")
                    : throw new JinjaException(JinjaTrouble.Missing, $"var('{name}') has no value here");
            case "return":
                return call.Get(0, "data");
            default:
                throw new JinjaException(JinjaTrouble.Unsupported, $"the function '{function}' is not supported here");
        }
    }

    private object? Variable(string name, object? standard)
    {
        if (context.Environment(name) is not { } value)
        {
            return standard
                ?? throw new JinjaException(
                    JinjaTrouble.Missing,
                    $"the environment variable {name} is read, which is not set"
                );
        }
        if (!name.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return value;
        _secrets[name] = value;
        return $"{SecretStart}{name}{SecretEnd}";
    }

    private object? WithSecrets(object? rendered)
    {
        if (rendered is not string text || _secrets.Count == 0)
            return rendered;
        foreach (var (name, value) in _secrets)
            text = text.Replace($"{SecretStart}{name}{SecretEnd}", value, StringComparison.Ordinal);
        return text.Contains("DBT_SECRET_", StringComparison.OrdinalIgnoreCase)
            ? throw new JinjaException(
                JinjaTrouble.Value,
                "a filter is applied to a secret, which dbt does not do: dbt puts secrets in after all filters"
            )
            : text;
    }

    private static object? Unary(string sign, object? value) =>
        (sign, JinjaValue.Number(value)) switch
        {
            ("not", _) => !JinjaValue.IsTrue(value),
            ("-", long number) => -number,
            ("-", double number) => -number,
            ("+", { } number) => number,
            _ => throw new JinjaException(JinjaTrouble.Value, $"'{sign}' needs a number"),
        };

    private object? Binary(JinjaExpression.Binary binary)
    {
        var left = Evaluate(binary.Left);
        return binary.Operator switch
        {
            "and" => JinjaValue.IsTrue(left) ? Evaluate(binary.Right) : left,
            "or" => JinjaValue.IsTrue(left) ? left : Evaluate(binary.Right),
            "~" => JinjaValue.Text(left) + JinjaValue.Text(Evaluate(binary.Right)),
            var sign => JinjaValue.Calculate(sign, left, Evaluate(binary.Right)),
        };
    }

    private bool Compare(JinjaExpression.Comparison comparison)
    {
        var left = Evaluate(comparison.First);
        foreach (var (sign, expression) in comparison.Rest)
        {
            var right = Evaluate(expression);
            if (!JinjaValue.Compare(sign, left, right))
                return false;
            left = right;
        }
        return true;
    }
}
