using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// Explains a denied permission that the warehouse does not explain: which rights are missing, on which objects, and
/// which statements grant all of them.
/// </summary>
internal static class RightsDiagnosis
{
    /// <summary>The rights that the session's role lacks for this environment.</summary>
    public static async Task<MissingRights> MissingAsync(
        ReleaseRun run,
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var schemas = await run.Warehouse.ReadAllSchemasAsync(session, cancellation);
        var live = run.Environment.LiveSchema;
        // The schemas are found by their names, because the ledger may be what can't be read.
        var ours = schemas
            .Where(schema =>
                schema == live
                || schema.StartsWith($"{live}_", StringComparison.Ordinal)
                || run.Config.Schemas.Contains(schema)
            )
            .ToList();
        var releases = ours.Where(schema =>
                ReleaseSchemas.IsOf(live, schema) || ReleaseSchemas.IsOfPreview(live, schema)
            )
            .ToList();
        return await run.Warehouse.ReadMissingRightsAsync(
            session,
            new RightsScope(run.Config.LedgerSchema, [.. ours.Except(releases)], releases),
            cancellation
        );
    }

    /// <summary>Adds the missing rights to the report of a command that failed because of them.</summary>
    public static async Task<T> ExplainAsync<T>(ReleaseRun run, T report, CancellationToken cancellation)
        where T : ReleaseReport
    {
        if (report.Error is not { } error || error.Code != ErrorCode.RightMissing || !run.Warehouse.Traits.HasRoles)
            return report;
        try
        {
            await using var session = await run.OpenAsync(cancellation);
            var (missing, remedies) = await MissingAsync(run, session, cancellation);
            if (missing.Count == 0)
                return report;
            var named = string.Join(", ", missing.Take(5).Select(right => $"{right.Right} on {right.On}"));
            return report with
            {
                Error = new ReleaseException(
                    error.Code,
                    $"{error.Message}; the role lacks {named}"
                        + (missing.Count > 5 ? $" and {missing.Count - 5} more" : ""),
                    string.Join("; ", remedies),
                    error.Where,
                    error.InnerException
                ),
            };
        }
        catch (Exception second) when (run.Translate(second) is not null)
        {
            // The warehouse's first error is all that is known.
            return report;
        }
    }
}
