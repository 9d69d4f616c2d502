using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>The file <c>manifest.json</c> in the folder of a data version.</summary>
/// <param name="Format">The format, 1.</param>
/// <param name="Version">The version's id, <c>v7</c>.</param>
/// <param name="Engine">The engine, such as <c>postgres</c> or <c>duckdb</c>.</param>
/// <param name="Tables">The files.</param>
/// <param name="Taken">
/// When the version was begun, by its ledger. The number alone may also occur in another ledger.
/// </param>
internal sealed record FolderManifest(
    int Format,
    string Version,
    string Engine,
    IReadOnlyList<FolderTable> Tables,
    DateTimeOffset Taken = default
);

/// <summary>A file in the folder.</summary>
internal sealed record FolderTable(
    string Table,
    string File,
    string Sha256,
    long Rows,
    string Checksum,
    IReadOnlyList<VersionColumn> Columns
);

/// <summary>Data versions as Parquet files in a folder, with a manifest of their checksums.</summary>
public sealed class VersionFolder(Warehouse warehouse, IReleaseEvents events)
{
    private readonly ContentReader _reader = new(warehouse.Dialect);

    /// <summary>
    /// Writes the tables, all from one snapshot, into a new folder. The folder gets its final name only when it is
    /// complete.
    /// </summary>
    /// <exception cref="ReleaseException">
    /// DR8106 if a file can't keep a column, DR8102 if the folder can't be written.
    /// </exception>
    public async Task<IReadOnlyList<VersionTable>> WriteAsync(
        WarehouseSession session,
        DataVersion version,
        IReadOnlyList<KeptTable> tables,
        CancellationToken cancellation
    )
    {
        var folder = version.Folder!;
        var refused = tables
            .SelectMany(table =>
                table.Source.Columns.Select(column =>
                    (Column: column, Why: warehouse.ParquetRefusal(column), table.Name)
                )
            )
            .Where(column => column.Why is not null)
            .Select(column => $"{column.Name}.{column.Column.Name}: {column.Why}")
            .ToList();
        if (refused.Count > 0)
            throw new ReleaseException(ErrorCode.ColumnNotKept, string.Join("; ", refused.Take(10)));
        var partial = Partial(folder);
        try
        {
            if (Path.Exists(folder))
                throw new ReleaseException(ErrorCode.BackupFolder, $"'{folder}' exists already");
            if (Directory.Exists(partial))
                Seam.Pass("remove a partial backup", () => Directory.Delete(partial, recursive: true));
            Seam.Pass("make a backup's folder", () => Directory.CreateDirectory(partial));
            // The file system must protect what the warehouse protects.
            if (!OperatingSystem.IsWindows())
            {
#pragma warning disable CA1416 // Guarded just above; the analyser does not follow into the lambda.
                Seam.Pass("guard a backup's folder", () =>
                    File.SetUnixFileMode(
                        partial,
                        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                    )
                );
#pragma warning restore CA1416
            }
            var kept = new List<VersionTable>();
            await session.InTransactionAsync(
                TransactionPurpose.ReadSnapshot,
                async () =>
                {
                    await session.ExecuteBatchAsync(_reader.Settings, cancellation);
                    foreach (var table in tables)
                        kept.Add(
                            await WriteTableAsync(session, table, partial, kept.Count + 1, tables.Count, cancellation)
                        );
                },
                cancellation
            );
            var manifest = new FolderManifest(
                1,
                version.Id,
                warehouse.Dialect.Name,
                [
                    .. kept.Select(table => new FolderTable(
                        table.Name.ToString(),
                        table.File!,
                        table.Sha256!,
                        table.Content.Rows,
                        table.Content.Checksum,
                        table.Columns
                    )),
                ],
                version.CreatedAt
            );
            await Seam.PassAsync("write a backup's manifest", () =>
                File.WriteAllBytesAsync(
                    Path.Combine(partial, "manifest.json"),
                    JsonSerializer.SerializeToUtf8Bytes(manifest, FolderJson.Default.FolderManifest),
                    cancellation
                )
            );
            Seam.Pass("name a backup's folder", () => Directory.Move(partial, folder));
            return kept;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(ErrorCode.BackupFolder, error.Message.ReplaceLineEndings(" "), inner: error);
        }
        finally
        {
            if (Directory.Exists(partial))
                Seam.Pass("remove a partial backup", () => Directory.Delete(partial, recursive: true));
        }
    }

