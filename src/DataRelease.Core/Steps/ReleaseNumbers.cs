using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>Chooses the next release's number, and refuses if there may be no next release now.</summary>
internal sealed class ReleaseNumbers(ReleaseRun run)
{
    /// <summary>Refuses while another release is unfinished.</summary>
    public async Task RefuseUnfinishedAsync(
        IReadOnlyList<ReleaseRecord> releases,
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        var unfinished = releases.FirstOrDefault(release => release.IsUnderWay && release.Number != live?.Number);
        if (unfinished is { State: ReleaseState.Exposing })
            throw new ReleaseException(
                ErrorCode.CanaryUnderWay,
                $"{unfinished.Id} ({unfinished.Version}) of {unfinished.CreatedBy} is shown to some"
            );
        if (unfinished is { State: ReleaseState.Rolling })
            throw RollingUnderWay(unfinished);
        if (unfinished is not null)
            throw new ReleaseException(
                ErrorCode.UnfinishedRelease,
                $"{unfinished.Id} of {unfinished.CreatedBy} was left in state '{Ledger.Text(unfinished.State)}'"
            );
    }

    /// <summary>The error of a command that would change live while a release goes live wave by wave.</summary>
    public static ReleaseException RollingUnderWay(ReleaseRecord release) =>
        new(
            ErrorCode.RollingUnderWay,
            $"some relations of {release.Id} ({release.Version}) of {release.CreatedBy} are live, the others not yet"
        );

    /// <summary>
    /// Refuses a live schema that belongs to another environment, or that differs from the one in which this
    /// environment is live.
    /// </summary>
    public async Task RefuseMovedAsync(
        IReadOnlyList<ReleaseRecord> releases,
        LiveRecord? live,
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var current = live is null ? null : releases.FirstOrDefault(release => release.Number == live.Number);
        if (current is not null && current.LiveSchema != run.Environment.LiveSchema)
            throw new ReleaseException(
                ErrorCode.EnvironmentMoved,
                $"'{run.Environment.Name}' is live in schema '{current.LiveSchema}', and is now configured "
                    + $"for '{run.Environment.LiveSchema}'"
            );
        var rivals = await run.Ledger.ReadRivalsAsync(session, run.Environment.LiveSchema, cancellation);
        if (rivals.Count > 0)
            throw new ReleaseException(
                ErrorCode.SchemaClaimed,
                $"schema '{run.Environment.LiveSchema}' is live for environment '{rivals[0]}'"
            );
    }

    /// <summary>The next free number. A number whose schema exists without being in the ledger is skipped.</summary>
    /// <param name="releases">The known releases, newest first.</param>
    /// <param name="session">The session that asks.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="above">The highest number that was used already and that the ledger does not know any more.</param>
    public async Task<int> NextNumberAsync(
        IReadOnlyList<ReleaseRecord> releases,
        WarehouseSession session,
        CancellationToken cancellation,
        int above = 0
    )
    {
        var number = Math.Max(above, releases.Count == 0 ? 0 : Math.Max(0, releases[0].Number)) + 1;
        while (true)
        {
            var schema = ReleaseSchemas.Green(run.Warehouse.Dialect, run.LiveSchema, number, run.Environment.Preview);
            if ((await run.Warehouse.ReadSchemasAsync(session, [schema], cancellation)).Count == 0)
                return number;
            run.Events.Publish(
                new ReleaseEvent.Noted($"schema '{schema}' exists but the ledger does not know it; it is left alone")
            );
            number++;
        }
    }
}
