using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Builds.Packages;

/// <summary>
/// An opened release package. Its entries are read within limits and verified by their checksums before anything of it
/// is used. Nothing is ever unpacked to a path that the package names. The manifest may be large and is never kept
/// whole: it is read once for its checksum and once node by node.
/// </summary>
public sealed class ReleasePackage
{
    internal const string Folder = "data-release/";
    internal const string ContentEntry = Folder + "package.json";
    internal const string ManifestEntry = Folder + "manifest.json";
    internal const string MigrationsFolder = Folder + "migrations/";

    private const int MaxEntries = 20_000;
    private const int MaxEntryBytes = 512 << 20;
    private const long MaxTotalBytes = 1L << 30;

    /// <summary>
    /// The largest allowed compression ratio. Text and CSV shrink to a tenth or a thirtieth; only empty content shrinks
    /// more than this.
    /// </summary>
    private const long MaxRatio = 100;

    private readonly IReadOnlyDictionary<string, byte[]> _entries;

    private ReleasePackage(
        string path,
        PackageContent content,
        Manifest manifest,
        IReadOnlyDictionary<string, byte[]> entries
    )
    {
        Path = path;
        Content = content;
        Manifest = manifest;
        _entries = entries;
    }

    /// <summary>The package's path.</summary>
    public string Path { get; }

    /// <summary>
    /// The file as it was when it was opened, whatever stands at its path now; empty if it is larger than
    /// <see cref="BuiltPackage.MostBytes"/>, or was never a file.
    /// </summary>
    internal ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>The SHA-256 of the file, in hexadecimal; empty if it was never a file.</summary>
    internal string Sha256 { get; private init; } = "";

    /// <summary>The package's description of itself.</summary>
    public PackageContent Content { get; }

    /// <summary>The nodes as they were compiled, with their code.</summary>
    public Manifest Manifest { get; }

