using DataRelease.Testing.Fakes;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests;

/// <summary>
/// A suite that is written once and inherited once per engine:
/// <c>public sealed class DuckDbDiffs() : DiffSuite(Engine.DuckDb);</c>
/// </summary>
public abstract class WarehouseSuite(Engine engine) : IAsyncLifetime
{
    /// <summary>This test's own database.</summary>
    protected WarehousePlace Place { get; private set; } = null!;

    /// <summary>The product's way in to it.</summary>
    protected Warehouses.Warehouse Warehouse => Place.Warehouse;

    /// <summary>An open session.</summary>
    protected WarehouseSession Session { get; private set; } = null!;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>True for the fake whose every change of an object commits separately.</summary>
    protected virtual bool IsSeparate => false;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        Place = await WarehousePlace.CreateAsync(engine, isSeparate: IsSeparate);
        Session = await Warehouse.OpenAsync(Cancellation);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Session is not null)
            await Session.DisposeAsync();
        if (Place is null)
            return;
        await Place.DisposeAsync();
        (Warehouse as FakeSeparatePostgres)?.Broken.ShouldBeEmpty();
        (Warehouse as FakeSeparatePostgres)?.Stale.ShouldBeEmpty();
    }

    /// <summary>Runs statements as they stand, on the open session.</summary>
    protected async Task ExecuteAsync(params IEnumerable<string> statements)
    {
        foreach (var statement in statements)
            await Session.ExecuteAsync(Sql.Raw(statement), Cancellation);
    }
}
