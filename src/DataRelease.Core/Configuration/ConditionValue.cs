namespace DataRelease.Configuration;

/// <summary>
/// A number in a condition. As long as all numbers of a comparison are exact, it is exact, too: doubles hold whole
/// numbers up to 2^53 only.
/// </summary>
/// <param name="Approximate">The number as a double.</param>
/// <param name="Exact">The exact number; null if it is not known.</param>
public readonly record struct ConditionValue(double Approximate, decimal? Exact)
{
    /// <summary>A whole number.</summary>
    public static ConditionValue Of(long number) => new(number, number);

    /// <summary>The sum.</summary>
    public static ConditionValue operator +(ConditionValue one, ConditionValue other) =>
        new(
            one.Approximate + other.Approximate,
            Exactly(one, other, (x, y) => x + y is var sum && sum - y == x ? sum : null)
        );

    /// <summary>The difference.</summary>
    public static ConditionValue operator -(ConditionValue one, ConditionValue other) =>
        new(
            one.Approximate - other.Approximate,
            Exactly(one, other, (x, y) => x - y is var rest && rest + y == x ? rest : null)
        );

    /// <summary>The product.</summary>
    public static ConditionValue operator *(ConditionValue one, ConditionValue other) =>
        new(one.Approximate * other.Approximate, Exactly(one, other, Product));

    /// <summary>The quotient.</summary>
    public static ConditionValue operator /(ConditionValue one, ConditionValue other) =>
        new(
            one.Approximate / other.Approximate,
            Exactly(one, other, (x, y) =>
                y != 0 && x / y is var quotient && Product(quotient, y) == x ? quotient : null
            )
        );

    /// <summary>The opposite number.</summary>
    public static ConditionValue operator -(ConditionValue one) => new(-one.Approximate, -one.Exact);

    /// <summary>The size without the sign.</summary>
    public ConditionValue Absolute() => new(Math.Abs(Approximate), Exact is { } exact ? Math.Abs(exact) : null);

    /// <summary>Less than, equal to or greater than zero as this number is to another; null if one is none.</summary>
    public int? CompareWith(ConditionValue other) =>
        Exact is { } left && other.Exact is { } right ? left.CompareTo(right)
        : double.IsNaN(Approximate) || double.IsNaN(other.Approximate) ? null
        : Approximate.CompareTo(other.Approximate);

    /// <summary>The product if its digits fit, otherwise null.</summary>
    private static decimal? Product(decimal one, decimal other)
    {
        var product = one * other;
        return product.Scale == one.Scale + other.Scale || other == 0 || product / other == one ? product : null;
    }

    private static decimal? Exactly(ConditionValue one, ConditionValue other, Func<decimal, decimal, decimal?> compute)
    {
        if (one.Exact is not { } left || other.Exact is not { } right)
            return null;
        try
        {
            return compute(left, right);
        }
        catch (OverflowException)
        {
            // The doubles say it nearly enough.
            return null;
        }
    }
}
