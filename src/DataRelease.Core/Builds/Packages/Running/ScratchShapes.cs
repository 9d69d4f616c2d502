using System.Data.Common;
using DataRelease.Builds.Seeds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages.Running;

/// <summary>
/// Asks the engine which columns the relations of a package will have. In a transaction that is rolled back, each query
/// becomes an empty relation of a scratch schema, after those that it reads. No rows are read.
/// </summary>
/// <param name="warehouse">The warehouse.</param>
/// <param name="plan">The manifest with the release's names.</param>
/// <param name="built">The unique ids of the relations that are built.</param>
/// <param name="aim">Replaces the names in compiled code by <see cref="NameOf"/>'s.</param>
/// <param name="seed">Reads a seed.</param>
internal sealed class ScratchShapes(
    Warehouse warehouse,
    Manifest plan,
    IReadOnlySet<string> built,
    RelationAim aim,
    Func<ManifestNode, SeedTable> seed
)
{
    /// <summary>The name of a planned relation in its scratch schema.</summary>
    public static RelationName NameOf(ManifestNode node, Dialect dialect) =>
        new(dialect.Shorten(ReleaseSchemas.Scratch(node.Schema)), dialect.Shorten(node.Alias));

    /// <summary>
    /// The columns by unique id. Relations whose query the engine refuses are left out; so are all on an engine whose
    /// objects outlive a transaction that is rolled back.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<CatalogColumn>>> ReadAsync(
        CancellationToken cancellation
    )
    {
        var shapes = new Dictionary<string, IReadOnlyList<CatalogColumn>>(StringComparer.Ordinal);
        if (!warehouse.Traits.HasTransactionalDdl || built.Count == 0)
            return shapes;
        List<ManifestNode> nodes = [.. new BuildGraph(plan.Nodes, built).Sequence.Select(id => plan.Nodes[id])];
        var schemas = nodes.Select(node => NameOf(node, warehouse.Dialect).Schema).Distinct().ToList();
        await using var session = await warehouse.OpenAsync(cancellation);
        try
        {
            await session.WithoutEffectAsync(
                async () =>
                {
                    foreach (var schema in schemas)
                        await session.ExecuteAsync(warehouse.Dialect.CreateSchema(schema), cancellation);
                    foreach (var node in nodes)
                        await MakeAsync(session, node, cancellation);
                    var found = (await warehouse.ReadRelationsAsync(session, schemas, cancellation)).ToDictionary(
                        relation => relation.Name
                    );
                    // A snapshot has more columns than its query.
                    foreach (var node in nodes.Where(node => node.Kind != NodeKind.Snapshot))
                        if (found.TryGetValue(NameOf(node, warehouse.Dialect), out var relation))
                            shapes[node.UniqueId] = relation.Columns;
                },
                cancellation
            );
        }
        // A role that may plan but not make schemas gets a plan without shapes.
        catch (DbException error) when (!cancellation.IsCancellationRequested && !warehouse.IsOutOfRoom(error))
        {
            shapes.Clear();
        }
        return shapes;
    }

    private async Task MakeAsync(WarehouseSession session, ManifestNode node, CancellationToken cancellation)
    {
        if (Statement(session, node) is not { } statement)
            return;
        // The build says what is wrong with a query. Until then its shape, and those of its readers, are not known.
        if (await Attempt.RunAsync(warehouse, session, statement, cancellation) is not null)
            return;
        // A view that reads only tables costs no more than its own query.
        if (IsView(node) && node.DependsOn.Any(id => built.Contains(id) && IsView(plan.Nodes[id])))
            await warehouse.Queries.DetachAsync(session, NameOf(node, warehouse.Dialect), cancellation);
    }

    private Sql? Statement(WarehouseSession session, ManifestNode node)
    {
        var name = NameOf(node, warehouse.Dialect);
        if (node.Kind == NodeKind.Seed)
        {
            try
            {
                var columns = seed(node)
                    .Columns.Select(column => (Sql)$"{new Identifier(column.Name)} {Sql.Raw(column.Type)}");
                return $"create table {name} ({Sql.Join(", ", columns)})";
            }
            // The build says what is wrong with a seed.
            catch (ReleaseException)
            {
                return null;
            }
        }
        if (node.CompiledCode is not { } code)
            return null;
        var sql = aim.Apply(code);
        OneQuery.Require(node, sql, warehouse, session);
        var query = Sql.Raw($"\n{OneQuery.Trimmed(sql)}\n");
        if (!IsView(node))
            query = OneQuery.Rows(query);
        // Engines that bind views late give a table's columns other types than a view's, for a bare null as an example.
        if (warehouse.Traits.BindsViewsLate && !IsView(node))
            return warehouse.Dialect.CreateTableLike(name, query);
        var (before, after) = warehouse.Dialect.ViewStatement(name, replace: false);
        return $"{Sql.Raw(before)}{query}{Sql.Raw(after)}";
    }

    private static bool IsView(ManifestNode node) => node is { Kind: NodeKind.Model, Materialized: "view" };
}
