using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Builds;

/// <summary>
/// The columns that models have by an enforced contract of dbt. The engine spells their types: in a transaction that is
/// rolled back, each contract becomes an empty table of a scratch schema.
/// </summary>
/// <param name="warehouse">The warehouse.</param>
internal sealed partial class ContractShapes(Warehouse warehouse)
{
    /// <summary>True for a model whose columns dbt enforces, each with a plain type.</summary>
    public static bool IsEnforced(ManifestNode node) =>
        node is { Kind: NodeKind.Model, Columns.Count: > 0, Config.ValueKind: JsonValueKind.Object }
        && node.Config.TryGetProperty("contract", out var contract)
        && contract.ValueKind == JsonValueKind.Object
        && contract.TryGetProperty("enforced", out var enforced)
        && enforced.ValueKind == JsonValueKind.True
        && node.Columns.All(column => column.DataType is { } type && PlainType().IsMatch(type));

    /// <summary>The columns by unique id; models of which the engine does not know a type are left out.</summary>
    /// <param name="nodes">Models with an enforced contract.</param>
    /// <param name="greenSchema">The release's schema.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<CatalogColumn>>> ReadAsync(
        IReadOnlyList<ManifestNode> nodes,
        string greenSchema,
        CancellationToken cancellation
    )
    {
        var shapes = new Dictionary<string, IReadOnlyList<CatalogColumn>>(StringComparer.Ordinal);
        if (nodes.Count == 0 || !warehouse.Traits.HasTransactionalDdl)
            return shapes;
        var scratch = warehouse.Dialect.Shorten(ReleaseSchemas.Scratch(greenSchema));
        var tables = nodes
            .Select((node, at) => (Node: node, Table: new RelationName(scratch, $"contract_{at}")))
            .ToList();
        await using var session = await warehouse.OpenAsync(cancellation);
        try
        {
            await session.WithoutEffectAsync(
                async () =>
                {
                    await session.ExecuteAsync(warehouse.Dialect.CreateSchema(scratch), cancellation);
                    foreach (var (node, table) in tables)
                        await MakeAsync(session, node, table, cancellation);
                    var found = (await warehouse.ReadRelationsAsync(session, [scratch], cancellation)).ToDictionary(
                        relation => relation.Name
                    );
                    foreach (var (node, table) in tables)
                        if (found.TryGetValue(table, out var relation))
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

    private async Task MakeAsync(
        WarehouseSession session,
        ManifestNode node,
        RelationName table,
        CancellationToken cancellation
    )
    {
        var columns = Sql.Join(
            ", ",
            node.Columns.Select(column =>
                (Sql)$"{new Identifier(warehouse.Dialect.Traits.Names.Fold(column.Name))} {Sql.Raw(column.DataType!)}"
            )
        );
        // dbt says what is wrong with a contract when it builds.
        await Attempt.RunAsync(warehouse, session, $"create table {table} ({columns})", cancellation);
    }

    /// <summary>
    /// Words, a length or precision, and brackets of an array: nothing that could end the column's type.
    /// </summary>
    [GeneratedRegex(@"^\s*[A-Za-z_]\w*( \w+)*\s*(\(\s*\w+\s*(,\s*\w+\s*)*\))?( \w+)*(\[\d*\])*\s*$")]
    private static partial Regex PlainType();
}
