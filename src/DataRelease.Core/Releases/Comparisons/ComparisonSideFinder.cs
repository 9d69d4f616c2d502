using System.Data.Common;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Comparisons;

/// <summary>Finds what a place means in the warehouse. It reads only catalogs and the ledger.</summary>
/// <param name="run">The environment of the place.</param>
internal sealed class ComparisonSideFinder(ReleaseRun run)
{
    /// <exception cref="ReleaseException">
    /// DR5006 there is no such release, DR5007 nothing is there, DR5014 there is no such relation, DR6143 the query
    /// can't be run.
    /// </exception>
    public async Task<ComparisonSide> FindAsync(ComparisonPlace place, CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists)
            throw new ReleaseException(ErrorCode.NothingToDo, $"{run.Warehouse.Description} does not exist yet");
        await using var session = await run.OpenAsync(cancellation);
        return place switch
        {
            ComparisonPlace.OfLive => await LiveAsync(session, place, cancellation),
            ComparisonPlace.OfRelease release => await ReleaseAsync(session, place, release.Name, cancellation),
            ComparisonPlace.OfSchema schema => await SchemaAsync(session, place, schema.Schema, cancellation),
            ComparisonPlace.OfRelation relation => await RelationAsync(session, place, relation.Relation, cancellation),
            ComparisonPlace.OfQuery query => await QueryAsync(session, place, query.Text, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(place)),
        };
    }

    /// <summary>The live release by the ledger, or otherwise the relations in the live schema.</summary>
    private async Task<ComparisonSide> LiveAsync(
        WarehouseSession session,
        ComparisonPlace place,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return book.Live is { } live && book.Record(live.Number) is { } release
            ? await OfAsync(session, place, release, cancellation)
            : await SchemaAsync(session, place, run.Environment.LiveSchema, cancellation);
    }

    private async Task<ComparisonSide> ReleaseAsync(
        WarehouseSession session,
        ComparisonPlace place,
        string name,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var release = book.Named(name)
            ?? throw new ReleaseException(
                ErrorCode.ReleaseUnknown,
                $"'{run.Environment.Name}' has no release '{name}'"
            );
        return await OfAsync(session, place, release, cancellation);
    }

    private async Task<ComparisonSide> OfAsync(
        WarehouseSession session,
        ComparisonPlace place,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        var relations = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. relations.Select(relation => relation.Physical.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        var found = relations
            .Where(relation => catalog.ContainsKey(relation.Physical))
            .Select(relation =>
                SideRelation.Of(relation.Live, release.LiveSchema, relation.UniqueId, catalog[relation.Physical])
            )
            .ToList();
        return found.Count > 0
            ? new ComparisonSide(place.ToString()!, run, found, release)
            : throw new ReleaseException(
                ErrorCode.NothingToDo,
                $"{release.Id} has no data any more: it is {Ledger.Text(release.State)}"
            );
    }

    private async Task<ComparisonSide> SchemaAsync(
        WarehouseSession session,
        ComparisonPlace place,
        string schema,
        CancellationToken cancellation
    )
    {
        var standing = await run.Warehouse.ReadRelationsAsync(session, [schema], cancellation);
        // The schema also has the tables in which a rollback finds the marks of state that went live. They are not
        // relations of the project.
        var marks = ReleaseMarks.Among(run.Warehouse.Dialect, [.. standing.Select(relation => relation.Name)]);
        var found = standing
            .Where(relation => !marks.Contains(relation.Name))
            .Select(relation => SideRelation.Of(relation.Name, schema, "", relation))
            .ToList();
        return found.Count > 0
            ? new ComparisonSide(place.ToString()!, run, found, null)
            : throw new ReleaseException(
                ErrorCode.NothingToDo,
                $"there is nothing in schema '{schema}' of {run.Warehouse.Description}"
            );
    }

    private async Task<ComparisonSide> RelationAsync(
        WarehouseSession session,
        ComparisonPlace place,
        RelationName name,
        CancellationToken cancellation
    )
    {
        var found = (await run.Warehouse.ReadRelationsAsync(session, [name.Schema], cancellation)).FirstOrDefault(
            relation => relation.Name == name
        )
            ?? throw new ReleaseException(
                ErrorCode.ComparisonRelationMissing,
                $"there is no relation {name} in {run.Warehouse.Description}"
            );
        return new ComparisonSide(place.ToString()!, run, [SideRelation.Of(name, name.Schema, "", found)], null)
        {
            IsSingle = true,
        };
    }

    private async Task<ComparisonSide> QueryAsync(
        WarehouseSession session,
        ComparisonPlace place,
        string text,
        CancellationToken cancellation
    )
    {
        try
        {
            DiffSide? side = null;
            await session.ReadOnlyAsync(
                async () => side = await DiffSide.OfQueryAsync(session, "query", Sql.Raw(text), cancellation),
                cancellation
            );
            if (
                side!
                    .Columns.GroupBy(column => column.Name)
                    .FirstOrDefault(group => group.Count() > 1 || group.Key.Length == 0) is
                { } twice
            )
                throw new ReleaseException(
                    ErrorCode.ComparisonQueryInvalid,
                    $"the query has {twice.Count()} columns called '{twice.Key}'"
                );
            return new ComparisonSide(place.ToString()!, run, [new SideRelation("", "query", "", "query", side)], null)
            {
                IsSingle = true,
            };
        }
        catch (DbException error)
        {
            throw new ReleaseException(
                ErrorCode.ComparisonQueryInvalid,
                $"the query was refused: {error.Message.ReplaceLineEndings(" ")}",
                inner: error
            );
        }
    }
}
