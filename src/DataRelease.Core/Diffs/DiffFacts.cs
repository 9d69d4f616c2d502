using System.Globalization;
using System.Numerics;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>The facts by which the planner decides.</summary>
public sealed record DiffFacts
{
    private const double MostSharedKeys = 0.05;

    /// <summary>True if both sides are known to have the same rows.</summary>
    public bool IsSame { get; init; }

    /// <summary>Facts about blue.</summary>
    public required SideFacts Blue { get; init; }

    /// <summary>Facts about green.</summary>
    public required SideFacts Green { get; init; }

    /// <summary>The number of key columns; 0 for no key.</summary>
    public int KeyColumns { get; init; }

    /// <summary>The kind of the key's first column.</summary>
    public ValueKind KeyKind { get; init; }

    /// <summary>True if every key column is compared in its stored form, so that an index on it can be used.</summary>
    public bool IsKeyPlain { get; init; }

    /// <summary>True if the text of every key column's value can be parsed to the same value.</summary>
    public bool IsKeyWritable { get; init; }

    /// <summary>True if both sides have a unique index over the key with the same order of columns.</summary>
    public bool AreIndexesAlike { get; init; }

    /// <summary>True if the caller knows that the key is unique.</summary>
    public bool IsKeyTested { get; init; }

    /// <summary>True if numbers may differ within a tolerance, which hashes can't express.</summary>
    public bool HasTolerance { get; init; }

    /// <summary>True for an engine that stores columns.</summary>
    public bool IsColumnar { get; init; }

    /// <summary>The strategies that only this engine has.</summary>
    public IReadOnlyCollection<DiffStrategy> Ways { get; init; } = [];

    /// <summary>The number of processes that work on one statement.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The part of the rows that is compared.</summary>
    public double Fraction { get; init; } = 1;

    /// <summary>
    /// True if so many of the sampled rows share their key that joining by it could return far more rows than both
    /// sides have. Such rows are then separated before the join, and not only after the join has found them.
    /// </summary>
    public bool SharesKeys => Math.Max(Blue.SharedKeys, Green.SharedKeys) > MostSharedKeys;

    /// <summary>True if an index proves that no two rows of a side share a key, apart from nulls.</summary>
    public bool IsKeyProven => KeyColumns > 0 && Blue.UniqueIndex.Count > 0 && Green.UniqueIndex.Count > 0;

    /// <summary>The number of rows of both sides; null if one is unknown.</summary>
    public long? Rows => Blue.Rows is { } blue && Green.Rows is { } green ? blue + green : null;

    /// <summary>The range that contains most keys, for whole-number keys; 0 if unknown.</summary>
    internal BigInteger KeySpan
    {
        get
        {
            var spans = new[] { Blue, Green }
                .Select(side => side.Bounds)
                .Where(bounds =>
                    bounds.Count > 1
                    && bounds.All(bound =>
                        BigInteger.TryParse(bound, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                    )
                )
                .Select(bounds =>
                    BigInteger.Parse(bounds[^1], CultureInfo.InvariantCulture)
                    - BigInteger.Parse(bounds[0], CultureInfo.InvariantCulture)
                )
                .ToList();
            return spans.Count == 0 ? 0 : spans.Max();
        }
    }
}
