using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Releases;

/// <summary><c>doctor</c>, the warehouse's side: can we do our work here, do ledger and live agree, and what is left over.</summary>
internal sealed class Examination(ReleaseRun run)
{
    public async Task<ReleaseReport> RunAsync(CancellationToken cancellation)
    {
        var checks = new List<CheckOutcome>();
        void Add(string name, CheckState state, string message, string relation = "")
        {
            var outcome = new CheckOutcome(name, relation, state, "warn", "", "", message);
            checks.Add(outcome);
            run.Events.Publish(new ReleaseEvent.CheckFinished(outcome));
        }

        if (!run.Warehouse.Exists)
        {
            Add("warehouse", CheckState.Pass, $"{run.Warehouse.Description} does not exist yet; the first release makes it");
            return new ReleaseReport { Environment = run.Environment.Name, Checks = checks };
        }
        await using (var session = await run.OpenAsync(cancellation).ConfigureAwait(false))
        {
            var role = await run.Warehouse.ReadCurrentRoleAsync(session, cancellation).ConfigureAwait(false);
            Add("warehouse", CheckState.Pass, $"{run.Warehouse.Description} answers{(role is null ? "" : $", as role {role}")}");
        }
        var book = await new Standing(run).ReadAsync(cancellation).ConfigureAwait(false);
        Add("ledger", CheckState.Pass, book.Releases.Count == 0 ? "no release yet" : $"{book.Releases.Count} releases, live is {book.LiveSummary?.Release ?? "none"}");
        if (book.Lease is { Released: false } lease)
        {
            Add("lease", lease.IsExpired ? CheckState.Warn : CheckState.Pass,
                lease.IsExpired ? $"{lease.Holder} (pid {lease.Pid}) ended without giving the lease back; the next command takes it over" : $"{lease.Holder} (pid {lease.Pid}) is at work");
        }
        foreach (var release in book.Releases.Where(release => release.Number != book.Live?.Number))
        {
            if (release.IsUnderWay)
                Add("unfinished", CheckState.Warn, $"{release.Id} is {Ledger.Text(release.State)}: data-release resume --release {release.Id}, or abort");
            if (release.State == ReleaseState.Failed)
                Add("left over", CheckState.Warn, $"{release.Id} failed and its green is kept ({release.Message}): data-release abort --release {release.Id} drops it");
        }
        if (book.Live is { } live)
        {
            await using var session = await run.OpenAsync(cancellation).ConfigureAwait(false);
            await ComparePointersAsync(live.Number, session, Add, cancellation).ConfigureAwait(false);
        }
        var failed = checks.Any(check => check.State == CheckState.Fail);
        return new ReleaseReport
        {
            Environment = run.Environment.Name,
            Live = book.LiveSummary,
            Checks = checks,
            ExitCode = failed ? ExitCode.Failed : ExitCode.Done,
        };
    }

    /// <summary>Every pointer view and what it shows must be there.</summary>
    private async Task ComparePointersAsync(
        int number, Warehouses.WarehouseSession session, Action<string, CheckState, string, string> add, CancellationToken cancellation)
    {
        var relations = await run.Ledger.ReadRelationsAsync(session, number, cancellation).ConfigureAwait(false);
        string[] schemas = [.. relations.SelectMany(relation => new[] { relation.Live.Schema, relation.Physical.Schema }).Distinct()];
        var standing = (await run.Warehouse.ReadRelationsAsync(session, schemas, cancellation).ConfigureAwait(false)).ToDictionary(relation => relation.Name);
        var broken = 0;
        foreach (var relation in relations)
        {
            var missing = !standing.ContainsKey(relation.Physical) ? relation.Physical : !standing.ContainsKey(relation.Live) ? relation.Live : (Warehouses.RelationName?)null;
            if (missing is null) continue;
            broken++;
            add("pointer", CheckState.Fail, $"{missing} of {ReleaseRecord.Name(number)} is gone: release again, or roll back", relation.Live.ToString());
        }
        if (broken == 0) add("pointer", CheckState.Pass, $"all {relations.Count} views of {ReleaseRecord.Name(number)} and what they show are there", "");
    }
}
