using DataRelease.Builds;
using DataRelease.Builds.Packages.Running;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Compares the columns that planned relations will have with those that consumers see now. The engine says them of SQL
/// projects and packages, and an enforced contract of dbt projects. Everything else is known after the build only.
/// </summary>
internal sealed class PlannedShapes(StepPreview preview)
{
    private const string AfterBuild = "shape known after the build";

    private readonly IReadOnlyDictionary<RelationName, ManifestNode> _nodes = GreenDeployment
        .Scope(preview.Project!)
        .GroupBy(node => GreenDeployment.Live(node, preview.Target))
        .ToDictionary(group => group.Key, group => group.First());

    private bool HasMigrations => preview.Migrations.Count > 0;

    /// <summary>The rows of a plan with shapes and declared consumers.</summary>
    /// <param name="planned">The rows, one for each relation of the plan.</param>
    /// <param name="blue">The live release's relations.</param>
    /// <param name="standing">The relations of the live schemas.</param>
    /// <param name="dependents">What depends on those.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<List<PlannedRelation>> AddAsync(
        IReadOnlyList<PlannedRelation> planned,
        IReadOnlyList<RelationRecord> blue,
        IReadOnlyList<CatalogRelation> standing,
        IReadOnlyList<CatalogDependent> dependents,
        CancellationToken cancellation
    )
    {
        var nodes = _nodes.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);
        var live = standing.ToDictionary(relation => relation.Name.ToString());
        var kinds = blue.GroupBy(relation => relation.Live.ToString())
            .ToDictionary(group => group.Key, group => group.First().Kind);
        // Nobody reads a new relation, so that a first release has no shapes to ask for.
        var isAsked = planned.Any(row => IsChanging(row) && live.ContainsKey(row.Relation));
        var (asked, agreed) = isAsked ? await ReadAsync(planned, blue, nodes, cancellation) : (Nothing, Nothing);
        var exposures = ManifestExposure.ByRelation(preview.Project!.Manifest);
        var names = planned.Select(row => row.Relation).ToHashSet();
        var outside = dependents
            .Where(dependent => dependent.Relation is not { } by || !names.Contains(by.ToString()))
            .ToLookup(dependent => dependent.On.ToString());
        return
        [
            .. planned.Select(row =>
                nodes.GetValueOrDefault(row.Relation) is not { } node
                    ? row
                    : row with
                    {
                        Shape = live.TryGetValue(row.Relation, out var now)
                            ? Shape(row, node, now, kinds.GetValueOrDefault(row.Relation), outside[row.Relation])
                            : null,
                        Exposures =
                            IsChanging(row) || row.Change == RelationChange.New
                                ? [.. exposures[node.UniqueId].Select(exposure => exposure.ToString()).Order()]
                                : [],
                    }
            ),
        ];

        ShapeChange? Shape(
            PlannedRelation row,
            ManifestNode node,
            CatalogRelation now,
            string? kind,
            IEnumerable<CatalogDependent> readers
        )
        {
            var becomes = Kind(kind, node);
            var isState = node.IsState && IsOnBlue(node);
            if (asked.TryGetValue(node.UniqueId, out var columns) || agreed.TryGetValue(node.UniqueId, out columns))
            {
                var isContract = !asked.ContainsKey(node.UniqueId);
                var difference = new ShapeDifference(now.Columns, columns)
                {
                    // dbt holds a view to its contract's names and types, but not to their order or lengths.
                    IsLoose = isContract && node.Materialized == "view",
                    Kind = becomes,
                };
                // A package makes a table without a key again; others keep their columns or get more, as dbt's
                // on_schema_change says.
                if (!isState || (!isContract && IsMadeAgain(node)) || !difference.HasColumns)
                    return difference.Read(readers, preview.Run.Warehouse.Dialect);
            }
            if (!IsChanging(row))
                return null;
            return new ShapeChange
            {
                Kind = becomes,
                Unknown =
                    isState ? $"{AfterBuild}, which starts from a copy of blue"
                    : HasMigrations ? $"{AfterBuild}, which migrations precede"
                    : AfterBuild,
            };
        }
    }

    private static Dictionary<string, IReadOnlyList<CatalogColumn>> Nothing => [];

    private async Task<(
        IReadOnlyDictionary<string, IReadOnlyList<CatalogColumn>> Asked,
        IReadOnlyDictionary<string, IReadOnlyList<CatalogColumn>> Agreed
    )> ReadAsync(
        IReadOnlyList<PlannedRelation> planned,
        IReadOnlyList<RelationRecord> blue,
        Dictionary<string, ManifestNode> nodes,
        CancellationToken cancellation
    )
    {
        // What a query reads may have other columns once the migrations have run.
        var asked = HasMigrations
            ? Nothing
            : await preview.Work!.Builder.ReadShapesAsync(
                preview.Target,
                nodes.Values.Select(node => node.UniqueId).ToHashSet(),
                blue.GroupBy(relation => relation.UniqueId)
                    .ToDictionary(group => group.Key, group => group.First().Physical),
                cancellation
            );
        var agreed = await new ContractShapes(preview.Run.Warehouse).ReadAsync(
            [
                .. planned
                    .Where(IsChanging)
                    .Select(row => nodes.GetValueOrDefault(row.Relation))
                    .OfType<ManifestNode>()
                    .Where(node => !preview.Work!.Builder.AimsSources && ContractShapes.IsEnforced(node)),
            ],
            preview.Target.GreenSchema,
            cancellation
        );
        return (asked, agreed);
    }

    private static bool IsChanging(PlannedRelation row) =>
        row.Change == RelationChange.Changed
        || row.Change == RelationChange.Affected
        || row.Change == RelationChange.Adopted;

    private bool IsOnBlue(ManifestNode node) =>
        preview.Project!.State.InPlace.ContainsKey(node.UniqueId)
        || preview.State.Any(copied => copied.Node.UniqueId == node.UniqueId);

    private static bool IsMadeAgain(ManifestNode node) =>
        node.Materialized == "incremental" && node.Texts("unique_key").Count == 0;

    private static KindChange? Kind(string? live, ManifestNode node)
    {
        var before = live == "materializedview" ? "materialized view" : live;
        var after = node switch
        {
            { Kind: NodeKind.Seed or NodeKind.Snapshot } => "table",
            { Materialized: "table" or "incremental" } => "table",
            { Materialized: "view" } => "view",
            { Materialized: "materialized_view" } => "materialized view",
            _ => null,
        };
        return before is "table" or "view" or "materialized view" && after is not null && before != after
            ? new KindChange(before, after)
            : null;
    }
}
