using System.Data.Common;
using System.Numerics;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>The state that the passes of one comparison across databases share.</summary>
internal sealed record RemoteRun
{
    /// <summary>
    /// The intended number of rows of one side in a bucket: few enough that a differing bucket is cheap to send.
    /// </summary>
    private const long RowsPerBucket = 128;

    private const int FewestBits = 6;
    private const int MostBits = 17;

    /// <summary>
    /// The number of bits of a hash that name a row or key within a bucket. Both engines can compare them as a bigint.
    /// </summary>
    private const int NameBits = 62;

    public required WarehouseSession Blue { get; init; }

    public required WarehouseSession Green { get; init; }

    public required DiffSides Sides { get; init; }

    public required DiffOptions Options { get; init; }

    /// <summary>The number of bits of the hash that select a bucket.</summary>
    public required int Bits { get; init; }

    /// <summary>Receives progress.</summary>
    public required Action<string> Progress { get; init; }

    public bool IsKeyed => Sides.Keys.Count > 0;

    public DiffGrammar Grammar => Blue.Dialect.Diff;

    public int Samples => Options.Samples;

    /// <summary>The bucket of a row of a side named <c>s</c>.</summary>
    public Sql Part => Grammar.Bucket(IsKeyed ? Sides.KeyHash : Sides.RowHash, Bits);

    /// <summary>The name of a key, or of a row if there is no key.</summary>
    public Sql Name => NameOf(Grammar, IsKeyed ? Sides.KeyHash : Sides.RowHash);

    /// <summary>The name for a hash.</summary>
    public static Sql NameOf(DiffGrammar grammar, Sql hash) => grammar.Bucket(hash, NameBits);

    /// <summary>The name for a hash.</summary>
    public static long NameOf(long hash) => hash & ((1L << NameBits) - 1);

    public static int BitsFor(long rows)
    {
        var bits = FewestBits;
        while (bits < MostBits && (rows >> bits) > RowsPerBucket)
            bits++;
        return bits;
    }

    /// <summary>
    /// Queries both databases at once. If one query fails, the other is cancelled and the first error is thrown.
    /// </summary>
    public static async Task<(T Blue, T Green)> BothAsync<T>(
        Func<CancellationToken, Task<T>> blue,
        Func<CancellationToken, Task<T>> green,
        CancellationToken cancellation
    )
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<T>[] tasks = [Guard(blue), Guard(green)];
        var first = await Task.WhenAny(tasks);
        await Task.WhenAll(tasks)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await first;
        return (await tasks[0], await tasks[1]);

        async Task<T> Guard(Func<CancellationToken, Task<T>> work)
        {
            try
            {
                return await work(both.Token);
            }
            catch
            {
                await both.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>Reads a 64-bit hash, whatever its type in the engine.</summary>
    public static long Hash(DbDataReader row, int ordinal) =>
        row.GetValue(ordinal) switch
        {
            long number => number,
            ulong number => unchecked((long)number),
            BigInteger number => unchecked((long)(ulong)(number & ulong.MaxValue)),
            decimal number => unchecked((long)(ulong)number),
            var other => throw new InvalidCastException($"a hash is not expected to be a {other.GetType().Name}"),
        };

    /// <summary>A value in the form in which it may be shown.</summary>
    public string? Shown(ComparedColumn column, string? value) => DiffRun.Shown(Options, column, value);
}

/// <summary>The result of the passes.</summary>
internal sealed record RemoteFinding
{
    public long BlueRows { get; init; }

    public long GreenRows { get; init; }

    public long Added { get; init; }

    public long Removed { get; init; }

    public long Changed { get; init; }

    public IReadOnlyDictionary<string, long> ByColumn { get; init; } = new Dictionary<string, long>();

    public long AmbiguousRows { get; init; }

    public IReadOnlyList<DiffSample> Samples { get; init; } = [];

    public IReadOnlyList<ColumnStatistics> Statistics { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];
}
