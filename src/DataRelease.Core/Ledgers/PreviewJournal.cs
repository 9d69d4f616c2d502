using DataRelease.Reports.Documents;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>A line of the ledger about a preview.</summary>
/// <param name="Preview">Its name, <c>pr-123</c>.</param>
/// <param name="Release">What was built for it; under the strategy <c>preview</c>.</param>
internal sealed record PreviewRecord(string Preview, ReleaseRecord Release)
{
    /// <summary>True for the copy of what is live, which the preview is compared with.</summary>
    public bool IsBlue => Release.State == ReleaseState.Live;
}

/// <summary>
/// The lines of previews. What a preview is compared with stands among its own lines, as a copy of the lines of what is
/// live, so that a preview is built and judged as any candidate is.
/// </summary>
/// <param name="ledger">Of the preview, or of the environment that has previews.</param>
internal sealed class PreviewJournal(Ledger ledger)
{
    /// <summary>Every preview of the environment, by name.</summary>
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
    /// Forgets all lines of the preview whose ledger it is, but that of its lease: a process that was paused with it
    /// must never find its fencing number with another.
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

    /// <summary>Takes what is live in an environment as what the preview is compared with.</summary>
    /// <param name="target">The environment.</param>
    /// <param name="number">What is live there.</param>
    /// <param name="fencing">The lease's number.</param>
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

    // A preview is never built again from what is live.
    private const string PackageArtifact = "package";
}
