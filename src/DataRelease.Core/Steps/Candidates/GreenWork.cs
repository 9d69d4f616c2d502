using DataRelease.Builds;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>The builder of green, with a private folder for the files that it writes.</summary>
internal sealed class GreenWork : IAsyncDisposable
{
    private PrivateFolder? _folder;

    private GreenWork(IGreenBuilder builder) => Builder = builder;

    public IGreenBuilder Builder { get; }

    /// <summary>Opens the builder; writes nothing.</summary>
    public static async Task<GreenWork> OpenAsync(
        Func<CancellationToken, Task<IGreenBuilder>> builder,
        CancellationToken cancellation
    ) => new(await builder(cancellation));

    /// <summary>The folder for artifacts, made when it is first needed.</summary>
    /// <param name="purpose">The folder's purpose: see <see cref="PrivateFolder.Create"/>.</param>
    public string Artifacts(string purpose) => (_folder ??= PrivateFolder.Create(purpose)).Path;

    public async ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        await Builder.DisposeAsync();
    }
}
