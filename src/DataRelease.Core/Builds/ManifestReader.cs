using System.Buffers;
using System.Text.Json;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Builds;

/// <summary>How much of a manifest is kept.</summary>
public enum ManifestDetail
{
    /// <summary>Everything except the nodes' code.</summary>
    Structure,

    /// <summary>Everything, including raw and compiled code.</summary>
    Code,
}

/// <summary>
/// Reads dbt's manifest.json, v11 and v12. The file is read once into a pooled buffer and scanned forward. Parts that a
/// release does not need (macros, docs, maps, code) are skipped without becoming objects, because a manifest can have
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
    /// <param name="json">The manifest in UTF-8.</param>
    /// <param name="nameForErrors">The manifest's name in errors.</param>
    /// <param name="detail">How much to keep.</param>
    /// <exception cref="ReleaseException">DR2005 or DR2006.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> json, string nameForErrors, ManifestDetail detail)
    {
        try
        {
            TextFile.Require(json.Span, nameForErrors);
        }
        catch (FormatException error)
        {
            throw Malformed(error, nameForErrors);
        }
        return Read(new JsonInput(json), nameForErrors, detail);
    }

    /// <summary>
    /// Reads a manifest from a stream. It needs memory for what is kept and for one node, but not for the whole text.
    /// </summary>
    /// <param name="json">The manifest in UTF-8, read forward to its end.</param>
    /// <param name="nameForErrors">The manifest's name in errors.</param>
    /// <param name="detail">How much to keep.</param>
    /// <exception cref="ReleaseException">DR2005 or DR2006.</exception>
    public static Manifest Read(Stream json, string nameForErrors, ManifestDetail detail) =>
        Read(new JsonInput(json), nameForErrors, detail);

    private static Manifest Read(JsonInput json, string nameForErrors, ManifestDetail detail)
    {
        try
        {
            return Scan(json, nameForErrors, detail);
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
            throw Malformed(error, nameForErrors);
        }
    }

    private static ReleaseException Malformed(Exception error, string name) =>
        new(
            ErrorCode.ManifestInvalid,
            $"the manifest does not have the form that dbt documents: {error.Message}",
            null,
            new SourceLocation(name),
            error
        );

    private static Manifest Scan(JsonInput json, string name, ManifestDetail detail)
    {
        var nodes = new Dictionary<string, ManifestNode>(StringComparer.Ordinal);
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        var loadedAt = new Dictionary<string, string>(StringComparer.Ordinal);
        var exposures = new List<ManifestExposure>();
        var (version, dbt, adapter, project) = (0, "", "", "");
        json.Enter();
        while (json.NextProperty() is { } property)
        {
            switch (property)
            {
                case "metadata":
                    json.Value(
                        (ref Utf8JsonReader value) => (version, dbt, adapter, project) = Metadata(ref value, name)
                    );
                    break;
                case "nodes" or "unit_tests":
                    json.Enter();
                    while (json.NextProperty() is not null)
                        json.Value(
                            (ref Utf8JsonReader value) =>
                            {
                                if (ManifestNodeReader.Read(ref value, detail) is { } node)
                                    nodes[node.UniqueId] = node;
                            }
                        );
                    break;
                case "sources":
                    json.Enter();
                    while (json.NextProperty() is not null)
                        json.Value(
                            (ref Utf8JsonReader value) =>
                            {
                                var source = ManifestNodeReader.ReadSource(ref value);
                                sources[source.UniqueId] = source.RelationName;
                                if (source.LoadedAt is { Length: > 0 } field)
                                    loadedAt[source.UniqueId] = field;
                            }
                        );
                    break;
                case "exposures":
                    json.Enter();
                    while (json.NextProperty() is not null)
                        json.Value((ref Utf8JsonReader value) => exposures.Add(ManifestExposure.Read(ref value)));
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
        if (version == 0)
            throw new FormatException("it has no metadata");
        return new Manifest(version, dbt, adapter, project, nodes, sources)
        {
            LoadedAt = loadedAt,
            Exposures = exposures,
        };
    }

    private static (int Version, string Dbt, string Adapter, string Project) Metadata(
        ref Utf8JsonReader reader,
        string name
    )
    {
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
