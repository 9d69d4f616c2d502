using System.Data.Common;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Analysis.Providers;

/// <summary>A metric's query before anything is measured: do its names exist, and does the engine take it?</summary>
internal static class MetricQuery
{
    /// <summary>What is wrong with it, and the names of its columns where the engine could say them.</summary>
    public static async Task<(IReadOnlyList<string> Problems, IReadOnlyList<string>? Columns)> ExamineAsync(
        CheckQuery query,
        MetricScope scope,
        CancellationToken cancellation
    )
    {
        // A side that isn't there yet has the shape of the other, as far as anybody can tell.
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
        if (!scope.Warehouse.Exists)
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
            return ([$"the warehouse refuses its query: {error.Message.ReplaceLineEndings(" ")}"], null);
        }
    }

    /// <summary>What a query can't be asked for, as a reading.</summary>
    public static MetricReading Refused(ProbeQuery query) =>
        query.IsNew ? MetricReading.Inconclusive(query.Trouble) : MetricReading.Error(query.Trouble);

    private static bool HasNames(CheckQuery query, MetricScope scope) =>
        query
            .Parts.Where(part => part.Name is not null)
            .All(part => scope.Relations.Count(relation => relation.IsNamedBy([part.Name!])) == 1);
}
