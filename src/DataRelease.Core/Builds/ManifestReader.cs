using System.Buffers;
using System.Text.Json;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Builds;

/// <summary>How much of a manifest is kept.</summary>
public enum ManifestDetail
{
    /// <summary>All but the nodes' code.</summary>
    Structure,

    /// <summary>Raw and compiled code too.</summary>
    Code,
}

/// <summary>
/// Reads dbt's manifest.json, v11 and v12. The file is read once into a pooled buffer and scanned forward; what a
/// release doesn't need (macros, docs, maps, code) is skipped without becoming objects, since a manifest can be
/// hundreds of megabytes.
/// </summary>
public static class ManifestReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ReleaseException">DR2005 or DR2006.</exception>
    public static async Task<Manifest> ReadAsync(string path, ManifestDetail detail, CancellationToken cancellation)
    {
        try
        {
            await using var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read,
                1,
                FileOptions.Asynchronous | FileOptions.SequentialScan
            );
            var length = checked((int)file.Length);
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                await file.ReadExactlyAsync(buffer.AsMemory(0, length), cancellation);
                return Read(buffer.AsMemory(0, length), path, detail);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ReleaseException(
                ErrorCode.ManifestInvalid,
                $"there is no {Path.GetFileName(path)}",
                "compile the project first: dbt compile",
                new SourceLocation(path),
                error
            );
        }
        catch (OverflowException error)
        {
            throw new ReleaseException(
                ErrorCode.ManifestInvalid,
                "the manifest is larger than 2 GB",
                null,
                new SourceLocation(path),
                error
            );
        }
    }

    /// <summary>Reads a manifest in memory.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="nameForErrors">What to call it.</param>
    /// <param name="detail">What to keep.</param>
    /// <exception cref="ReleaseException">DR2005 or DR2006.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> json, string nameForErrors, ManifestDetail detail)
    {
        try
        {
            TextFile.Require(json.Span, nameForErrors);
            return Scan(json.Span, nameForErrors, detail);
        }
        catch (JsonException error)
        {
            throw new ReleaseException(
                ErrorCode.ManifestInvalid,
                $"the manifest is not valid JSON: {error.Message.Split(" LineNumber:")[0].TrimEnd('.')}",
                null,
                new SourceLocation(
                    nameForErrors,
                    (int)(error.LineNumber ?? 0) + 1,
                    (int)(error.BytePositionInLine ?? 0) + 1
                ),
                error
            );
        }
        catch (Exception error) when (error is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ReleaseException(
                ErrorCode.ManifestInvalid,
                $"the manifest does not have the form that dbt documents: {error.Message}",
                null,
                new SourceLocation(nameForErrors),
                error
            );
        }
    }

    private static Manifest Scan(ReadOnlySpan<byte> json, string name, ManifestDetail detail)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        var nodes = new Dictionary<string, ManifestNode>(StringComparer.Ordinal);
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        var (version, dbt, adapter, project) = (0, "", "", "");
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException("it is not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                (version, dbt, adapter, project) = Metadata(ref reader, name);
            }
            else if (reader.ValueTextEquals("nodes"u8) || reader.ValueTextEquals("unit_tests"u8))
            {
                Each(ref reader, (ref Utf8JsonReader entry) =>
                {
                    var node = ManifestNodeReader.Read(ref entry, detail);
                    if (node is not null)
                        nodes[node.UniqueId] = node;
                });
            }
            else if (reader.ValueTextEquals("sources"u8))
            {
                Each(ref reader, (ref Utf8JsonReader entry) =>
                {
                    var source = ManifestNodeReader.ReadSource(ref entry);
                    sources[source.UniqueId] = source.RelationName;
                });
            }
            else
            {
                reader.Skip();
            }
        }
        if (version == 0)
            throw new FormatException("it has no metadata");
        return new Manifest(version, dbt, adapter, project, nodes, sources);
    }

    private delegate void ReadEntry(ref Utf8JsonReader reader);

    private static void Each(ref Utf8JsonReader reader, ReadEntry read)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException("an object was expected");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            read(ref reader);
        }
    }

    private static (int Version, string Dbt, string Adapter, string Project) Metadata(
        ref Utf8JsonReader reader,
        string name
    )
    {
        reader.Read();
        using var metadata = JsonDocument.ParseValue(ref reader);
        string Text(string key) =>
            metadata.RootElement.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : "";
        var schema = Text("dbt_schema_version");
        var at = schema.LastIndexOf("/v", StringComparison.Ordinal);
        var digits = at < 0 ? "" : new string([.. schema[(at + 2)..].TakeWhile(char.IsAsciiDigit)]);
        if (!int.TryParse(digits, out var version) || version is not (11 or 12))
        {
            throw new ReleaseException(
                ErrorCode.ManifestVersion,
                $"the manifest's version is {(digits.Length == 0 ? $"'{schema}'" : $"v{digits}")} (dbt "
                    + $"{Text("dbt_version")}); v11 and v12 are known",
                null,
                new SourceLocation(name)
            );
        }
        return (version, Text("dbt_version"), Text("adapter_type"), Text("project_name"));
    }
}
