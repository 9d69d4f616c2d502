using System.Text;
using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Ledgers;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// The ledger's copy of the package that a release was built from, from which the release can be built again after it
/// is retired.
/// </summary>
/// <param name="Name">The package's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in hexadecimal.</param>
/// <param name="Content">The package itself, or null if it is too large to keep.</param>
internal sealed record KeptPackage(string Name, string Version, string Sha256, byte[]? Content)
{
    /// <summary>The extension of the package's file.</summary>
    public string Extension { get; init; } = BuiltPackage.OfRelease;

    /// <summary>True for the package of a database project, which only the environment's own builder reads.</summary>
    public bool IsOfDatabase => Extension != BuiltPackage.OfRelease;

    /// <summary>The copy's name among the artifacts. It outlives the release's other artifacts.</summary>
    public const string Artifact = "package";

    /// <summary>The copy to keep of a builder's package; null if it builds from none.</summary>
    public static byte[]? Of(BuiltPackage? package)
    {
        if (package is null)
            return null;
        string[] words = [package.Name, package.Version, package.Sha256];
        var head = JsonSerializer.SerializeToUtf8Bytes(
            package.Extension == BuiltPackage.OfRelease ? words : [.. words, package.Extension],
            LedgerJson.Default.StringArray
        );
        var content = package.Bytes.Length <= BuiltPackage.MostBytes ? package.Bytes : ReadOnlyMemory<byte>.Empty;
        return [.. head, (byte)'\n', .. content.Span];
    }

    public static KeptPackage Read(byte[] artifact) =>
        Ledger.Trusted(() => Parse(artifact), "a package that the ledger keeps");

    private static KeptPackage Parse(byte[] artifact)
    {
        var end = Array.IndexOf(artifact, (byte)'\n');
        if (
            end < 0
            || JsonSerializer.Deserialize(Encoding.UTF8.GetString(artifact, 0, end), LedgerJson.Default.StringArray)
                is not [{ } name, { } version, { } sum, .. var rest]
        )
            throw new InvalidDataException("it does not begin with a name, a version and a checksum");
        return new KeptPackage(name, version, sum, artifact.Length > end + 1 ? artifact[(end + 1)..] : null)
        {
            Extension = rest is [{ } extension, ..] ? extension : BuiltPackage.OfRelease,
        };
    }
}
