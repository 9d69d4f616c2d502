using DataRelease.Builds.Packages;
using DataRelease.Testing;

namespace DataRelease.Reliability.Tests;

/// <summary>
/// Made-up projects with a package in their folder, so that they are released without dbt; one thread, so that runs are
/// alike.
/// </summary>
public static class Shop
{
    /// <summary>Writes a version of a project and packs it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="engine">For which engine.</param>
    /// <param name="version">1 or 2; their rows differ in every relation.</param>
    /// <param name="several">With a second live schema.</param>
    /// <param name="reshaped">Version 2 with other columns, one relation less and one more.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="steady">With the same code of what has state in both versions, and other rows.</param>
    /// <param name="shared">That state is written where it is live.</param>
    public static async Task<string> PackAsync(
        string folder,
        Engine engine,
        int version,
        bool several,
        bool reshaped,
        CancellationToken cancellation,
        bool steady = false,
        bool shared = false
    )
    {
        var meta = shared ? new { data_release = new { state = "shared" } } : null;
        var state = steady ? 1 : version;
        var changed = reshaped && version > 1;
        var project = new CompiledProject(folder, TestEngine.Of(engine).Adapter, "made_up")
        {
            Version = $"{version}.0.0",
        };
        project
            .Seed("countries", $"id,name\n{version},one\n2,\n3,three\n")
            .Model(
                "orders",
                changed
                    ? $"select 'v{version}' as v, 10 as id, 1.5 as amount"
                    : $"select {version} as id, 'v{version}' as v, 7 as old_column"
            )
            .Model("order_list", $"select v, count(*) as n from {project.Ref("orders")} group by v", "view", ["orders"])
            .Model(
                "days",
                steady ? $"select 1 as d, v from {project.Ref("orders")}" : $"select {version} as d, 'v{version}' as v",
                "incremental",
                steady ? ["orders"] : [],
                config: new { unique_key = "d", meta }
            )
            .Snapshot(
                "history",
                $"select 1 as id, 'v{state}' as v, cast('2026-0{state}-01' as timestamp) as changed_at",
                new
                {
                    strategy = "timestamp",
                    unique_key = "id",
                    updated_at = "changed_at",
                    meta,
                }
            )
            .Test("orders_have_ids", $"select * from {project.Ref("orders")} where id is null", ["orders"]);
        if (several)
        {
            project
                .Model("campaigns", $"select {version} as id, 'v{version}' as v", custom: "marketing")
                .Model(
                    "campaign_orders",
                    $"select c.id, o.v from {project.Ref("campaigns", "marketing")} c join "
                        + $"{project.Ref("orders")} o on o.v = c.v",
                    "view",
                    ["campaigns", "orders"],
                    custom: "marketing"
                );
        }
        if (reshaped && !changed)
            project.Model("leaving", "select 'v1' as v");
        if (changed)
            project.Model("coming", "select 'v2' as v");
        project.Write();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "profiles.yml"),
            """
            made_up:
              target: dev
              outputs:
                dev:
            """
                + "\n"
                + string.Concat(
                    TestEngine.Of(engine).OutputOfVariables.Select(key => $"      {key.Key}: {key.Value}\n")
                )
                + "      schema: analytics\n      threads: 1\n",
            cancellation
        );
        await ReleasePacker.PackAsync(
            new PackRequest
            {
                ProjectDir = folder,
                OutputDir = Path.Combine(folder, "release"),
                Version = $"{version}.0.0",
            },
            cancellation
        );
        return folder;
    }
}
