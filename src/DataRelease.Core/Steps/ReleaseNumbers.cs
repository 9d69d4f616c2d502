using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>The next release's number, and what forbids that there is one.</summary>
internal sealed class ReleaseNumbers(ReleaseRun run)
{
    /// <summary>Refuses while another release is half way.</summary>
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

    /// <summary>The error of what would change live while a release goes live wave by wave.</summary>
    public static ReleaseException RollingUnderWay(ReleaseRecord release) =>
        new(
            ErrorCode.RollingUnderWay,
            $"some relations of {release.Id} ({release.Version}) of {release.CreatedBy} are live, the others not yet"
        );

    /// <summary>Refuses a live schema that is another environment's, or not where the environment was live.</summary>
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

    /// <summary>
    /// The next free number; a schema that is there without the ledger knowing it is never built into.
    /// </summary>
    /// <param name="releases">Those that are known, the newest first.</param>
    /// <param name="session">Asks.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="above">A number that was had already, by what the ledger does not know any more.</param>
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
