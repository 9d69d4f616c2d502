using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// Keeps migrations out of what releases own: live schemas, release schemas and the ledger. Each script's text is
/// checked before it runs. The catalog is checked after the run and before the commit, because it shows what the text
/// hides.
/// </summary>
internal sealed class MigrationGuard(OpenEnvironment run)
{
    private readonly HashSet<string> _versions = new(StringComparer.Ordinal);
    private IReadOnlySet<string>? _owned;
    private bool _keepsTables;

    /// <summary>Refuses a script whose text writes to an owned schema or ends its own transaction.</summary>
    /// <exception cref="ReleaseException">DR8006 or DR8012, at the statement.</exception>
    public async Task CheckTextAsync(
        WarehouseSession session,
        string name,
        RenderedText script,
        CancellationToken cancellation
    )
    {
        var owned = await OwnedAsync(session, cancellation);
        foreach (var (schema, offset) in WriteTargets.Find(script.Text, run.Warehouse.Dialect.Lexis))
        {
            if (HoldsTables(schema) && IsOfTable(script.Text, offset))
                continue;
            if (
                owned.FirstOrDefault(known => string.Equals(known, schema, StringComparison.OrdinalIgnoreCase)) is
                { } found
            )
                throw new ReleaseException(
                    ErrorCode.MigrationProtected,
                    $"{name} writes to '{found}', which {Owner(found)}",
                    null,
                    script.Place(offset)
                );
        }
        foreach (var statement in SqlStatements.Read(script.Text, run.Warehouse.Dialect.Lexis))
        {
            if (run.Warehouse.Scripts.WhyNotRun([.. Words(statement, statement.Tokens.Count)]) is { } why)
                throw new ReleaseException(
                    ErrorCode.MigrationFailed,
                    $"{name} has a statement that {why}",
                    null,
                    script.Place(statement.Start)
                );
        }
        if (script.Source.NoTransaction)
            return;
        if (!run.Warehouse.Traits.HasTransactionalDdl)
            throw new ReleaseException(
                ErrorCode.MigrationTransaction,
                $"{name} would run in a transaction, and {run.Warehouse.Dialect.Name} commits each change of a table, "
                    + "view or schema separately",
                "write '-- no-transaction' at its top: then its line in the journal is written before and after it, "
                    + "and what is cut short stays",
                script.Place(0)
            );
        foreach (var (word, offset) in WriteTargets.TransactionControl(script.Text, run.Warehouse.Dialect.Lexis))
            throw new ReleaseException(
                ErrorCode.MigrationTransaction,
                $"{name} has a {word} of its own, but runs in a transaction",
                null,
                script.Place(offset)
            );
        foreach (var statement in SqlStatements.Read(script.Text, run.Warehouse.Dialect.Lexis))
        {
            if (run.Warehouse.Scripts.NeedsNoTransaction([.. Words(statement, 10)]))
                throw new ReleaseException(
                    ErrorCode.MigrationTransaction,
                    $"{name} has a statement that can't run in a transaction",
                    null,
                    script.Place(statement.Start)
                );
        }
    }

    /// <summary>True for a live schema in which tables of a database project stay.</summary>
    private bool HoldsTables(string schema) =>
        _keepsTables
        && !string.Equals(schema, run.Config.LedgerSchema, StringComparison.OrdinalIgnoreCase)
        && !ReleaseSchemas.IsOf(run.LiveSchema, schema);

    /// <summary>True if the statement changes a table or its rows, and no view and nothing that is called.</summary>
    private bool IsOfTable(string script, int offset) =>
        SqlStatements.Read(script, run.Warehouse.Dialect.Lexis).LastOrDefault(statement => statement.Start <= offset)
            is { } found
        && Words(found, 2).ToList()
            is ["insert" or "update" or "delete" or "merge" or "truncate", ..]
                or ["create" or "alter" or "drop", "table" or "index" or "unique" or "statistics" or "trigger"];

    private static IEnumerable<string> Words(ScriptStatement statement, int most) =>
        Enumerable.Range(0, Math.Min(most, statement.Tokens.Count)).Select(at => statement.At(at).ToLowerInvariant());

    /// <summary>Records the state of the owned schemas, to be compared after the script.</summary>
    public async Task<Picture> LookAsync(WarehouseSession session, CancellationToken cancellation)
    {
        var owned = await OwnedAsync(session, cancellation);
        var relations = await run.Warehouse.ReadRelationsAsync(session, [.. owned], cancellation);
        var definitions = await run.Warehouse.ReadViewDefinitionsAsync(session, [.. owned], cancellation);
        var writes = await run.Warehouse.Scripts.ReadWritesAsync(session, [.. owned], cancellation);
        var shapes = relations
            .Where(relation => relation.Kind != RelationKind.Table || !HoldsTables(relation.Name.Schema))
            .ToDictionary(
                relation => relation.Name,
                relation =>
                    $"{relation.Kind} "
                    + string.Join(
                        ", ",
                        relation.Columns.Select(column => $"{column.Name} {column.Type} {column.Nullable}")
                    )
                    + $" {definitions.GetValueOrDefault(relation.Name)}"
            );
        return new Picture(
            shapes,
            (writes ?? new Dictionary<RelationName, TableWrites>())
                .Where(write => !HoldsTables(write.Key.Schema))
                .ToDictionary(write => write.Key, write => write.Value)
        );
    }

