using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// Compares the tables that stay in place with the database project that is live, whose package the ledger keeps.
/// </summary>
internal sealed class DatabaseDrift(ReleaseRun run)
{
    private const string Check = "tables";

    /// <summary>The comparison; null if live was not released from a database project.</summary>
    /// <param name="book">The ledger.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Result?> ReadAsync(ReleaseBook book, CancellationToken cancellation)
    {
        if (!run.Warehouse.Traits.HasDatabaseProjects || book.Live is not { } live)
            return null;
        await using var session = await run.OpenAsync(cancellation);
        var artifact = await run.Ledger.ReadArtifactAsync(session, live.Number, KeptPackage.Artifact, cancellation);
        if (artifact is null || KeptPackage.Read(artifact) is not { IsOfDatabase: true, Content: not null } kept)
            return null;
        var release = ReleaseRecord.Name(live.Number);
        using var open = await OpenPackage.WriteAsync(run.Environment, release, kept, cancellation);
        await using var builder = await open.Builder(cancellation);
        var project = (IDatabaseProject)builder;
        var expected = project.Tables;
        var standing = await run.Warehouse.ReadRelationsAsync(
            session,
            [.. expected.Select(table => table.Name.Schema).Distinct()],
            cancellation
        );
        return new Result(release, TableDrift.Between(expected, standing), project.Staying.ToHashSet());
    }

    /// <summary>Rows of a plan about tables that are not as the live release expects them.</summary>
    public async Task<IReadOnlyList<PlannedRelation>> PlanAsync(ReleaseBook book, CancellationToken cancellation) =>
        await ReadAsync(book, cancellation) is { } found
            ?
            [
                .. found.Drift.Select(one => new PlannedRelation(
                    one.Table.ToString(),
                    RelationChange.Kept,
                    $"differs from the live release: it {one.What}; {ErrorCode.TablesDiffer.Remedy}"
                )),
            ]
            : [];

    /// <summary>What was found.</summary>
    /// <param name="Release">The live release.</param>
    /// <param name="Drift">The differences.</param>
    /// <param name="Staying">Relations in live schemas that belong to no release.</param>
    public sealed record Result(string Release, IReadOnlyList<TableDrift> Drift, IReadOnlySet<RelationName> Staying)
    {
        /// <summary>The findings of a doctor.</summary>
        public IEnumerable<Finding> Findings =>
            Drift.Count == 0
                ? [Finding.Fine(Check, $"the tables are as {Release} expects them")]
                : Drift.Select(one => new Finding(
                    Check,
                    CheckState.Warn,
                    ErrorCode.TablesDiffer,
                    one.Table.ToString(),
                    one.What
                ));
    }
}