    /// <summary>The project's migrations, each with its path within the project and its text.</summary>
    public IEnumerable<(string Path, string Text)> Migrations =>
        _entries
            .Where(entry => entry.Key.StartsWith(MigrationsFolder, StringComparison.Ordinal))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry =>
                (
                    $"migrations/{entry.Key[MigrationsFolder.Length..]}",
                    TextFile.Decode(entry.Value, $"migrations/{entry.Key[MigrationsFolder.Length..]}")
                )
            );

    /// <summary>Opens and verifies a package.</summary>
    /// <exception cref="ReleaseException">DR3000 to DR3002, DR2005, DR2006.</exception>
    public static async Task<ReleasePackage> OpenAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new ReleaseException(ErrorCode.PackageInvalid, $"there is no '{path}'", "check the path");
        try
        {
            var (file, bytes, sum) = await OpenFileAsync(path, cancellation);
            await using var opened = file;
            await using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var (entries, digests) = await ReadAsync(zip, path, cancellation);
            var content = ReadContent(entries, path);
            Verify(content, digests, path);
            await using var json = await zip.GetEntry(ManifestEntry)!.OpenAsync(cancellation);
            var manifest = ManifestReader.Read(json, $"{path}:{ManifestEntry}", ManifestDetail.Code);
            return new ReleasePackage(path, content, manifest, entries) { Bytes = bytes, Sha256 = sum };
        }
        catch (Exception error)
            when (error is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ReleaseException(
                ErrorCode.PackageInvalid,
                $"'{path}': {error.Message.ReplaceLineEndings(" ")}",
                inner: error
            );
        }
    }

    /// <summary>
    /// The file for one reading of everything. A pipeline may write the next package to the same path meanwhile, so one
    /// that can be kept is read once and a larger one by one handle.
    /// </summary>
    private static async Task<(Stream File, byte[] Bytes, string Sha256)> OpenFileAsync(
        string path,
        CancellationToken cancellation
    )
    {
        var file = File.OpenRead(path);
        try
        {
            if (file.Length > BuiltPackage.MostBytes)
            {
                var sum = await SHA256.HashDataAsync(file, cancellation);
                file.Position = 0;
                return (file, [], Convert.ToHexStringLower(sum));
            }
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, cancellation);
            await file.DisposeAsync();
            return (new MemoryStream(bytes, writable: false), bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>A package that was never a file: a compiled project of plain SQL.</summary>
    /// <param name="content">The package's description of itself.</param>
    /// <param name="manifest">The nodes with their code.</param>
    /// <param name="seeds">The CSV of each seed.</param>
    internal static ReleasePackage InMemory(
        PackageContent content,
        Manifest manifest,
        IEnumerable<(ManifestNode Node, byte[] Csv)> seeds
    ) => new("", content, manifest, seeds.ToDictionary(seed => SeedEntry(seed.Node), seed => seed.Csv));

    /// <summary>
    /// Reads a package's description of itself, without reading the rest; null if the file is no release package.
    /// </summary>
    internal static async Task<PackageContent?> PeekAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var zip = await ZipFile.OpenReadAsync(path, cancellation);
            if (zip.GetEntry(ContentEntry) is not { Length: < 64 << 20 } entry)
                return null;
            await using var stream = await entry.OpenAsync(cancellation);
            return await JsonSerializer.DeserializeAsync(stream, PackageJson.Default.PackageContent, cancellation);
        }
        catch (Exception error)
            when (error
                    is InvalidDataException
                        or JsonException
                        or IOException
                        or NotSupportedException
                        or UnauthorizedAccessException
            )
        {
            return null;
        }
    }

    /// <summary>A seed's CSV, as in the project.</summary>
    internal byte[] ReadSeed(ManifestNode node) =>
        _entries.TryGetValue(SeedEntry(node), out var bytes)
            ? bytes
            : throw new ReleaseException(ErrorCode.PackageInvalid, $"'{Path}' lacks the rows of {node.UniqueId}");

    internal static string SeedEntry(ManifestNode node) => $"{Folder}seeds/{node.PackageName}/{node.Name}.csv";

    private static async Task<(Dictionary<string, byte[]> Entries, Dictionary<string, string> Digests)> ReadAsync(
        ZipArchive zip,
        string path,
        CancellationToken cancellation
    )
    {
        ReleaseException Invalid(string why) => new(ErrorCode.PackageInvalid, $"'{path}' {why}");
        if (zip.Entries.Count > MaxEntries)
            throw Invalid($"has more than {MaxEntries} entries");
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        long total = 0;
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName;
            if (
                name.Contains("..", StringComparison.Ordinal)
                || name.StartsWith('/')
                || name.Contains('\\', StringComparison.Ordinal)
                || name.Contains(':', StringComparison.Ordinal)
            )
                throw Invalid($"has an entry that would leave its folder: '{name}'");
            if (!name.StartsWith(Folder, StringComparison.Ordinal))
                continue;
            if (
                entry.Length > MaxEntryBytes
                || (total += entry.Length) > MaxTotalBytes
                || (entry.Length > 10 << 20 && entry.Length / Math.Max(1, entry.CompressedLength) > MaxRatio)
            )
                throw Invalid($"unpacks to more than allowed, at '{name}'");
            if (digests.ContainsKey(name))
                throw Invalid($"has the entry '{name}' twice");
            await using var stream = await entry.OpenAsync(cancellation);
            if (name == ManifestEntry)
            {
                digests[name] = await DigestAsync(stream, entry.Length, cancellation)
                    ?? throw Invalid($"has an entry whose length is not the declared one: '{name}'");
                continue;
            }
            var bytes = new byte[entry.Length];
            await stream.ReadExactlyAsync(bytes, cancellation);
            if (stream.ReadByte() >= 0)
                throw Invalid($"has an entry that is longer than declared: '{name}'");
            entries[name] = bytes;
            digests[name] = Convert.ToHexStringLower(SHA256.HashData(bytes));
        }
        return (entries, digests);
    }

    /// <summary>The checksum of a stream; null if the stream has another length.</summary>
    private static async Task<string?> DigestAsync(Stream stream, long length, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        long total = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0 && (total += read) <= length)
            hash.AppendData(buffer, 0, read);
        return total == length ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }

    private static PackageContent ReadContent(Dictionary<string, byte[]> entries, string path)
    {
        if (!entries.TryGetValue(ContentEntry, out var json))
            throw new ReleaseException(
                ErrorCode.PackageInvalid,
                $"'{path}' is not a release package: it has no {ContentEntry}"
            );
        try
        {
            using var document = JsonDocument.Parse(json);
            if (
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("format", out var format)
                && format.TryGetInt32(out var number)
                && number > PackageContent.NewestFormat
            )
            {
                throw new ReleaseException(
                    ErrorCode.PackageNewer,
                    $"'{path}' has format {number}, and this tool knows formats up to {PackageContent.NewestFormat}"
                );
            }
            var content = JsonSerializer.Deserialize(json, PackageJson.Default.PackageContent)
                ?? throw new JsonException("it is empty");
            if (
                content.Entries is null
                || content.Sources is null
                || content.BaseSchema is not { Length: > 0 }
                || content.Name is null
                || content.Version is null
            )
                throw new JsonException("a value is missing");
            return content;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ReleaseException(
                ErrorCode.PackageInvalid,
                $"'{path}': {ContentEntry} can't be read: {error.Message.ReplaceLineEndings(" ")}",
                inner: error
            );
        }
    }

    private static void Verify(PackageContent content, Dictionary<string, string> digests, string path)
    {
        if (!digests.ContainsKey(ManifestEntry))
            throw new ReleaseException(ErrorCode.PackageInvalid, $"'{path}' has no {ManifestEntry}");
        foreach (var (name, digest) in digests.Where(entry => entry.Key != ContentEntry))
        {
            if (!content.Entries.TryGetValue(name, out var expected) || expected != digest)
                throw new ReleaseException(
                    ErrorCode.PackageTampered,
                    $"'{path}': '{name}' changed after it was " + "packed"
                );
        }
        var missing = content.Entries.Keys.FirstOrDefault(name => !digests.ContainsKey(name));
        if (missing is not null)
            throw new ReleaseException(ErrorCode.PackageTampered, $"'{path}': '{missing}' is missing");
    }
}
