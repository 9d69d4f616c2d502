using System.Text.Json;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Remembers owner, options, comments and privileges of the pointer views in the ledger. They are lost when somebody
/// drops a view, and a view that is made again must let in whom it let in before.
/// </summary>
internal sealed class PointerMemory(OpenEnvironment run)
{
    /// <summary>
    /// Writes down how the live release's views are now, unless the ledger says the same already. The caller must hold
    /// the lease.
    /// </summary>
    /// <param name="number">The release that is live.</param>
    /// <param name="cancellation">Ends it.</param>
    private async Task RefreshAsync(int number, CancellationToken cancellation)
    {
        if (!run.Warehouse.Traits.HasRoles)
            return;
        await using var session = await run.OpenAsync(cancellation);
        var names = (await run.Ledger.ReadShownAsync(session, number, cancellation))
            .Select(relation => relation.Live)
            .ToHashSet();
        string[] schemas = [.. names.Select(name => name.Schema).Distinct()];
        var grants = (await run.Warehouse.ReadGrantsAsync(session, schemas, cancellation))
            .Where(grant => grant.Relation is not null)
            .ToLookup(grant => new RelationName(grant.Schema, grant.Relation!));
        var views = (await run.Warehouse.ReadRelationsAsync(session, schemas, cancellation))
            .Where(relation => relation.Kind == RelationKind.View && names.Contains(relation.Name))
            .OrderBy(relation => relation.Name)
            .Select(view => RememberedView.Of(view, grants[view.Name]))
            .ToList();
        var json = JsonSerializer.SerializeToUtf8Bytes(views, PointersJson.Default.ListRememberedView);
        var known = await run.Ledger.ReadArtifactAsync(session, number, RememberedView.Artifact, cancellation);
        if (known is not null && known.AsSpan().SequenceEqual(json))
            return;
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            run.Ledger.ReplaceArtifact(number, RememberedView.Artifact, json),
            cancellation
        );
    }

    /// <summary>
    /// Remembers the views after a swap and before each command that holds the lease. A failure is a warning only,
    /// because neither depends on it.
    /// </summary>
    /// <param name="number">The release that is live.</param>
    public async Task RememberAsync(int number)
    {
        try
        {
            await RefreshAsync(number, CancellationToken.None);
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    known.Code.Id,
                    $"who may read the views of live could not be written to the ledger: {known.Message}; the next "
                        + "command writes it"
                )
            );
        }
    }
}
