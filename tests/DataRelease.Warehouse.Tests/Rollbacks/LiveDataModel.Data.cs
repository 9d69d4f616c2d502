using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>Data versions in the model, and rollbacks that restore one.</summary>
internal sealed partial class LiveDataModel
{
    private readonly SortedDictionary<int, Kept> _versions = [];
    private int _version;
    private Begun? _begun;

    private async Task BackupAsync()
    {
        _version++;
        Story.Add($"backup v{_version}");
        Require(await Engine.BackupCreateAsync(new BackupCreateRequest { State = true }, default));
        _versions[_version] = new Kept(new(_releases[_live].Events), _outside.Copy(), _live);
    }

    private async Task RestoreAsync(int choice)
    {
        if (_versions.Count == 0)
            return;
        var number = _versions.Keys.ElementAt(choice % _versions.Count);
        Story.Add($"restore v{number}");
        Restore(
            await Engine.BackupRestoreAsync(new BackupRequest { Version = $"v{number}" }, default),
            _versions[number]
        );
    }

    /// <summary>
    /// The data alone goes back, to what the newest version holds that was taken while the release before was live.
    /// </summary>
    private async Task DataRollbackAsync()
    {
        var target = Target();
        Story.Add($"rollback of the data alone to {(target == 0 ? "nowhere" : $"r{target}")}");
        var request = new RollbackRequest { Data = true };
        if (await FinishBegunAsync(request))
            return;
        var report = await Engine.RollbackAsync(To(request, target), default);
        if (target == 0)
            Expect(report, ErrorCode.NoWayBack);
        else if (VersionOf(target) is { } kept)
            Restore(report, kept);
        else
            Expect(report, ErrorCode.NoVersionForRelease);
    }

    /// <summary>
    /// A rollback that failed after its swap is finished by the next one that names no release, whatever it asks for.
    /// </summary>
    private async Task<bool> FinishBegunAsync(RollbackRequest request)
    {
        if (_begun is not { } begun || begun.To != _live)
            return false;
        Story.Add("which finishes the one before");
        Settle(await Engine.RollbackAsync(request, default));
        return true;
    }

    /// <summary>
    /// What comes after a rollback's swap: the schema, then tables outside. The state came back with the code.
    /// </summary>
    private void Settle(ReleaseReport report)
    {
        var begun = _begun!;
        if (begun.Schema)
            TakeDown(line => !Had(begun.To, line.Version));
        var kept = begun.Data ? VersionOf(begun.To) : null;
        if (kept?.Outside is null)
            Require(report);
        else if (!Restore(report, kept with { Events = null }))
            return;
        _begun = null;
    }

    /// <summary>
    /// Puts the model's tables back and holds the report against it; false if the restore had to be refused.
    /// </summary>
    private bool Restore(ReleaseReport report, Kept kept)
    {
        var live = _releases[_live];
        var eventsDiffer = kept.Events is not null && !kept.Events.SequenceEqual(live.Events);
        var outsideDiffers = kept.Outside is not null && kept.Outside.ToString() != _outside.ToString();
        if (kept.Outside is not null && !kept.Outside.Columns.SetEquals(_outside.Columns))
        {
            Expect(report, ErrorCode.RestoreImpossible);
            return false;
        }
        Require(report);
        if (!eventsDiffer && !outsideDiffers)
            return true;
        // The version that undoes it has only the tables that were overwritten; restored, the others stay as they are.
        _versions[++_version] = new Kept(
            eventsDiffer ? new(live.Events) : null,
            outsideDiffers ? _outside.Copy() : null,
            Live: null
        );
        if (outsideDiffers)
            _outside = kept.Outside!.Copy();
        if (!eventsDiffer)
            return true;
        _created[++_number] = ++_moment;
        _releases[_number] = new State(live.Orders, new(kept.Events!), new(kept.Events!));
        (_previous, _live) = (_live, _number);
        return true;
    }

    private Kept? VersionOf(int release) => _versions.Values.LastOrDefault(kept => kept.Live == release);

    /// <summary>What a data version holds; null for what it does not.</summary>
    /// <param name="Events">Of the release that was live.</param>
    /// <param name="Outside">The table outside.</param>
    /// <param name="Live">The release whose data it is; null for one that undoes a restore.</param>
    private sealed record Kept(SortedDictionary<int, string>? Events, OutsideTable? Outside, int? Live);

    /// <summary>A rollback whose swap was made; kept beyond it where what followed failed.</summary>
    private sealed record Begun(int From, int To, bool Schema, bool Data);
}