    /// <summary>
    /// Deletes only the files that the version wrote. A user may keep other files in the folder, or the folder may
    /// belong to another ledger's version with the same number.
    /// </summary>
    /// <param name="version">A version in files. If a killed process left it, the ledger has no tables for it.</param>
    public static void Remove(DataVersion version)
    {
        var folder = version.Folder!;
        if (version.Tables.Count > 0)
        {
            Delete(folder, version.Tables.Select(table => table.File!));
            return;
        }
        var partial = Partial(folder);
        if (Directory.Exists(partial))
            Delete(partial, [.. Directory.EnumerateFiles(partial, "*.parquet")]);
        if (Written(version) is { } manifest)
            Delete(folder, manifest.Tables.Select(table => table.File));
    }

    /// <summary>
    /// The manifest in the version's folder, if this version wrote it; null if there is none, or if it is another
    /// version's.
    /// </summary>
    private static FolderManifest? Written(DataVersion version)
    {
        var file = Path.Combine(version.Folder!, "manifest.json");
        if (!File.Exists(file))
            return null;
        try
        {
            // The ledger keeps only microseconds.
            return
                JsonSerializer.Deserialize(File.ReadAllBytes(file), FolderJson.Default.FolderManifest)
                    is { Tables: not null } manifest
                && manifest.Version == version.Id
                && (manifest.Taken - version.CreatedAt).Duration() < TimeSpan.FromMilliseconds(1)
                ? manifest
                : null;
        }
        catch (JsonException)
        {
            // DataRelease did not write the file.
            return null;
        }
    }

    private static void Delete(string folder, IEnumerable<string> files)
    {
        foreach (
            var file in files
                .Append("manifest.json")
                .Select(file => Path.Combine(folder, Path.GetFileName(file)))
                .Where(File.Exists)
        )
            Seam.Pass("delete a backup's file", () => File.Delete(file));
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            Seam.Pass("remove a backup's folder", () => Directory.Delete(folder));
    }

    private static string Partial(string folder) => $"{folder}.partial";

    /// <summary>
    /// Problems of a version's files: missing files, or files that were changed after they were written; empty if there
    /// are none.
    /// </summary>
    public async Task<IReadOnlyList<string>> InspectAsync(DataVersion version, CancellationToken cancellation)
    {
        var wrong = new List<string>();
        foreach (var table in version.Tables)
        {
            var file = FileOf(version, table);
            if (!File.Exists(file))
            {
                wrong.Add($"{table.File} is missing in '{version.Folder}'");
                continue;
            }
            events.Publish(new ReleaseEvent.Progressed($"reading {table.File}"));
            if (await HashAsync(file, cancellation) != table.Sha256)
                wrong.Add($"{table.File} changed after it was written");
        }
        return wrong;
    }

