using System.Globalization;
using System.Numerics;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>All that the planner looks at.</summary>
public sealed record DiffFacts
{
    private const double MostSharedKeys = 0.05;

    /// <summary>True if both sides are known to hold the same rows.</summary>
    public bool IsSame { get; init; }

    /// <summary>Blue.</summary>
    public required SideFacts Blue { get; init; }

    /// <summary>Green.</summary>
    public required SideFacts Green { get; init; }

    /// <summary>Columns of the key; 0 for none.</summary>
    public int KeyColumns { get; init; }

    /// <summary>What the key's first column is.</summary>
    public ValueKind KeyKind { get; init; }

    /// <summary>True if every key column is compared as it is stored, so that an index on it serves.</summary>
    public bool IsKeyPlain { get; init; }

    /// <summary>True if a value of every key column, written as text, is read back as the same value.</summary>
    public bool IsKeyWritable { get; init; }

    /// <summary>True if both sides have a unique index over the key, in the same order of columns.</summary>
    public bool AreIndexesAlike { get; init; }

    /// <summary>True if the caller knows the key to be unique.</summary>
    public bool IsKeyTested { get; init; }

    /// <summary>True if a number may lie apart: a hash can't tell near from far.</summary>
    public bool HasTolerance { get; init; }

    /// <summary>True for engines that store columns.</summary>
    public bool IsColumnar { get; init; }

    /// <summary>The strategies that the engine offers beside those that every engine has.</summary>
    public IReadOnlyCollection<DiffStrategy> Ways { get; init; } = [];

    /// <summary>Processes that one statement gets.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The part of the rows that is compared.</summary>
    public double Fraction { get; init; } = 1;

    /// <summary>
    /// True if so many of the sampled rows share their key that a join by it could have far more rows than both sides;
    /// those rows are then set apart before it, and not only once it has found them.
    /// </summary>
    public bool SharesKeys => Math.Max(Blue.SharedKeys, Green.SharedKeys) > MostSharedKeys;

    /// <summary>True if an index proves that no two rows of a side share a key; nulls aside.</summary>
    public bool IsKeyProven => KeyColumns > 0 && Blue.UniqueIndex.Count > 0 && Green.UniqueIndex.Count > 0;

    /// <summary>Rows of both sides; null if either is unknown.</summary>
    public long? Rows => Blue.Rows is { } blue && Green.Rows is { } green ? blue + green : null;

    /// <summary>The distance that most keys lie within, for whole-number keys; 0 if unknown.</summary>
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
