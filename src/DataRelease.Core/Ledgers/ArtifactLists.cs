using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>Reads a release's artifacts that are lists in JSON.</summary>
internal static class ArtifactLists
{
    extension(Ledger ledger)
    {
        /// <summary>Reads the list; empty if the release has none.</summary>
        /// <param name="session">An open session.</param>
        /// <param name="number">The release.</param>
        /// <param name="name">The artifact's name.</param>
        /// <param name="kind">How the JSON is read.</param>
        /// <param name="what">What the list is, for the error.</param>
        /// <param name="cancellation">Ends it.</param>
        /// <exception cref="Errors.ReleaseException">DR5003 if it can't be read.</exception>
        public async Task<IReadOnlyList<T>> ReadListAsync<T>(
            WarehouseSession session,
            int number,
            string name,
            JsonTypeInfo<List<T>> kind,
            string what,
            CancellationToken cancellation
        ) =>
            await ledger.ReadArtifactAsync(session, number, name, cancellation) is { } json
                ? Ledger.Trusted(() => JsonSerializer.Deserialize(json, kind), what) ?? []
                : [];
    }
}