    /// <summary>Loads the files into tables of a schema, and verifies each against the ledger.</summary>
    /// <param name="session">The session, outside a transaction.</param>
    /// <param name="version">A version in files.</param>
    /// <param name="schema">The schema, which this method makes and the caller drops.</param>
    /// <param name="standing">Tables with the columns' types, by name. The types in the files are not trusted.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The version's tables, with their copies.</returns>
    public async Task<IReadOnlyList<VersionTable>> LoadAsync(
        WarehouseSession session,
        DataVersion version,
        string schema,
        IReadOnlyDictionary<RelationName, CatalogRelation> standing,
        CancellationToken cancellation
    )
    {
        var wrong = await InspectAsync(version, cancellation);
        if (wrong.Count > 0)
            throw new ReleaseException(ErrorCode.VersionDamaged, string.Join("; ", wrong));
        var loaded = new List<VersionTable>();
        await session.InTransactionAsync(
            TransactionPurpose.PrepareObjects,
            async () =>
            {
                await session.ExecuteBatchAsync(_reader.Settings, cancellation);
                await session.ExecuteAsync(warehouse.Dialect.CreateSchema(schema), cancellation);
                foreach (var table in version.Tables)
                {
                    events.Publish(
                        new ReleaseEvent.Progressed(
                            $"loading {table.Name}, {loaded.Count + 1} of {version.Tables.Count}"
                        )
                    );
                    var model = standing.GetValueOrDefault(table.Name)
                        ?? throw new ReleaseException(
                            ErrorCode.RestoreImpossible,
                            $"{table.Name} does not exist any more, so the types of its columns are not known"
                        );
                    var columns = table
                        .Columns.Select(column =>
                            model.Columns.FirstOrDefault(now => now.Name == column.Name && now.Type == column.Type)
                            ?? throw new ReleaseException(
                                ErrorCode.RestoreImpossible,
                                $"{table.Name} has no column {column.Name} of type {column.Type} any more"
                            )
                        )
                        .ToList();
                    var copy = new RelationName(schema, $"t{loaded.Count + 1}");
                    await session.ExecuteAsync(
                        warehouse.Dialect.CreateTableLike(
                            copy,
                            $"select {Sql.Join(", ", columns.Select(column => new Identifier(column.Name)))} from "
                                + $"{model.Name}"
                        ),
                        cancellation
                    );
                    await warehouse.ImportParquetAsync(session, copy, columns, FileOf(version, table), cancellation);
                    var content = await _reader.ReadAsync(session, copy, table.Columns, cancellation);
                    if (!content.Fits(table.Content))
                        throw new ReleaseException(
                            ErrorCode.VersionDamaged,
                            $"{table.File} holds {content.Rows} rows and {table.Name} had {table.Content.Rows}"
                                + $", or their contents differ"
                        );
                    loaded.Add(table with { Copy = copy });
                }
            },
            cancellation
        );
        return loaded;
    }

    private async Task<VersionTable> WriteTableAsync(
        WarehouseSession session,
        KeptTable table,
        string folder,
        int number,
        int count,
        CancellationToken cancellation
    )
    {
        events.Publish(new ReleaseEvent.Progressed($"writing {table.Name}, {number} of {count}"));
        var columns = await ContentReader.ColumnsAsync(warehouse, session, table.Source, cancellation);
        var file = $"{FileName(table.Name)}.parquet";
        var path = Path.Combine(folder, $"{number:000}-{file}");
        await warehouse.ExportParquetAsync(
            session,
            table.Source.Name,
            [.. table.Source.Columns.Where(column => columns.Any(kept => kept.Name == column.Name))],
            path,
            cancellation
        );
        var content = await _reader.ReadAsync(session, table.Source.Name, columns, cancellation);
        return new VersionTable
        {
            Role = table.Role,
            UniqueId = table.UniqueId,
            Name = table.Name,
            Source = table.Source.Name,
            File = Path.GetFileName(path),
            Sha256 = await HashAsync(path, cancellation),
            Content = content,
            Bytes = new FileInfo(path).Length,
            Columns = columns,
        };
    }

    private static string FileOf(DataVersion version, VersionTable table) =>
        Path.Combine(version.Folder!, Path.GetFileName(table.File!));

    private static string FileName(RelationName name)
    {
        var text = string.Concat(
            $"{name.Schema}.{name.Name}".Select(character =>
                char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' ? character : '_'
            )
        );
        return text.Length > 100 ? text[..100] : text;
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }
}

/// <summary>JSON of a folder and of the ledger, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(FolderManifest))]
[JsonSerializable(typeof(IReadOnlyList<VersionColumn>))]
internal sealed partial class FolderJson : JsonSerializerContext;
