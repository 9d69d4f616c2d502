using System.IO.Pipelines;
using DataRelease.Errors;
using DataRelease.Warehouses;
using DuckDB.NET.Data;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>
/// Writes and reads Parquet files. For a write, the server's COPY streams text through a pipe into an embedded DuckDB,
/// which writes the file; for a read it is the other way round. Whole numbers, floats, booleans and text have their own
/// Parquet types. Everything else is kept as PostgreSQL's own text, the only form that loses nothing (numeric of any
/// precision, infinities, time zones, arrays, ranges, enums).
/// </summary>
public partial class PostgresWarehouse
{
    // DuckDB parses a buffer only when it is full, and a row must fit into it. Small buffers come first, so that DuckDB
    // works while the server does. A row whose text is longer than the second size is refused.
    private static readonly int[] _maxRowBytes = [2 << 20, 32 << 20];

    // The number of bytes that the server may be ahead of DuckDB; a pipe of the system holds only 64 KB.
    private const int AheadBytes = 16 << 20;

    private const int PipeBytes = 1 << 18;

    private const string CsvRules = """delim ',', quote '"', escape '"'""";

    /// <inheritdoc/>
    public override async Task ExportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    )
    {
        var list = string.Join(", ", columns.Select(column => Dialect.Quote(column.Name)));
        var copy = $"copy {Dialect.Quote(table)} ({list}) to stdout (format csv, null '\\N')";
        foreach (var maxRowBytes in _maxRowBytes)
        {
            // Breaking off a COPY is an error, after which the transaction would be unusable.
            if (session.IsInTransaction)
                await session.ExecuteAsync(Sql.Raw("savepoint export"), cancellation);
            try
            {
                await PipeAsync(
                    pipe =>
                        $"copy (select * from read_csv({Text(pipe)}, columns={{{Columns(columns)}}}, "
                        + $"header=false, auto_detect=false, new_line='\\n', delim=',', quote='\"', escape='\"', "
                        + $"nullstr='\\N', "
                        + $"allow_quoted_nulls=false, parallel=false, max_line_size={maxRowBytes}, buffer_size="
                        + $"{2 * maxRowBytes})) to {Text(file)} (format parquet)",
                    async pipe =>
                    {
                        _observe?.Invoke(copy);
                        using var rows = (StreamReader)
                            await ((NpgsqlConnection)session.Connection).BeginTextExportAsync(copy, cancellation);
                        // The server sends UTF-8, which is what DuckDB reads, so nothing is decoded on the way.
                        await RunAheadAsync(rows.BaseStream, pipe, cancellation);
                    },
                    isExport: true,
                    cancellation
                );
                return;
            }
            catch (DuckDBException error)
                when (maxRowBytes != _maxRowBytes[^1]
                    && error.Message.Contains("line size", StringComparison.OrdinalIgnoreCase)
                )
            {
                if (session.IsInTransaction)
                    await session.ExecuteAsync(Sql.Raw("rollback to savepoint export"), cancellation);
            }
            catch (DuckDBException error) when (error.Message.Contains("CSV Error", StringComparison.Ordinal))
            {
                // The rest of the message quotes rows, which must not reach a log.
                throw new ReleaseException(
                    ErrorCode.StatementFailed,
                    $"{table} can't be written to a file: {error.Message.Split('\n')[0].Trim()}"
                );
            }
        }
    }

    /// <summary>Copies a stream and lets the reader lag behind the writer.</summary>
    private static async Task RunAheadAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        var queue = new Pipe(
            new PipeOptions(
                pauseWriterThreshold: AheadBytes,
                resumeWriterThreshold: AheadBytes / 2,
                minimumSegmentSize: PipeBytes,
                useSynchronizationContext: false
            )
        );
        async Task FillAsync()
        {
            Exception? error = null;
            try
            {
                // The driver returns one row at a time. Writing each alone would cost more than all the rest.
                for (var isOpen = true; isOpen; )
                {
                    var read = await from.ReadAtLeastAsync(
                        queue.Writer.GetMemory(PipeBytes),
                        PipeBytes,
                        throwOnEndOfStream: false,
                        cancellation
                    );
                    queue.Writer.Advance(read);
                    isOpen = !(await queue.Writer.FlushAsync(cancellation)).IsCompleted && read >= PipeBytes;
                }
            }
            catch (Exception caught)
            {
                error = caught;
                throw;
            }
            finally
            {
                await queue.Writer.CompleteAsync(error);
            }
        }

        async Task DrainAsync()
        {
            Exception? error = null;
            try
            {
                await queue.Reader.CopyToAsync(to, cancellation);
            }
            catch (Exception caught)
            {
                error = caught;
                throw;
            }
            finally
            {
                await queue.Reader.CompleteAsync(error);
            }
        }

        await Task.WhenAll(FillAsync(), DrainAsync());
    }

    /// <inheritdoc/>
    public override Task ImportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    )
    {
        var list = string.Join(", ", columns.Select(column => Dialect.Quote(column.Name)));
        var copy = $"copy {Dialect.Quote(table)} ({list}) from stdin (format csv, null '\\N')";
        return PipeAsync(
            pipe =>
                $"copy (select * from read_parquet({Text(file)}, hive_partitioning=false)) to {Text(pipe)} "
                + $"(format csv, header false, nullstr '\\N', force_quote *, {CsvRules}, use_tmp_file false)",
            async pipe =>
            {
                _observe?.Invoke(copy);
                var writer = await Seam.PassAsync(copy, () =>
                    ((NpgsqlConnection)session.Connection).BeginTextImportAsync(copy, cancellation)
                );
                try
                {
                    await pipe.CopyToAsync(((StreamWriter)writer).BaseStream, PipeBytes, cancellation);
                }
                catch
                {
                    await ((NpgsqlCopyTextWriter)writer).CancelAsync();
                    throw;
                }
                await writer.DisposeAsync();
            },
            isExport: false,
            cancellation
        );
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> ReadComputedColumnsAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    )
    {
        var found = await session.QueryOwnAsync(
            $"select attname::text from pg_attribute where attrelid = to_regclass({Dialect.Quote(table)}) and "
                + $"attnum > 0 and not attisdropped and attgenerated <> ''",
            row => row.GetString(0),
            cancellation
        );
        return found.ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<RelationName>> ReadInheritedAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        var names = schemas.ToArray();
        var found = await session.QueryAsync(
            $"""
            select distinct space.nspname::text, made.relname::text from pg_inherits heir
            join pg_class made on made.oid = heir.inhparent and made.relkind = 'r'
            join pg_namespace space on space.oid = made.relnamespace
            where space.nspname = any({names})
            """,
            row => new RelationName(row.GetString(0), row.GetString(1)),
            cancellation
        );
        return found.ToHashSet();
    }

    /// <summary>SHARE ROW EXCLUSIVE: readers continue, writers wait.</summary>
    public override IReadOnlyList<Sql> LockWriters(IReadOnlyList<RelationName> tables, TimeSpan timeout) =>
        tables.Count == 0
            ? []
            :
            [
                Sql.Raw($"set local lock_timeout = '{Math.Max(1, (long)timeout.TotalMilliseconds)}ms'"),
                $"lock table {Sql.Join(", ", tables.Order().Select(table => (Sql)$"{table}"))} in share row "
                    + $"exclusive mode",
            ];

    /// <inheritdoc/>
    public override async Task<long?> ReadBytesAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) =>
        (long?)
            await session.ScalarOwnAsync(
                $"select pg_total_relation_size(to_regclass({Dialect.Quote(table)}))",
                cancellation
            );

    private static string Columns(IReadOnlyList<CatalogColumn> columns) =>
        string.Join(", ", Names(columns).Zip(columns, (name, column) => $"{Text(name)}: '{DuckType(column)}'"));

    /// <summary>
    /// The columns' own names, unless two differ only by case, because DuckDB takes those for the same.
    /// </summary>
    private static IEnumerable<string> Names(IReadOnlyList<CatalogColumn> columns) =>
        columns.DistinctBy(column => column.Name.ToLowerInvariant()).Count() == columns.Count
            ? columns.Select(column => column.Name)
            : columns.Select((column, index) => $"c{index + 1}_{column.Name}");

    private static string DuckType(CatalogColumn column) =>
        column.Type switch
        {
            "smallint" => "SMALLINT",
            "integer" => "INTEGER",
            "bigint" => "BIGINT",
            "boolean" => "BOOLEAN",
            "real" => "FLOAT",
            "double precision" => "DOUBLE",
            _ => "VARCHAR",
        };

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>
    /// Runs a DuckDB statement and our end of the pipe at the same time. If one end fails before it opened the pipe,
    /// the other would wait forever, so the pipe is then opened once more and closed.
    /// </summary>
    private static async Task PipeAsync(
        Func<string, string> statement,
        Func<Stream, Task> ours,
        bool isExport,
        CancellationToken cancellation
    )
    {
        using var pipe = RowPipe.Create();
        async Task OursAsync()
        {
            await using var stream = await Task.Run(
                () => pipe.Open(isExport ? FileAccess.Write : FileAccess.Read),
                CancellationToken.None
            );
            await ours(stream);
        }

        // One thread parses the rows from a pipe; a second would only look for work and slow down the server.
        Task Theirs() =>
            Task.Run(
                () => RunDuckDb(statement(pipe.Path), isExport ? 1 : Environment.ProcessorCount),
                CancellationToken.None
            );

        if (!pipe.IsPipe)
        {
            // On Windows a plain file takes the place of the pipe: one end runs after the other.
            if (isExport)
                await OursAsync();
            await Theirs();
            if (!isExport)
                await OursAsync();
            return;
        }
        var (mine, theirs) = (OursAsync(), Theirs());
        var first = await Task.WhenAny(mine, theirs);
        var second = first == mine ? theirs : mine;
        while (first.IsFaulted && !second.IsCompleted)
        {
            pipe.Unblock();
            await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None));
        }
        cancellation.ThrowIfCancellationRequested();
        // The end that failed first has the cause. The other only found the pipe closed, which may be noticed before
        // the error that closed it.
        if (mine.IsFaulted && mine.Exception.InnerException is IOException && theirs.IsFaulted)
            await theirs;
        await first;
        await second;
    }

    private static void RunDuckDb(string statement, int threads)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        foreach (
            var text in new[]
            {
                "set memory_limit = '1GB'",
                "set preserve_insertion_order = true",
                $"set threads = {threads}",
                statement,
            }
        )
        {
            using var command = connection.CreateCommand();
            command.CommandText = text;
            Seam.Pass(text, () => command.ExecuteNonQuery());
        }
    }
}