    /// <summary>Refuses a script that changed an owned schema, or that left one of its views unreadable.</summary>
    /// <exception cref="ReleaseException">DR8006.</exception>
    public async Task CompareAsync(
        WarehouseSession session,
        string name,
        Picture before,
        IReadOnlyList<RelationName> readable,
        SourceLocation? where,
        CancellationToken cancellation
    )
    {
        var after = await LookAsync(session, cancellation);
        var changed = before
            .Shapes.Keys.Union(after.Shapes.Keys)
            .Where(relation => before.Shapes.GetValueOrDefault(relation) != after.Shapes.GetValueOrDefault(relation))
            .Concat(
                after
                    .Writes.Where(write => write.Value.IsWrittenSince(before.Writes.GetValueOrDefault(write.Key)))
                    .Select(write => write.Key)
            )
            .Distinct()
            .Order()
            .ToList();
        if (changed.Count > 0)
            throw new ReleaseException(
                ErrorCode.MigrationProtected,
                $"{name} changes {string.Join(", ", changed.Take(5))}, which {Owner(changed[0].Schema)}; it "
                    + $"was rolled back",
                null,
                where
            );
        foreach (var view in readable)
        {
            if (await WhyUnreadableAsync(session, view, cancellation) is { } why)
                throw new ReleaseException(
                    ErrorCode.MigrationProtected,
                    $"after {name} {view} could not be read: {why}; it was rolled back",
                    null,
                    where
                );
        }
    }

    /// <summary>
    /// The views of owned schemas that can be read now; none where the engine doesn't let a script break a view.
    /// </summary>
    public async Task<IReadOnlyList<RelationName>> ReadableViewsAsync(
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        if (!run.Warehouse.Traits.BindsViewsLate)
            return [];
        var owned = await OwnedAsync(session, cancellation);
        var readable = new List<RelationName>();
        foreach (
            var view in (await run.Warehouse.ReadRelationsAsync(session, [.. owned], cancellation)).Where(relation =>
                relation.Kind == RelationKind.View
            )
        )
        {
            if (await WhyUnreadableAsync(session, view.Name, cancellation) is null)
                readable.Add(view.Name);
        }
        return readable;
    }

    private static async Task<string?> WhyUnreadableAsync(
        WarehouseSession session,
        RelationName view,
        CancellationToken cancellation
    )
    {
        try
        {
            await session.DescribeAsync($"select * from {view}", cancellation);
            return null;
        }
        catch (DbException error)
        {
            return error.Message.Split('\n')[0].Trim();
        }
    }

    private async Task<IReadOnlySet<string>> OwnedAsync(WarehouseSession session, CancellationToken cancellation)
    {
        if (_owned is not null)
            return _owned;
        var hasLedger = await run.Ledger.ExistsAsync(session, cancellation);
        _keepsTables =
            hasLedger
            && run.Warehouse.Traits.HasDatabaseProjects
            && (await run.Ledger.ReadHoldersAsync(session, CodeJournal.Artifact, cancellation)).Count > 0;
        _owned = new HashSet<string>(
            hasLedger ? await run.Ledger.ReadOwnedSchemasAsync(session, cancellation) : new HashSet<string>(),
            StringComparer.Ordinal
        )
        {
            run.LiveSchema,
            run.Config.LedgerSchema,
        };
        // The copies of data versions are a way back, as releases are.
        if (hasLedger)
            _versions.UnionWith(await run.Ledger.ReadVersionSchemasAsync(session, cancellation));
        return _owned = _owned.Union(_versions).ToHashSet(StringComparer.Ordinal);
    }

    private string Owner(string schema) =>
        string.Equals(schema, run.Config.LedgerSchema, StringComparison.OrdinalIgnoreCase) ? "is the ledger's"
        : _versions.Contains(schema) ? "belongs to a data version"
        : "belongs to releases";

    /// <summary>The state of the owned schemas at one moment.</summary>
    /// <param name="Shapes">For each relation its kind, columns and definition.</param>
    /// <param name="Writes">See <see cref="ScriptGrammar.ReadWritesAsync"/>.</param>
    internal sealed record Picture(
        IReadOnlyDictionary<RelationName, string> Shapes,
        IReadOnlyDictionary<RelationName, TableWrites> Writes
    );
}
