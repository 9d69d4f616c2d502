using System.Text;
using DataRelease.Builds.Seeds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Shadows;

/// <summary>New rows of a source, for one refresh.</summary>
/// <param name="Source">The table that really gets such rows.</param>
/// <param name="Path">The CSV file.</param>
internal sealed record ShadowInput(RelationName Source, string Path);

/// <summary>
/// Adds rows to sources from one refresh of a shadow to the next. They go into copies, because the sources belong to
/// others and are only read.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="release">The release whose shadow it is.</param>
internal sealed class ShadowInputs(ReleaseRun run, ReleaseRecord release)
{
    private string Schema => $"{release.GreenSchema}{run.Warehouse.Traits.Names.Fold("__inputs")}";

    /// <summary>The inputs of each refresh, in order; none if the configuration names no folder.</summary>
    /// <exception cref="ReleaseException">DR7113.</exception>
    public static IReadOnlyList<IReadOnlyList<ShadowInput>> Read(ReleaseConfig config)
    {
        if (config.Shadow.Inputs is not { } named)
            return [];
        var folder = Path.GetFullPath(named, config.Folder);
        if (!Directory.Exists(folder))
            throw Unreadable($"there is no folder '{named}'", config.Shadow.Where);
        var refreshes = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).ToList();
        if (refreshes.Count == 0)
            throw Unreadable($"the folder '{named}' has no subfolders", config.Shadow.Where);
        return [.. refreshes.Select(Files)];
    }

    /// <summary>The name by which a build finds each source: a copy's name if the source gets rows.</summary>
    public IReadOnlyDictionary<RelationName, RelationName> Aims(IReadOnlyList<IReadOnlyList<ShadowInput>> inputs) =>
        inputs
            .SelectMany(refresh => refresh)
            .Select(input => input.Source)
            .Distinct()
            .ToDictionary(
                source => source,
                source => new RelationName(Schema, run.Warehouse.Dialect.Shorten($"{source.Schema}__{source.Name}"))
            );

    /// <summary>Copies the sources in their present state.</summary>
    public async Task CopyAsync(
        WarehouseSession session,
        IReadOnlyDictionary<RelationName, RelationName> aims,
        CancellationToken cancellation
    )
    {
        if (aims.Count == 0)
            return;
        var standing = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. aims.Keys.Select(source => source.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        await session.ExecuteAsync(run.Warehouse.Dialect.EnsureSchema(Schema), cancellation);
        foreach (var (source, copy) in aims)
        {
            if (!standing.TryGetValue(source, out var found))
                throw Unreadable($"there is no table {source} to load rows into", run.Config.Shadow.Where);
            var statements =
                found.Kind == RelationKind.Table
                    ? await run.Warehouse.ReadCopyAsync(session, source, copy, cancellation)
                    : [run.Warehouse.Dialect.CreateTableAs(copy, $"select * from {source}")];
            await session.InTransactionAsync(
                TransactionPurpose.PrepareObjects,
                () => session.ExecuteBatchAsync(statements, cancellation),
                cancellation
            );
        }
    }

    /// <summary>Adds the rows of one refresh.</summary>
    public async Task LoadAsync(
        WarehouseSession session,
        IReadOnlyDictionary<RelationName, RelationName> aims,
        IReadOnlyList<ShadowInput> inputs,
        CancellationToken cancellation
    )
    {
        foreach (var input in inputs)
        {
            var text = TextFile.Decode(await File.ReadAllBytesAsync(input.Path, cancellation), input.Path);
            var records = CsvText
                .Read(text, new CsvForm(), input.Path)
                .Where(record => record.Fields.Count > 0)
                .ToList();
            if (records.Count == 0)
                throw Unreadable("the file has no line of column names", new SourceLocation(input.Path, 1, 1));
            var columns = records[0].Fields;
            if (records.Find(row => row.Fields.Count != columns.Count) is { } uneven)
                throw Unreadable(
                    $"there are {columns.Count} columns, and this line has {uneven.Fields.Count}",
                    new SourceLocation(input.Path, uneven.Line, 1)
                );
            using var csv = new MemoryStream(Encoding.UTF8.GetBytes(Write(records)), writable: false);
            try
            {
                await run.Warehouse.LoadCsvAsync(session, aims[input.Source], columns, [], csv, cancellation);
            }
            catch (Exception error) when (run.Translate(error) is { } known && known.Code.Exit != ExitCode.Cancelled)
            {
                throw Unreadable(
                    $"its rows do not fit {input.Source}: {known.Message}",
                    new SourceLocation(input.Path),
                    error
                );
            }
        }
    }

    private static List<ShadowInput> Files(string folder)
    {
        var inputs = new List<ShadowInput>();
        foreach (var path in Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot <= 0 || dot == name.Length - 1)
                throw Unreadable(
                    $"the file is not named after a table: '{Path.GetFileName(path)}'",
                    new SourceLocation(path)
                );
            inputs.Add(new ShadowInput(new RelationName(name[..dot], name[(dot + 1)..]), path));
        }
        return inputs;
    }

    private static string Write(List<CsvRecord> records)
    {
        var text = new StringBuilder();
        foreach (var record in records)
            text.AppendJoin(',', record.Fields.Select(Quote)).Append('\n');
        return text.ToString();
    }

    private static string Quote(string? field) =>
        string.IsNullOrEmpty(field) ? "" : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static ReleaseException Unreadable(string what, SourceLocation? where, Exception? inner = null) =>
        new(ErrorCode.ShadowInputs, what, null, where, inner);
}
