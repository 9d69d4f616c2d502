using System.Data;
using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Certification;

/// <summary>A kind of reader. Each reads until the load stops, and then returns.</summary>
/// <param name="Name">The name in figures.</param>
/// <param name="IsLong">
/// True if its statements, or the reading of them, take long by themselves, so that they say nothing of what others
/// wait for.
/// </param>
internal abstract record ReaderKind(string Name, bool IsLong)
{
    /// <summary>The kinds that an engine has. As many readers as there are kinds have each kind once.</summary>
    public static IReadOnlyList<ReaderKind> Of(Warehouse warehouse) =>
        [
            new Statements(),
            new Prepared(),
            .. warehouse.Traits.ReaderIsolations.Select(isolation => new Transactions(isolation, Pauses: false)),
            new Pooled(),
            new LongStatements(),
            new Transactions(warehouse.Traits.ReaderIsolations[0], Pauses: true),
            .. warehouse.ReaderStyles.Select(style => new Styled(style)),
        ];

    /// <summary>Reads in a session of its own until the load stops.</summary>
    public abstract Task ReadAsync(Reader reader, WarehouseSession session);

    /// <summary>Statements by themselves.</summary>
    public sealed record Statements() : ReaderKind("statements", IsLong: false)
    {
        /// <inheritdoc/>
        public override async Task ReadAsync(Reader reader, WarehouseSession session)
        {
            while (!reader.IsStopped)
            {
                await reader.AskAsync(reader.Choose(), session);
                reader.IsReady();
            }
        }
    }

    /// <summary>Statements that were prepared once and run again and again.</summary>
    public sealed record Prepared() : ReaderKind("prepared", IsLong: false)
    {
        private const int Count = 4;

        /// <inheritdoc/>
        public override async Task ReadAsync(Reader reader, WarehouseSession session)
        {
            var prepared = new List<(Question Question, DbCommand Command)>();
            try
            {
                for (var statement = 0; statement < Count; statement++)
                {
                    var question = reader.Choose();
                    var command = session.Connection.CreateCommand();
                    command.CommandText = question.Sql.Render(session.Dialect).Text;
                    prepared.Add((question, command));
                    await command.PrepareAsync(reader.Abandon);
                }
                while (!reader.IsStopped)
                {
                    var (question, command) = prepared[reader.Random.Next(prepared.Count)];
                    await reader.AskAsync(question, command);
                    reader.IsReady();
                }
            }
            finally
            {
                foreach (var (_, command) in prepared)
                    await command.DisposeAsync();
            }
        }
    }

    /// <summary>Transactions of several statements.</summary>
    /// <param name="Isolation">Their isolation level.</param>
    /// <param name="Pauses">True if they pause between statements, and hold what they have read meanwhile.</param>
    public sealed record Transactions(IsolationLevel Isolation, bool Pauses)
        : ReaderKind(NameOf(Isolation) + (Pauses ? ", with pauses" : ""), IsLong: false)
    {
        private static string NameOf(IsolationLevel isolation) =>
            isolation switch
            {
                IsolationLevel.ReadCommitted => "read committed",
                IsolationLevel.RepeatableRead => "repeatable read",
                IsolationLevel.Serializable => "serializable",
                _ => "transactions",
            };

        /// <inheritdoc/>
        public override async Task ReadAsync(Reader reader, WarehouseSession session)
        {
            while (!reader.IsStopped)
            {
                var seen = new HashSet<int>();
                await session.AsReaderAsync(
                    Isolation,
                    async () =>
                    {
                        foreach (var question in reader.Transaction())
                        {
                            seen.UnionWith(await reader.AskAsync(question, session));
                            if (Pauses)
                                await reader.PauseAsync();
                        }
                    },
                    reader.Abandon
                );
                reader.Tally.Transactions++;
                if (seen.Count > 1)
                    reader.Tally.MixedTransactions++;
                // Not even a transaction with one snapshot may see two releases.
                if (seen.Count > 1 && Isolation != IsolationLevel.ReadCommitted)
                    reader.Tally.Torn++;
                reader.IsReady();
            }
        }
    }

    /// <summary>Statements that each take a session from the driver's pool, and give it back.</summary>
    public sealed record Pooled() : ReaderKind("pooled", IsLong: false)
    {
        /// <inheritdoc/>
        public override async Task ReadAsync(Reader reader, WarehouseSession session)
        {
            while (!reader.IsStopped)
            {
                await using var own = await reader.OpenAsync();
                await reader.AskAsync(reader.Choose(), own);
                reader.IsReady();
            }
        }
    }

    /// <summary>Statements that work for a second or more.</summary>
    public sealed record LongStatements() : ReaderKind("long", IsLong: true)
    {
        /// <inheritdoc/>
        public override async Task ReadAsync(Reader reader, WarehouseSession session)
        {
            while (!reader.IsStopped)
            {
                await reader.AskAsync(reader.Long(), session);
                reader.IsReady();
                await reader.PauseAsync();
            }
        }
    }

    /// <summary>A way of reading that the engine has besides.</summary>
    /// <param name="Style">The way.</param>
    public sealed record Styled(ReaderStyle Style) : ReaderKind(Style.Name, IsLong: true)
    {
        /// <inheritdoc/>
        public override async Task ReadAsync(Reader reader, WarehouseSession session)
        {
            while (!reader.IsStopped)
            {
                await reader.AskAsync(reader.Rows(), Style, session);
                reader.IsReady();
            }
        }
    }
}
