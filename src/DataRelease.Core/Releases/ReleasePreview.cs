using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Ledgers;
using DataRelease.Releases.Pointers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary><c>plan</c> and <c>--dry-run</c>: what a release would do, found out without writing anything.</summary>
internal sealed class ReleasePreview(ReleaseRun run)
{
    public async Task<ReleaseReport> RunAsync(DeployRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var number = book.Releases.Count == 0 ? 1 : Math.Max(1, book.Releases[0].Number + 1);
        var target = new GreenTarget(
            run.Name,
            run.Warehouse.Database,
            run.LiveSchema,
            ReleaseSchemas.Green(run.Warehouse.Dialect, run.LiveSchema, number)
        );
        var folder = PrivateFolder.Create(ReleaseRecord.Name(number));
        var artifacts = folder.Path;
        try
        {
            await using var builder = await run.Environment.Builder(cancellation);
            var migrations = await new ReleaseMigrations(run).PreviewAsync(cancellation);
            if (builder is SqlProjectBuilder sql)
                sql.AwaitsMigrations = migrations.Names.Count > 0;
            ProjectPlan? plan = null;
            await run.StepAsync("plan", builder.Name, async () =>
            {
                plan = await new GreenDeployment(run).PlanAsync(
                    target,
                    builder,
                    request.Build,
                    artifacts,
                    cancellation
                );
                return $"{GreenDeployment.Scope(plan).Count} relations";
            });
            return await DescribeAsync(request, plan!, target, number, book, migrations, cancellation);
        }
        finally
        {
            folder.Dispose();
        }
    }

    private async Task<ReleaseReport> DescribeAsync(
        DeployRequest request,
        ProjectPlan plan,
        GreenTarget target,
        int number,
        ReleaseBook book,
        (IReadOnlyList<string> Names, IReadOnlyList<string> Statements) migrations,
        CancellationToken cancellation
    )
    {
        var scope = GreenDeployment.Scope(plan);
        IReadOnlyList<RelationRecord> blue = [];
        IReadOnlyList<(ManifestNode Node, RelationRecord Blue)> state = [];
        var copies = new List<Sql>();
        var standing = new HashSet<RelationName>();
        IReadOnlyList<CatalogDependent> dependents = [];
        IReadOnlyList<CatalogWatcher> watchers = [];
        if (run.Warehouse.Exists)
        {
            await using var session = await run.OpenAsync(cancellation);
            if (book.Live is { } live)
                blue = await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation);
            var release = new ReleaseRecord
            {
                Environment = run.Environment.Name,
                Number = number,
                Version = plan.Version,
                State = ReleaseState.Planned,
                LiveSchema = target.LiveSchema,
                GreenSchema = target.GreenSchema,
                Base = book.Live?.Number,
                CreatedAt = run.Clock.GetUtcNow(),
                CreatedBy = "",
            };
            state = await new GreenDeployment(run).StateAsync(
                session,
                release,
                target,
                scope,
                request.Build,
                cancellation
            );
            var schemas = scope.Select(node => GreenDeployment.Live(node, target).Schema).Distinct().ToList();
            standing =
            [
                .. (await run.Warehouse.ReadRelationsAsync(session, schemas, cancellation)).Select(relation =>
                    relation.Name
                ),
            ];
            if (request.DryRun)
            {
                foreach (var (node, source) in state)
                {
                    var copy = new RelationName(node.Schema, node.Alias);
                    copies.AddRange(await run.Warehouse.ReadCopyAsync(session, source.Physical, copy, cancellation));
                }
            }
            dependents = await run.Warehouse.ReadDependentsAsync(session, schemas, cancellation);
            watchers = await run.Warehouse.ReadWatchersAsync(session, cancellation);
        }
        var carried = state.Select(pair => pair.Node.UniqueId).ToHashSet();
        var byLive = blue.ToDictionary(relation => relation.Live);
        var changes = scope
            .OrderBy(node => GreenDeployment.Live(node, target))
            .Select(node =>
            {
                var live = GreenDeployment.Live(node, target);
                var change = byLive.TryGetValue(live, out var old)
                    ? old.Checksum == node.Checksum && node.Checksum.Length > 0
                        ? "unchanged"
                        : "changed"
                    : standing.Contains(live)
                        ? "adopted"
                        : "new";
                return new PlannedRelation(
                    live.ToString(),
                    change,
                    carried.Contains(node.UniqueId)
                        ? $"{node.Materialized}, starts from a copy of blue"
                        : node.Materialized
                );
            })
            .ToList();
        var built = scope.Select(node => GreenDeployment.Live(node, target)).ToHashSet();
        var enabled = plan
            .Manifest.Nodes.Values.Where(node => node.IsRelation)
            .Select(node => node.UniqueId)
            .ToHashSet();
        foreach (var relation in blue.Where(relation => !built.Contains(relation.Live)))
        {
            changes.Add(
                enabled.Contains(relation.UniqueId)
                    ? new PlannedRelation(
                        relation.Live.ToString(),
                        "kept",
                        $"not selected; shared with {ReleaseRecord.Name(relation.Origin)}"
                    )
                    : new PlannedRelation(
                        relation.Live.ToString(),
                        "dropped",
                        request.AllowBreaking
                            ? "not in the project"
                            : "not in the project; its view stays unless --allow-breaking"
                    )
            );
        }
        changes.AddRange(Outside.Of(dependents, watchers, changes, byLive.Keys));
        changes.AddRange(await new PointerWatch(run).PlanAsync(book, cancellation));
        return new ReleaseReport
        {
            Environment = run.Environment.Name,
            Live = book.LiveSummary,
            Plan = changes,
            Statements = request.DryRun
                ? [.. migrations.Statements, .. Statements(scope, copies, target, carried)]
                : [],
            Summary =
                $"{ReleaseRecord.Name(number)} ({request.Version ?? plan.Version}) would build {scope.Count} "
                + $"relations in {target.GreenSchema}"
                + (state.Count > 0 ? $", {state.Count} of them from a copy of blue" : "")
                + (migrations.Names.Count > 0 ? $", after {string.Join(", ", migrations.Names)}" : ""),
        };
    }

    private List<string> Statements(
        IReadOnlyList<ManifestNode> scope,
        IReadOnlyList<Sql> copies,
        GreenTarget target,
        HashSet<string> carried
    )
    {
        var dialect = run.Warehouse.Dialect;
        var statements = scope
            .Select(node => node.Schema)
            .Append(target.GreenSchema)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(schema => Sql.By(dialect => dialect.EnsureSchema(schema)))
            .ToList();
        statements.AddRange(copies);
        var texts = statements.Select(statement => statement.Render(dialect).Text).ToList();
        texts.Add($"-- build: {scope.Count} relations, {carried.Count} of them on a copy of blue");
        texts.Add("-- validate");
        texts.Add("BEGIN");
        texts.AddRange(
            scope
                .OrderBy(node => GreenDeployment.Live(node, target))
                .Select(node =>
                    $"-- {GreenDeployment.Live(node, target)} -> view on "
                    + $"{new RelationName(node.Schema, node.Alias)} (its columns are known once it is built)"
                )
        );
        texts.Add("COMMIT");
        return texts;
    }
}
