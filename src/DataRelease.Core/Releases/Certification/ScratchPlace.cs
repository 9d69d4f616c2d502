using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Certification;

/// <summary>
/// The schemas of one certificate in the user's own database. Their names all begin with <see cref="Prefix"/>. If one
/// exists, the certificate is refused. Afterwards they are dropped, each in a transaction of its own, so that no drop
/// needs more locks than the server has.
/// </summary>
internal sealed class ScratchPlace
{
    /// <summary>The prefix of the schemas' names, which nobody gives to their own schema.</summary>
    public const string Prefix = "data_release_certify";

    private readonly Warehouse _warehouse;
    private readonly IReadOnlyList<string> _schemas;

    private ScratchPlace(Warehouse warehouse, IReadOnlyList<string> schemas)
    {
        _warehouse = warehouse;
        _schemas = schemas;
    }

    /// <summary>The live schema of the certificate.</summary>
    public static string LiveSchema => Prefix;

    /// <summary>The ledger of the certificate. The user's own ledger is not touched.</summary>
    public static string LedgerSchema => $"{Prefix}_ledger";

    /// <summary>Claims the names. Making the live schema keeps out a second certificate at the same time.</summary>
    /// <exception cref="ReleaseException">DR7030 if one of the schemas exists.</exception>
    public static async Task<ScratchPlace> ClaimAsync(Warehouse warehouse, int releases, CancellationToken cancellation)
    {
        List<string> schemas = [.. ScratchProject.Schemas(LiveSchema), LedgerSchema];
        for (var number = 0; number <= releases; number++)
            schemas.AddRange(ScratchProject.Schemas(ReleaseSchemas.Green(warehouse.Dialect, LiveSchema, number)));
        await using var session = await warehouse.OpenAsync(cancellation);
        var standing = await warehouse.ReadSchemasAsync(session, schemas, cancellation);
        if (standing.Count > 0)
            throw Taken(warehouse, standing.Order(StringComparer.Ordinal));
        try
        {
            await session.ExecuteAsync(session.Dialect.CreateSchema(LiveSchema), cancellation);
        }
        catch (DbException error) when (session.Dialect.IsNameTaken(error))
        {
            throw Taken(warehouse, [LiveSchema]);
        }
        return new ScratchPlace(warehouse, schemas);
    }

    /// <summary>Drops all schemas.</summary>
    /// <returns>The schemas that could not be dropped, each with the reason; empty if all are gone.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync()
    {
        var left = new List<string>();
        // The live schema comes last: while it exists, no other certificate begins.
        foreach (var schema in _schemas.Skip(1).Append(_schemas[0]))
        {
            try
            {
                await using var session = await _warehouse.OpenAsync(CancellationToken.None);
                await session.ExecuteAsync(Drop(schema), CancellationToken.None);
            }
            catch (Exception error) when (error is DbException or ReleaseException or IOException)
            {
                left.Add($"{schema} ({error.Message.ReplaceLineEndings(" ")})");
            }
        }
        return left;
    }

    private static Sql Drop(string schema) => Sql.By(dialect => dialect.DropSchema(schema));

    private static ReleaseException Taken(Warehouse warehouse, IEnumerable<string> schemas)
    {
        var names = schemas.ToList();
        return new ReleaseException(
            ErrorCode.CertifyNamesTaken,
            $"{string.Join(", ", names)} exist",
            $"another certify is running, or one was killed: in that case run "
                + string.Join("; ", names.Select(name => Drop(name).Render(warehouse.Dialect).Text))
        );
    }
}
