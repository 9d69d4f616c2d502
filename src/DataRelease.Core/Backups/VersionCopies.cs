using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>A table to keep.</summary>
/// <param name="Role">The table's role.</param>
/// <param name="UniqueId">dbt's unique id, or empty.</param>
/// <param name="Name">The name by which consumers find it.</param>
/// <param name="Source">The table in the catalog.</param>
/// <param name="Content">Its content a moment before; null if nobody read it.</param>
public sealed record KeptTable(
    VersionRole Role,
    string UniqueId,
    RelationName Name,
    CatalogRelation Source,
    TableContent? Content = null
);

/// <summary>
/// Copies tables into a schema of their own, all from one snapshot, and verifies each copy against its source.
/// </summary>
public sealed class VersionCopies(Warehouse warehouse, IReleaseEvents events)
{
    private readonly ContentReader _reader = new(warehouse.Dialect);

    /// <summary>Makes the schema and the copies, in one transaction.</summary>
    /// <exception cref="ReleaseException">DR8103 if a copy differs from its source. Nothing is left.</exception>
    public async Task<IReadOnlyList<VersionTable>> CopyAsync(
        WarehouseSession session,
        string schema,
        IReadOnlyList<KeptTable> tables,
        CancellationToken cancellation
    )
    {
        var kept = new List<VersionTable>();
        await session.InTransactionAsync(
            TransactionPurpose.CopySnapshot,
            async () =>
            {
                await session.ExecuteBatchAsync(_reader.Settings, cancellation);
                kept.AddRange(await CopyWithinAsync(session, schema, tables, cancellation));
            },
            cancellation
        );
        var sized = new List<VersionTable>();
        foreach (var table in kept)
            sized.Add(
                table with
                {
                    Bytes = await warehouse.ReadBytesAsync(session, table.Copy!.Value, cancellation) ?? 0,
                }
            );
        return sized;
    }

    /// <summary>Does the same in the caller's transaction, while nobody else writes to the tables.</summary>
    public async Task<IReadOnlyList<VersionTable>> CopyWithinAsync(
        WarehouseSession session,
        string schema,
        IReadOnlyList<KeptTable> tables,
        CancellationToken cancellation
    )
    {
        await session.ExecuteAsync(warehouse.Dialect.CreateSchema(schema), cancellation);
        var kept = new List<VersionTable>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var table in tables)
        {
            events.Publish(new ReleaseEvent.Progressed($"copying {table.Name}, {kept.Count + 1} of {tables.Count}"));
            var columns = await ContentReader.ColumnsAsync(warehouse, session, table.Source, cancellation);
            var copy = new RelationName(schema, CopyName(table.Name, taken));
            await session.ExecuteBatchAsync(
                await StatementsAsync(session, table, columns, copy, cancellation),
                cancellation
            );
            var content = await _reader.ReadAsync(session, copy, columns, cancellation);
            // If somebody has written to the table since, its earlier content is not what the copy must have. So the
            // copy is compared with the source again.
            if (
                content != table.Content
                && await _reader.ReadAsync(session, table.Source.Name, columns, cancellation) is var source
                && content != source
            )
                throw new ReleaseException(
                    ErrorCode.CopyDiffers,
                    $"the copy of {table.Name} has {content.Rows} rows and the table {source.Rows}, or their "
                        + $"contents differ"
                );
            kept.Add(
                new VersionTable
                {
                    Role = table.Role,
                    UniqueId = table.UniqueId,
                    Name = table.Name,
                    Source = table.Source.Name,
                    Copy = copy,
                    Content = content,
                    Columns = columns,
                    Bytes = await warehouse.ReadBytesAsync(session, copy, cancellation) ?? 0,
                }
            );
        }
        return kept;
    }

    /// <summary>
    /// The statements of a copy. A relation of a release is restored as a table, so its keys and indexes are copied,
    /// too. A table outside keeps its own, so only its rows are copied.
    /// </summary>
    private async Task<IReadOnlyList<Sql>> StatementsAsync(
        WarehouseSession session,
        KeptTable table,
        IReadOnlyList<VersionColumn> columns,
        RelationName copy,
        CancellationToken cancellation
    ) =>
        table.Role == VersionRole.State && columns.Count == table.Source.Columns.Count
            ? await warehouse.ReadCopyAsync(session, table.Source.Name, copy, cancellation)
            :
            [
                warehouse.Dialect.CreateTableAs(
                    copy,
                    $"select {Sql.Join(", ", columns.Select(column => new Identifier(column.Name)))} from "
                        + $"{table.Source.Name}"
                ),
            ];

    private string CopyName(RelationName name, HashSet<string> taken)
    {
        var wanted = warehouse.Dialect.Shorten($"{name.Schema}__{name.Name}");
        for (var again = 2; !taken.Add(wanted); again++)
            wanted = warehouse.Dialect.Shorten($"{name.Schema}__{name.Name}__{again}");
        return wanted;
    }
}
