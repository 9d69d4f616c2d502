using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;

namespace DataRelease.Steps.Shadows;

/// <summary>Finds the code of both sides of a shadow.</summary>
internal sealed class ShadowCode(ReleaseRun run)
{
    /// <summary>The live code: the package that the configuration names, or that the ledger kept.</summary>
    /// <exception cref="ReleaseException">DR7112 if there is no such package.</exception>
    public async Task<OpenCode> BlueAsync(ReleaseRecord live, CancellationToken cancellation)
    {
        if (run.Config.Shadow.Blue is { } named)
        {
            var file = Path.GetFullPath(named, run.Config.Folder);
            if (!File.Exists(file))
                throw NotPossible($"there is no package '{named}', which shadow.blue names");
            var package = await ReleasePackage.OpenAsync(file, cancellation);
            if (package.Content.Version != live.Version)
                throw NotPossible(
                    $"shadow.blue is version {package.Content.Version}, and {live.Id} is version {live.Version}"
                );
            IGreenBuilder builder = new PackageBuilder(run.Warehouse, package, run.Environment.Threads);
            return OpenCode.Of(await GreenWork.OpenAsync(_ => Task.FromResult(builder), cancellation));
        }
        return await KeptAsync(live, cancellation)
            ?? throw NotPossible($"the ledger has no package of {live.Id}, which is live");
    }

    /// <summary>The release's code: its package, or the project.</summary>
    public async Task<OpenCode> GreenAsync(ReleaseRecord release, CancellationToken cancellation) =>
        await KeptAsync(release, cancellation)
        ?? OpenCode.Of(await GreenWork.OpenAsync(run.Environment.Builder, cancellation));

    /// <summary>Refuses a shadow whose live side could not be built.</summary>
    public async Task RequireBlueAsync(ReleaseRecord live, CancellationToken cancellation) =>
        await (await BlueAsync(live, cancellation)).DisposeAsync();

    private async Task<OpenCode?> KeptAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        byte[]? artifact;
        await using (var session = await run.OpenAsync(cancellation))
            artifact = await run.Ledger.ReadArtifactAsync(session, release.Number, KeptPackage.Artifact, cancellation);
        if (artifact is null || KeptPackage.Read(artifact) is not { Content: not null } kept)
            return null;
        var package = await OpenPackage.WriteAsync(run.Environment, release.Id, kept, cancellation);
        return OpenCode.Of(await GreenWork.OpenAsync(package.Builder, cancellation), package);
    }

    private ReleaseException NotPossible(string what) =>
        new(ErrorCode.ShadowNotPossible, what, null, run.Config.Shadow.Where);
}

/// <summary>The code of a side, open while it is built from.</summary>
internal sealed class OpenCode : IAsyncDisposable
{
    private readonly OpenPackage? _package;

    private OpenCode(GreenWork work, OpenPackage? package) => (Work, _package) = (work, package);

    /// <summary>The open builder.</summary>
    public GreenWork Work { get; }

    /// <summary>The code of an open builder, with the package in a private folder that it reads.</summary>
    public static OpenCode Of(GreenWork work, OpenPackage? package = null) => new(work, package);

    public async ValueTask DisposeAsync()
    {
        await Work.DisposeAsync();
        _package?.Dispose();
    }
}
