using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages.Running;

/// <summary>Runs one data test, and judges the result as dbt does.</summary>
internal static class DataTest
{
    public static async Task<NodeResult> RunAsync(
        WarehouseSession session,
        ManifestNode node,
        string sql,
        Dialect dialect,
        CancellationToken cancellation
    )
    {
        Sql query = Sql.Raw($"\n{OneQuery.Trimmed(sql)}\n");
        if (node.Text("limit") is { } limit && int.TryParse(limit, CultureInfo.InvariantCulture, out var most))
            query = dialect.First($"select * from ({query}) dr_all", null, most);
        if (node.Flag("store_failures"))
        {
            var name = new RelationName(node.Schema, dialect.Shorten(node.Alias));
            await session.ExecuteAsync(dialect.EnsureSchema(name.Schema), cancellation);
            await session.ExecuteAsync(dialect.CreateTableAs(name, OneQuery.Rows(query)), cancellation);
            query = $"select * from {name}";
        }
        var measure = node.Text("fail_calc") is { } written ? Sql.Raw(written) : dialect.Count(null);
        var (warnIf, errorIf) = (node.Text("warn_if") ?? "!= 0", node.Text("error_if") ?? "!= 0");
        // The conditions are columns, and not every engine takes a condition as a column.
        var warns = dialect.AsColumn($"{measure} {Sql.Raw(warnIf)}");
        var errs = dialect.AsColumn($"{measure} {Sql.Raw(errorIf)}");
        var row = (Failures: 0L, Warn: false, Error: false);
        // The engine itself refuses to write, whatever functions the test calls.
        await session.ReadOnlyAsync(
            async () =>
                row = (
                    await session.QueryAsync(
                        $"select {measure} as failures, {warns} as should_warn, {errs} as should_error "
                            + $"from ({query}) dbt_internal_test",
                        found =>
                            (
                                Failures: found.ReadLong(0),
                                Warn: !found.IsDBNull(1) && found.GetBoolean(1),
                                Error: !found.IsDBNull(2) && found.GetBoolean(2)
                            ),
                        cancellation
                    )
                )[0],
            cancellation
        );
        var isError = string.Equals(node.Text("severity") ?? "error", "error", StringComparison.OrdinalIgnoreCase);
        var (status, condition) =
            isError && row.Error ? ("fail", $"fail if {errorIf}")
            : row.Warn ? ("warn", $"warn if {warnIf}")
            : ("pass", "");
        var message =
            condition.Length == 0
                ? null
                : $"Got {row.Failures} result{(row.Failures == 1 ? "" : "s")}, configured to {condition}";
        return new NodeResult(node.UniqueId, status, 0, row.Failures, message);
    }
}
