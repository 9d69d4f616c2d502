using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>A package that the ledger kept, in a private folder while it is built from.</summary>
internal sealed class OpenPackage : IDisposable
{
    private readonly PrivateFolder _folder;

    private OpenPackage(PrivateFolder folder, string file, Func<CancellationToken, Task<IGreenBuilder>> builder) =>
        (_folder, File, Builder) = (folder, file, builder);

    /// <summary>The package's path.</summary>
    public string File { get; }

    /// <summary>Opens a builder of the package.</summary>
    public Func<CancellationToken, Task<IGreenBuilder>> Builder { get; }

    /// <summary>Writes the package, whose content must be there.</summary>
    /// <param name="environment">The environment to build in.</param>
    /// <param name="release">The release that the package belongs to, for the file's name.</param>
    /// <param name="package">The ledger's copy.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<OpenPackage> WriteAsync(
        ReleaseEnvironment environment,
        string release,
        KeptPackage package,
        CancellationToken cancellation
    )
    {
        var folder = PrivateFolder.Create("package");
        try
        {
            var file = Path.Combine(folder.Path, $"{release}.{package.Extension}");
            await Seam.PassAsync("write a package", () =>
                System.IO.File.WriteAllBytesAsync(file, package.Content!, cancellation)
            );
            if (!package.IsOfDatabase)
                return new OpenPackage(folder, file, async token => new PackageBuilder(
                    environment.Warehouse,
                    await ReleasePackage.OpenAsync(file, token),
                    null
                ));
            return environment.OfPackage is { } open
                ? new OpenPackage(folder, file, open(file).Builder)
                : throw InPlaceExpansion.Refused($"nothing here can open {package.Name} {package.Version}");
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Dispose();
}
