namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>A part of a template.</summary>
internal abstract record JinjaNode
{
    private JinjaNode() { }

    /// <summary>Literal text.</summary>
    public sealed record Data(string Text) : JinjaNode;

    /// <summary><c>{{ … }}</c>.</summary>
    public sealed record Output(JinjaExpression Value) : JinjaNode;

    /// <summary><c>{% set name = … %}</c>.</summary>
    public sealed record Assign(string Name, JinjaExpression Value) : JinjaNode;

    /// <summary>
    /// <c>{% if %} … {% elif %} … {% else %} … {% endif %}</c>. The last condition is null for <c>else</c>.
    /// </summary>
    public sealed record Choice(IReadOnlyList<(JinjaExpression? Condition, IReadOnlyList<JinjaNode> Body)> Branches)
        : JinjaNode;
}

/// <summary>An expression.</summary>
internal abstract record JinjaExpression
{
    private JinjaExpression() { }

    /// <summary>A text, number, truth value or none.</summary>
    public sealed record Literal(object? Value) : JinjaExpression;

    /// <summary><c>[a, b]</c> or <c>(a, b)</c>.</summary>
    public sealed record Sequence(IReadOnlyList<JinjaExpression> Items) : JinjaExpression;

    /// <summary><c>{'a': b}</c>.</summary>
    public sealed record Mapping(IReadOnlyList<(JinjaExpression Key, JinjaExpression Value)> Items) : JinjaExpression;

    /// <summary>A name of the context.</summary>
    public sealed record Lookup(string Value) : JinjaExpression;

    /// <summary>A function of the context.</summary>
    public sealed record Call(string Function, JinjaArguments Arguments) : JinjaExpression;

    /// <summary><c>text.upper()</c>.</summary>
    public sealed record Method(JinjaExpression On, string Name, JinjaArguments Arguments) : JinjaExpression;

    /// <summary><c>text[0]</c>.</summary>
    public sealed record Item(JinjaExpression On, JinjaExpression Index) : JinjaExpression;

    /// <summary><c>text[1:3]</c>.</summary>
    public sealed record Slice(JinjaExpression On, JinjaExpression? From, JinjaExpression? To) : JinjaExpression;

    /// <summary><c>value | filter(…)</c>.</summary>
    public sealed record Filter(JinjaExpression On, string Name, JinjaArguments Arguments) : JinjaExpression;

    /// <summary><c>value is test(…)</c>.</summary>
    public sealed record Test(JinjaExpression On, string Name, JinjaArguments Arguments) : JinjaExpression;

    /// <summary><c>not x</c>, <c>-x</c>, <c>+x</c>.</summary>
    public sealed record Unary(string Operator, JinjaExpression Operand) : JinjaExpression;

    /// <summary><c>a + b</c>, <c>a and b</c>.</summary>
    public sealed record Binary(string Operator, JinjaExpression Left, JinjaExpression Right) : JinjaExpression;

    /// <summary><c>a &lt; b &lt;= c</c>.</summary>
    public sealed record Comparison(JinjaExpression First, IReadOnlyList<(string Operator, JinjaExpression Right)> Rest)
        : JinjaExpression;

    /// <summary><c>a if b else c</c>.</summary>
    public sealed record Conditional(JinjaExpression Condition, JinjaExpression Then, JinjaExpression? Else)
        : JinjaExpression;

    /// <summary>
    /// True if the expression contains nothing from the context. Jinja turns such an expression into text when it
    /// compiles.
    /// </summary>
    public bool IsConstant =>
        this switch
        {
            Literal => true,
            Lookup or Call => false,
            Sequence list => list.Items.All(item => item.IsConstant),
            Mapping map => map.Items.All(item => item.Key.IsConstant && item.Value.IsConstant),
            Method => false,
            Item item => item.On.IsConstant && item.Index.IsConstant,
            Slice slice => slice.On.IsConstant && slice.From?.IsConstant != false && slice.To?.IsConstant != false,
            Filter filter => filter.On.IsConstant && filter.Arguments.IsConstant,
            Test test => test.On.IsConstant && test.Arguments.IsConstant,
            Unary unary => unary.Operand.IsConstant,
            // The compiler ignores operands that are never evaluated.
            Binary { Operator: "or", Left: Literal left } when JinjaValue.IsTrue(left.Value) => true,
            Binary { Operator: "and", Left: Literal left } when !JinjaValue.IsTrue(left.Value) => true,
            Conditional { Condition: Literal known } choice => JinjaValue.IsTrue(known.Value)
                ? choice.Then.IsConstant
                : choice.Else?.IsConstant != false,
            Binary binary => binary.Left.IsConstant && binary.Right.IsConstant,
            Comparison comparison => comparison.First.IsConstant && comparison.Rest.All(part => part.Right.IsConstant),
            Conditional choice => choice.Condition.IsConstant
                && choice.Then.IsConstant
                && choice.Else?.IsConstant != false,
            _ => false,
        };
}

/// <summary>The arguments of a call.</summary>
internal sealed record JinjaArguments(
    IReadOnlyList<JinjaExpression> Positional,
    IReadOnlyDictionary<string, JinjaExpression> Named
)
{
    public static JinjaArguments None { get; } = new([], new Dictionary<string, JinjaExpression>());

    public bool IsConstant => Positional.Concat(Named.Values).All(argument => argument.IsConstant);
}
