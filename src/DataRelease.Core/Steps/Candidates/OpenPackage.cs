using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>A package that the ledger kept, in a private folder for as long as it is built from.</summary>
internal sealed class OpenPackage : IDisposable
{
    private readonly PrivateFolder _folder;

    private OpenPackage(PrivateFolder folder, string file, Func<CancellationToken, Task<IGreenBuilder>> builder) =>
        (_folder, File, Builder) = (folder, file, builder);

    /// <summary>Where it is.</summary>
    public string File { get; }

    /// <summary>Builds from it.</summary>
    public Func<CancellationToken, Task<IGreenBuilder>> Builder { get; }

    /// <summary>Writes it; its content must be there.</summary>
    /// <param name="warehouse">Where it is built.</param>
    /// <param name="release">The release that it is of, for the name of its file.</param>
    /// <param name="package">What the ledger kept.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<OpenPackage> WriteAsync(
        Warehouse warehouse,
        string release,
        KeptPackage package,
        CancellationToken cancellation
    )
    {
        var folder = PrivateFolder.Create("package");
        try
        {
            var file = Path.Combine(folder.Path, $"{release}.nupkg");
            await Seam.PassAsync("write a package", () =>
                System.IO.File.WriteAllBytesAsync(file, package.Content!, cancellation)
            );
            return new OpenPackage(folder, file, async token => new PackageBuilder(
                warehouse,
                await ReleasePackage.OpenAsync(file, token),
                null
            ));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Dispose();
}
