using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Comparisons;

/// <summary>
/// Compares one pair of relations. If both are in one database, it compares there; otherwise it compares checksums of
/// both.
/// </summary>
internal sealed class PairComparison(
    IReleaseEvents events,
    TimeProvider clock,
    Warehouse blue,
    Warehouse green,
    ReportConfig report
)
{
    private bool IsOneDatabase =>
        blue == green || (blue.Dialect.Name == green.Dialect.Name && blue.Identity == green.Identity);

    public async Task<RelationDiff> RunAsync(
        string title,
        DiffSide left,
        DiffSide right,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        try
        {
            return await CompareAsync(title, left, right, options, cancellation);
        }
        catch (DbException error)
            when (green.Translate(error).Code == ErrorCode.StatementFailed && MaySaySensitive(left, right, options))
        {
            // The engine's error is not kept as the inner one, because its text would then be in traces and logs.
            throw new ReleaseException(
                ErrorCode.StatementFailed,
                $"{title} can't be compared, and the engine's message is not shown, because it may have a value of a "
                    + "column of report.sensitive or --sensitive",
                "leave the column out with --ignore, or run the query where its values may be seen"
            );
        }
    }

    /// <summary>
    /// True if the engine's error may have a sensitive value in it: a side has such a column, or its query or the
    /// condition names one.
    /// </summary>
    private bool MaySaySensitive(DiffSide left, DiffSide right, DiffOptions options)
    {
        var hidden = report with { Sensitive = [.. report.Sensitive, .. options.Sensitive] };
        return left.Columns.Concat(right.Columns).Any(column => hidden.IsSensitive(column.Name))
            || hidden.NamesSensitive(left.From.Render(blue.Dialect).Text)
            || hidden.NamesSensitive(right.From.Render(green.Dialect).Text)
            || options.Where is { } condition && hidden.NamesSensitive(condition.Render(green.Dialect).Text);
    }

    private async Task<RelationDiff> CompareAsync(
        string title,
        DiffSide left,
        DiffSide right,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        await using var session = await green.OpenAsync(cancellation);
        await session.ForbidWritesAsync(cancellation);
        var keyed = await WithKeyAsync(session, right, options, cancellation);
        if (IsOneDatabase)
            return await new RelationComparer(green.Dialect, events, clock).CompareAsync(
                session,
                title,
                left,
                right,
                keyed,
                cancellation
            );
        await using var other = await blue.OpenAsync(cancellation);
        await other.ForbidWritesAsync(cancellation);
        return await new RemoteComparer(events, clock).CompareAsync(
            title,
            new RemoteSide(other, left),
            new RemoteSide(session, right),
            keyed,
            cancellation
        );
    }

    public async Task<PlannedRelation> ExplainAsync(
        string title,
        DiffSide left,
        DiffSide right,
        DiffOptions options,
        CancellationToken cancellation
    )
    {
        if (!IsOneDatabase)
            return new PlannedRelation(
                title,
                RelationChange.ComparedBy("remote-checksums"),
                RemoteComparer.Explanation
            );
        await using var session = await green.OpenAsync(cancellation);
        await session.ForbidWritesAsync(cancellation);
        var keyed = await WithKeyAsync(session, right, options, cancellation);
        var plan = await new RelationComparer(green.Dialect, events, clock).PlanAsync(
            session,
            title,
            left,
            right,
            keyed,
            cancellation
        );
        return new PlannedRelation(title, RelationChange.ComparedBy(plan.Name), plan.Account());
    }

    /// <summary>Uses the primary key where nobody named a key.</summary>
    private static async Task<DiffOptions> WithKeyAsync(
        WarehouseSession session,
        DiffSide side,
        DiffOptions options,
        CancellationToken cancellation
    ) =>
        options.Key.Count > 0 || side.Relation is not { } relation
            ? options
            : options with
            {
                Key = await session.Dialect.Diff.ReadPrimaryKeyAsync(session, relation, cancellation),
            };
}
