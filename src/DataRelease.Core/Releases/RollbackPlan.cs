using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Swaps;

namespace DataRelease.Releases;

/// <summary>
/// What a rollback does, in the order in which it does it: code, then schema, then data. A value; making it changes
/// nothing.
/// </summary>
internal sealed record RollbackPlan
{
    /// <summary>What is live.</summary>
    public required ReleaseRecord From { get; init; }

    /// <summary>What is to be live, or whose schema and data are.</summary>
    public required ReleaseRecord To { get; init; }

    /// <summary>The swap; null if the code stays.</summary>
    public LiveSwap.Prepared? Swap { get; init; }

    /// <summary>True if the swap is done already, by a command that was cut short after it.</summary>
    public bool IsSwapped { get; init; }

    /// <summary>True if the code goes back too.</summary>
    public bool MovesCode => Swap is not null || IsSwapped;

    /// <summary>Migrations to take down, the newest first.</summary>
    public IReadOnlyList<MigrationRecord> Down { get; init; } = [];

    /// <summary>The data version to restore, or null.</summary>
    public DataVersion? Version { get; init; }

    /// <summary>Which of its tables.</summary>
    public IReadOnlyList<VersionTable> Tables { get; init; } = [];

    /// <summary>What was written to state since the swap; empty if it was not counted yet.</summary>
    public IReadOnlyList<Written> Written { get; init; } = [];

    /// <summary>A retired release's package, from which it is built again; null for one that is kept.</summary>
    public KeptPackage? Package { get; init; }

    /// <summary>What is lost, per table.</summary>
    public IReadOnlyList<WriteLoss> Losses => [.. Written.Where(one => !one.Loss.IsNone).Select(one => one.Loss)];

    /// <summary>For people, in order.</summary>
    public IReadOnlyList<PlannedRelation> Describe() =>
        [
            .. Swap is null ? [] : SwapPreview.Describe(Swap.Plan),
            .. Down.Select(script => new PlannedRelation(script.Name, "down", "migration")),
            .. Tables.Select(table => new PlannedRelation(
                table.Name.ToString(),
                "restored",
                $"{table.Content.Rows} rows of {Version!.Id}"
            )),
        ];

    /// <summary>The numbers of what is lost, as a phrase.</summary>
    public static string Describe(IReadOnlyList<WriteLoss> losses) =>
        string.Join(
            "; ",
            losses.Select(loss =>
                $"{loss.Relation}: {(loss.IsExact ? "" : "about ")}{loss.Added} added, {loss.Changed} "
                + $"changed, {loss.Removed} removed{(loss.Detail.Length > 0 ? $" ({loss.Detail})" : "")}"
            )
        );
}

/// <summary>Makes the plan of a rollback.</summary>
internal sealed class RollbackPlanner(ReleaseRun run, Random random)
{
    public async Task<RollbackPlan> PlanAsync(RollbackRequest request, bool count, CancellationToken cancellation)
    {
        var code = request.Code || !(request.Schema || request.Data);
        var (to, from) = await ChooseAsync(request, code, cancellation);
        var plan = new RollbackPlan { From = from, To = to };
        if (code && !to.IsRetained)
            plan = plan with { Package = await PackageAsync(to, cancellation) };
        else if (code)
        {
            plan = plan with
            {
                Swap = await new LiveSwap(run, run.Sides.GrantsAsync, random).PrepareAsync(
                    to,
                    dropMissing: true,
                    cancellation
                ),
                Written = count ? await new WrittenRows(run).CountAsync(from.Number, to.Number, cancellation) : [],
            };
        }
        if (request.Schema)
            plan = plan with { Down = await new SchemaRollback(run).PlanAsync(to, cancellation) };
        return request.Data ? await WithDataAsync(plan, isAll: code && request.Schema, code, cancellation) : plan;
    }

    /// <summary>What is left of one whose swap is done.</summary>
    public async Task<RollbackPlan> PlanRestAsync(
        PendingRollback begun,
        ReleaseBook book,
        CancellationToken cancellation
    )
    {
        var plan = new RollbackPlan
        {
            From = book.Record(begun.From)!,
            To = book.Record(begun.To)!,
            IsSwapped = true,
        };
        if (begun.Schema)
            plan = plan with { Down = await new SchemaRollback(run).PlanAsync(plan.To, cancellation) };
        return begun.Data ? await WithDataAsync(plan, isAll: begun.Schema, code: true, cancellation) : plan;
    }

    /// <summary>
    /// The newest version that was taken while the release was live, before what came after it could change anything.
    /// </summary>
    private async Task<RollbackPlan> WithDataAsync(
        RollbackPlan plan,
        bool isAll,
        bool code,
        CancellationToken cancellation
    )
    {
        var versions = await new DataVersions(run).ReadAsync(cancellation);
        var found = versions.FirstOrDefault(version =>
            version.State == "ready"
            && version.Live == plan.To.Number
            && !version.Reason.StartsWith("before restore", StringComparison.Ordinal)
        );
        if (found is null && !isAll)
            throw new ReleaseException(
                ErrorCode.NoVersionForRelease,
                $"no data version was taken while {plan.To.Id} was live"
            );
        // A release keeps its own state: with the code it comes back by itself.
        var tables = found?.Tables.Where(table => !code || table.Role == VersionRole.Table).ToList() ?? [];
        return tables.Count == 0 ? plan : plan with { Version = found, Tables = tables };
    }

    private async Task<KeptPackage> PackageAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var artifact = await run.Ledger.ReadArtifactAsync(session, release.Number, KeptPackage.Artifact, cancellation);
        if (artifact is null)
        {
            throw new ReleaseException(
                ErrorCode.PackageNotKept,
                $"{release.Id} ({release.Version}) was built by "
                    + (release.Builder.Length > 0 ? release.Builder : "an older tool")
                    + (release.Commit is { } commit ? $" at commit {commit}" : "")
            );
        }
        var package = KeptPackage.Read(artifact);
        return package.Content is not null
            ? package
            : throw new ReleaseException(
                ErrorCode.PackageNotKept,
                $"the package {package.Name} {package.Version} of {release.Id} was too large to keep; its "
                    + $"SHA-256 is {package.Sha256}",
                $"fetch it from where it was published, and run data-release release {package.Name}."
                    + $"{package.Version}.nupkg"
            );
    }

    private async Task<(ReleaseRecord To, ReleaseRecord From)> ChooseAsync(
        RollbackRequest request,
        bool code,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        if (book.Live is not { } live || book.Record(live.Number) is not { } from)
            throw new ReleaseException(ErrorCode.NoWayBack, $"nothing is live in '{run.Environment.Name}'");
        if (request.To is { } name)
        {
            // Of several with one version, one that can be gone back to at once is meant.
            var named = book.Releases.FirstOrDefault(release =>
                release.Version == name && release.IsRetained && release.Number != live.Number
            )
                ?? book.Named(name)
                ?? throw new ReleaseException(
                    ErrorCode.ReleaseUnknown,
                    $"'{name}' is neither a release nor a version in '{run.Environment.Name}'"
                );
            if (code && named.Number == live.Number)
                throw new ReleaseException(ErrorCode.NothingToDo, $"{named.Id} is live already");
            return named.IsRetained || named.State == ReleaseState.Retired || (!code && named.LiveAt is not null)
                ? (named, from)
                : throw new ReleaseException(
                    ErrorCode.NoWayBack,
                    $"{named.Id} is {Ledger.Text(named.State)}, so it can't be made live"
                );
        }
        return (WayBack.Next(book) ?? throw WayBack.Refusal(book), from);
    }
}
