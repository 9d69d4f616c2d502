using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary>Makes the plan of a rollback.</summary>
internal sealed class RollbackPlanner(ReleaseRun run)
{
    public async Task<RollbackPlan> PlanAsync(RollbackRequest request, CancellationToken cancellation)
    {
        var code = request.Code || !(request.Schema || request.Data);
        var (to, from) = await ChooseAsync(request, code, cancellation);
        var plan = new RollbackPlan
        {
            From = from,
            To = to,
            CarryWrites = request.CarryWrites,
            KeepState = request.KeepState,
            AcceptLoss = request.AcceptLoss,
        };
        plan =
            code && (request.IsFresh || !to.IsRetained)
                ? plan with
                {
                    Package = await PackageAsync(to, cancellation),
                }
                : plan with
                {
                    MovesCode = code,
                };
        if (request.Schema)
            plan = plan with { Down = await new SchemaRollback(run).PlanAsync(to, cancellation) };
        return request.Data ? await WithDataAsync(plan, isAll: code && request.Schema, code, cancellation) : plan;
    }

    /// <summary>The plan of a rollback that an older version began without a list.</summary>
    public async Task<RollbackPlan> PlanFormerAsync(
        FormerRollback begun,
        ReleaseBook book,
        CancellationToken cancellation
    )
    {
        var plan = new RollbackPlan
        {
            From = book.Record(begun.From)!,
            To = book.Record(begun.To)!,
            MovesCode = true,
            CarryWrites = begun.CarryWrites,
            AcceptLoss = begun.AcceptLoss,
        };
        if (begun.Schema)
            plan = plan with { Down = await new SchemaRollback(run).PlanAsync(plan.To, cancellation) };
        return begun.Data ? await WithDataAsync(plan, isAll: begun.Schema, code: true, cancellation) : plan;
    }

    /// <summary>
    /// Adds the newest data version that was taken while the release was live, before a later release could change
    /// anything.
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
            version.State == DataVersionState.Ready
            && version.Live == plan.To.Number
            && !version.Reason.StartsWith("before restore", StringComparison.Ordinal)
        );
        if (found is null && !isAll)
            throw new ReleaseException(
                ErrorCode.NoVersionForRelease,
                $"no data version was taken while {plan.To.Id} was live"
            );
        // A release keeps its own state, which comes back with its code.
        var tables = found?.Tables.Where(table => !code || table.Role == VersionRole.Table).ToList() ?? [];
        if (tables.Count == 0)
            return plan;
        await RequireReplaceableAsync([.. tables.Where(table => table.Role == VersionRole.Table)], cancellation);
        return plan with { Version = found, Tables = tables };
    }

    /// <summary>Refuses a restore that could only fail after the code has gone back.</summary>
    private async Task RequireReplaceableAsync(IReadOnlyList<VersionTable> tables, CancellationToken cancellation)
    {
        if (tables.Count == 0)
            return;
        await using var session = await run.OpenAsync(cancellation);
        var refusals = await new TableOverwrite(run.Warehouse).FixedRefusalsAsync(session, tables, cancellation);
        if (refusals.Count > 0)
            throw new ReleaseException(ErrorCode.RestoreImpossible, string.Join("; ", refusals.Take(10)));
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
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.To));
        if (book.Live is not { } live || book.Record(live.Number) is not { } from)
            throw new ReleaseException(ErrorCode.NoWayBack, $"nothing is live in '{run.Environment.Name}'");
        if (request.To is { } name)
        {
            // Of several releases with one version, this takes one whose data is kept.
            var named = book.Releases.FirstOrDefault(release =>
                release.Version == name && release.IsRetained && release.Number != live.Number
            )
                ?? book.Named(name)
                ?? throw new ReleaseException(
                    ErrorCode.ReleaseUnknown,
                    $"'{name}' is neither a release nor a version in '{run.Environment.Name}'"
                );
            if (code && named.Number == live.Number)
                throw new ReleaseException(ErrorCode.NothingToDo, $"{named.Id} is already live");
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
