namespace DataRelease.Diffs;

/// <summary>Counts the whole rows of differing buckets on both sides.</summary>
internal sealed class RemoteMultisetPass(RemoteRun run)
{
    private readonly NamedRows _added = new(MostNamed);
    private readonly NamedRows _removed = new(MostNamed);

    /// <summary>The number of first rows among which the samples are chosen.</summary>
    private const int MostNamed = 20_000;

    public async Task<RemoteFinding> RunAsync(
        RemoteFinding finding,
        IReadOnlyList<long> parts,
        CancellationToken cancellation
    )
    {
        await foreach (var (blue, green) in new RemoteRows(run).ReadAsync(parts, cancellation))
        {
            var before = blue.ToDictionary(row => row.Hash, row => row.Count);
            var after = green.ToDictionary(row => row.Hash, row => row.Count);
            foreach (var (hash, count) in after)
                _added.Add(hash, Math.Max(0, count - before.GetValueOrDefault(hash)));
            foreach (var (hash, count) in before)
                _removed.Add(hash, Math.Max(0, count - after.GetValueOrDefault(hash)));
        }
        var values = new RemoteValues(run);
        return finding with
        {
            Added = _added.Count,
            Removed = _removed.Count,
            Samples =
                run.Samples == 0
                    ? []
                    :
                    [
                        .. await values.AddedWholeAsync(_added.Names, cancellation),
                        .. await values.RemovedWholeAsync(_removed.Names, cancellation),
                    ],
        };
    }
}
