using DataRelease.Reports.Documents;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>A preview's release, or the copy of the live release that the preview is compared with.</summary>
/// <param name="Preview">The preview's name, <c>pr-123</c>.</param>
/// <param name="Release">The release under the strategy <c>preview</c>.</param>
internal sealed record PreviewRecord(string Preview, ReleaseRecord Release)
{
    /// <summary>True for the copy of the live release, which the preview is compared with.</summary>
    public bool IsBlue => Release.State == ReleaseState.Live;
}

/// <summary>
/// Reads and writes the ledger's rows of previews. Among a preview's rows is a copy of the live release's rows, so that
/// a preview is built and judged like any candidate.
/// </summary>
/// <param name="ledger">The ledger of the preview, or of the environment that has previews.</param>
internal sealed class PreviewJournal(Ledger ledger)
{
    /// <summary>The environment's previews, by name.</summary>
    public async Task<IReadOnlyList<PreviewRecord>> ReadAsync(WarehouseSession session, CancellationToken cancellation)
    {
        var lines = await Ledger.ReadAsync(
            session,
            $"""
            select environment, number
            from {ledger.Schema.Releases} where strategy = {PreviewNames.Strategy} order by environment, number
            """,
            row => (Preview: PreviewNames.Of(ledger.Environment, row.GetString(0)), Environment: row.GetString(0)),
            cancellation
        );
        var found = new List<PreviewRecord>();
        foreach (var (preview, environment) in lines.Where(line => line.Preview is not null).Distinct())
            found.AddRange(
                (
                    await new Ledger(ledger.Warehouse, ledger.SchemaName, environment).ReadReleasesAsync(
                        session,
                        cancellation
                    )
                ).Select(release => new PreviewRecord(preview!, release))
            );
        return found;
    }

    /// <summary>
    /// Forgets all rows of this ledger's preview except its lease. A process that was paused with the lease must never
    /// find its fencing number in use by another.
    /// </summary>
    public IReadOnlyList<Sql> Forget() =>
        [
            .. new[]
            {
                ledger.Schema.Live,
                ledger.Schema.Releases,
                ledger.Schema.Steps,
                ledger.Schema.Relations,
                ledger.Schema.Checks,
                ledger.Schema.Artifacts,
                ledger.Schema.Course,
            }.Select(table => (Sql)$"delete from {table} where environment = {ledger.Environment}"),
        ];

    /// <summary>Copies the live release of an environment as the one that the preview is compared with.</summary>
    /// <param name="target">The environment.</param>
    /// <param name="number">The release that is live there.</param>
    /// <param name="fencing">The lease's fencing number.</param>
    public IReadOnlyList<Sql> Mirror(string target, int number, long fencing)
    {
        var (schema, own) = (ledger.Schema, ledger.Environment);
        return
        [
            $"""
                insert into {schema.Releases} (environment, number, version, git_commit, state, strategy, live_schema,
                    green_schema, base, created_at, created_by, live_at, message, options, builder, fence, fencing)
                select {own}, number, version, git_commit, state, {PreviewNames.Strategy}, live_schema,
                    green_schema, base, created_at, created_by, live_at, message, options, builder, fence, {fencing}
                from {schema.Releases} where environment = {target} and number = {number}
                """,
            $"""
                insert into {schema.Relations} (environment, number, unique_id, live_schema, live_name,
                    physical_schema, physical_name, kind, materialized, row_count, checksum, fingerprint, origin)
                select {own}, number, unique_id, live_schema, live_name, physical_schema, physical_name, kind,
                    materialized, row_count, checksum, fingerprint, origin
                from {schema.Relations} where environment = {target} and number = {number}
                """,
            $"""
                insert into {schema.Checks} (environment, number, ordinal, name, relation, state, severity, value,
                    threshold, message, happened_at)
                select {own}, number, ordinal, name, relation, state, severity, value, threshold, message, happened_at
                from {schema.Checks} where environment = {target} and number = {number}
                """,
            $"""
                insert into {schema.Artifacts} (environment, number, name, content)
                select {own}, number, name, content from {schema.Artifacts}
                where environment = {target} and number = {number}
                    and name not in ({ReportDocument.Artifact}, {PackageArtifact})
                """,
            $"""
                insert into {schema.Live} (environment, number, since, previous, fencing)
                select {own}, number, since, null, {fencing}
                from {schema.Live} where environment = {target} and number = {number}
                """,
        ];
    }

    // The package is not copied, because a preview is never built again from the live release.
    private const string PackageArtifact = "package";
}
