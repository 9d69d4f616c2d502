using System.Data.Common;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Analysis.Providers;

/// <summary>
/// Examines a metric's query before anything is measured: whether its names exist, and whether the engine accepts it.
/// </summary>
internal static class MetricQuery
{
    /// <summary>The problems of a query, and the names of its columns if the engine knows them.</summary>
    public static async Task<(IReadOnlyList<string> Problems, IReadOnlyList<string>? Columns)> ExamineAsync(
        CheckQuery query,
        MetricScope scope,
        CancellationToken cancellation
    )
    {
        // A side that does not exist yet is assumed to have the other side's shape.
        var filled = ProbeQuery.Fill(
            query,
            null,
            [
                .. scope.Relations.Select(relation =>
                    relation with
                    {
                        Blue = relation.Blue ?? relation.Green,
                        Green = relation.Green ?? relation.Blue,
                    }
                ),
            ],
            side => side == "blue"
        );
        if (filled.Sql is not { } sql)
            return (HasNames(query, scope) ? [] : [filled.Trouble], null);
        // The build or a pending migration may make what the query reads.
        if (scope.IsPlanned || !scope.Warehouse.Exists)
            return ([], null);
        await using var session = await scope.OpenAsync(cancellation);
        try
        {
            IReadOnlyList<string> columns = [];
            await session.ReadOnlyAsync(
                async () => columns = await session.DescribeAsync(sql, cancellation),
                cancellation
            );
            return ([], columns);
        }
        catch (Exception error) when (error is DbException or UnfitStatementException)
        {
            return (
                [$"the warehouse refuses its query: {scope.Shown(query, error.Message.ReplaceLineEndings(" "))}"],
                null
            );
        }
    }

    /// <summary>The reading of a query that can't be asked.</summary>
    public static MetricReading Refused(ProbeQuery query) =>
        query.IsNew ? MetricReading.Inconclusive(query.Trouble) : MetricReading.Error(query.Trouble);

    private static bool HasNames(CheckQuery query, MetricScope scope) =>
        query
            .Parts.Where(part => part.Name is not null)
            .All(part => scope.Relations.Count(relation => relation.IsNamedBy([part.Name!])) == 1);
}
