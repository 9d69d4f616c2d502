using System.Numerics;

namespace DataRelease.Migrations;

/// <summary>
/// A migration's version: whole numbers with dots (<c>7</c>, <c>0007</c>, <c>1.2</c>, <c>20261125101500</c>), compared
/// number by number.
/// </summary>
public sealed class MigrationVersion : IComparable<MigrationVersion>, IEquatable<MigrationVersion>
{
    private readonly BigInteger[] _parts;

    private MigrationVersion(BigInteger[] parts) => _parts = parts;

    /// <summary>The version before every other.</summary>
    public static MigrationVersion Zero { get; } = new([]);

    /// <summary>
    /// Reads <c>V0007</c>, <c>7</c>, <c>1.2</c> or <c>1_2</c>; null if the text is no version. <c>0007</c> and <c>7</c>
    /// are the same version.
    /// </summary>
    public static MigrationVersion? TryParse(string text)
    {
        var digits = text.StartsWith('V') ? text[1..] : text;
        if (digits.Length is 0 or > 100)
            return null;
        var parts = new List<BigInteger>();
        foreach (var part in digits.Split('.', '_'))
        {
            if (part.Length == 0 || !part.All(char.IsAsciiDigit))
                return null;
            parts.Add(BigInteger.Parse(part, System.Globalization.CultureInfo.InvariantCulture));
        }
        while (parts.Count > 0 && parts[^1].IsZero)
            parts.RemoveAt(parts.Count - 1);
        return new MigrationVersion([.. parts]);
    }

    /// <inheritdoc/>
    public int CompareTo(MigrationVersion? other)
    {
        if (other is null)
            return 1;
        for (var at = 0; at < Math.Max(_parts.Length, other._parts.Length); at++)
        {
            var compared = (at < _parts.Length ? _parts[at] : 0).CompareTo(
                at < other._parts.Length ? other._parts[at] : 0
            );
            if (compared != 0)
                return compared;
        }
        return 0;
    }

    /// <inheritdoc/>
    public bool Equals(MigrationVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MigrationVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => _parts.Aggregate(17, HashCode.Combine);

    /// <summary>The version with dots and without leading zeros; <c>0</c> for <see cref="Zero"/>.</summary>
    public override string ToString() => _parts.Length == 0 ? "0" : string.Join('.', _parts);

    /// <summary>Equality by number.</summary>
    public static bool operator ==(MigrationVersion? left, MigrationVersion? right) =>
        left is null ? right is null : left.Equals(right);

    /// <summary>Equality by number.</summary>
    public static bool operator !=(MigrationVersion? left, MigrationVersion? right) => !(left == right);

    /// <summary>Order.</summary>
    public static bool operator <(MigrationVersion left, MigrationVersion right) => left.CompareTo(right) < 0;

    /// <summary>Order.</summary>
    public static bool operator >(MigrationVersion left, MigrationVersion right) => left.CompareTo(right) > 0;

    /// <summary>Order.</summary>
    public static bool operator <=(MigrationVersion left, MigrationVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Order.</summary>
    public static bool operator >=(MigrationVersion left, MigrationVersion right) => left.CompareTo(right) >= 0;
}
