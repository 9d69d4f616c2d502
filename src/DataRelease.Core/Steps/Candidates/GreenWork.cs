using DataRelease.Builds;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>What green is built with: the builder, and a private folder for what it writes.</summary>
internal sealed class GreenWork : IAsyncDisposable
{
    private PrivateFolder? _folder;

    private GreenWork(IGreenBuilder builder) => Builder = builder;

    public IGreenBuilder Builder { get; }

    /// <summary>Finds the builder; writes nothing.</summary>
    public static async Task<GreenWork> OpenAsync(
        Func<CancellationToken, Task<IGreenBuilder>> builder,
        CancellationToken cancellation
    ) => new(await builder(cancellation));

    /// <summary>The folder for artifacts, made when it is first asked for.</summary>
    /// <param name="purpose">See <see cref="PrivateFolder.Create"/>.</param>
    public string Artifacts(string purpose) => (_folder ??= PrivateFolder.Create(purpose)).Path;

    public async ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        await Builder.DisposeAsync();
    }
}
