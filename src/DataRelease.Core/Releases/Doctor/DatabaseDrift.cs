using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// Compares the tables that stay in place with the database project that is live, whose package the ledger keeps.
/// </summary>
internal sealed class DatabaseDrift(ReleaseRun run)
{
    private const string Check = "tables";

    /// <summary>The findings; none if live was not released from a database project.</summary>
    public async Task<IReadOnlyList<Finding>> LookAsync(ReleaseBook book, CancellationToken cancellation)
    {
        if (await ReadAsync(book, cancellation) is not { } drift)
            return [];
        return drift.Count == 0
            ? [Finding.Fine(Check, $"the tables are as {ReleaseRecord.Name(book.Live!.Number)} expects them")]
            :
            [
                .. drift.Select(one => new Finding(
                    Check,
                    CheckState.Warn,
                    ErrorCode.TablesDiffer,
                    one.Table.ToString(),
                    one.What
                )),
            ];
    }

    /// <summary>Rows of a plan about tables that are not as the live release expects them.</summary>
    public async Task<IReadOnlyList<PlannedRelation>> PlanAsync(ReleaseBook book, CancellationToken cancellation) =>
        [
            .. (await ReadAsync(book, cancellation) ?? []).Select(one => new PlannedRelation(
                one.Table.ToString(),
                RelationChange.Kept,
                $"differs from the live release: it {one.What}; {ErrorCode.TablesDiffer.Remedy}"
            )),
        ];

    private async Task<IReadOnlyList<TableDrift>?> ReadAsync(ReleaseBook book, CancellationToken cancellation)
    {
        if (!run.Warehouse.Traits.HasDatabaseProjects || book.Live is not { } live)
            return null;
        await using var session = await run.OpenAsync(cancellation);
        var artifact = await run.Ledger.ReadArtifactAsync(session, live.Number, KeptPackage.Artifact, cancellation);
        if (artifact is null || KeptPackage.Read(artifact) is not { IsOfDatabase: true, Content: not null } kept)
            return null;
        using var open = await OpenPackage.WriteAsync(
            run.Environment,
            ReleaseRecord.Name(live.Number),
            kept,
            cancellation
        );
        await using var builder = await open.Builder(cancellation);
        var expected = ((IDatabaseProject)builder).Tables;
        var standing = await run.Warehouse.ReadRelationsAsync(
            session,
            [.. expected.Select(table => table.Name.Schema).Distinct()],
            cancellation
        );
        return TableDrift.Between(expected, standing);
    }
}
