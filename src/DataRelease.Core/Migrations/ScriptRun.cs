using System.Data;
using System.Data.Common;
using System.Runtime.ExceptionServices;
using DataRelease.Errors;
using DataRelease.Warehouses;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.ScriptProviders;

namespace DataRelease.Migrations;

/// <summary>Runs one script with DbUp's engine on the caller's session, within its transaction if it has one.</summary>
internal sealed class ScriptRun(Warehouse warehouse, WarehouseSession session, ScriptVariables variables)
{
    /// <summary>Runs the script.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="script">The text with its variables resolved.</param>
    /// <param name="journal">
    /// What DbUp's journal does right after the script, in the same transaction. Its exceptions are thrown on as they
    /// are.
    /// </param>
    /// <param name="cancellation">Interrupts the statement under way.</param>
    /// <exception cref="ReleaseException">
    /// DR8001 or the warehouse's own error, with the statement's place. The messages contain no secret.
    /// </exception>
    public async Task RunAsync(string name, RenderedText script, Func<Task> journal, CancellationToken cancellation)
    {
        var connection = new SessionConnection(session, warehouse.Scripts, variables, script.Text);
        var configuration = new UpgradeConfiguration
        {
            ConnectionManager = connection,
            Journal = new Journal(connection, SettleAsync, journal),
            VariablesEnabled = false,
        };
        configuration.AddLog(new NoOpUpgradeLog());
        configuration.ScriptExecutor = warehouse.Scripts.CreateExecutor(
            () => connection,
            () => configuration.Log,
            () => configuration.Journal
        );
        configuration.ScriptProviders.Add(new StaticScriptProvider([new SqlScript(name, script.Text)]));

        if (session.IsInTransaction)
            await session.ExecuteBatchAsync(warehouse.Scripts.Enter, cancellation);
        // DbUp is synchronous: cancellation interrupts the driver's command, which then fails.
        await using var interrupt = cancellation.Register(connection.Interrupt);
        var result = await Task.Run(new UpgradeEngine(configuration).PerformUpgrade, CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (result.Successful)
            return;
        if (connection.IsJournaling)
            ExceptionDispatchInfo.Throw(result.Error);
        if (warehouse.IsLockConflict(result.Error))
            throw new ScriptBlockedException(result.Error);
        throw Failure(name, script, connection.Current, result.Error);

        async Task SettleAsync()
        {
            if (session.IsInTransaction)
                await session.ExecuteBatchAsync(warehouse.Scripts.Settle, cancellation);
        }
    }

    private ReleaseException Failure(string name, RenderedText script, ScriptStatement? statement, Exception error)
    {
        var known = warehouse.Translate(error);
        var code = known.Code == ErrorCode.StatementFailed ? ErrorCode.MigrationFailed : known.Code;
        var message = variables.Redact(known.Message);
        var offset = statement is null
            ? 0
            : statement.Start + (warehouse.Scripts.FindError(error, statement.Text) ?? 0);
        var (line, _) = SourcePlace.Of(script.Text, offset);
        var place = script.Place(offset);
        return new ReleaseException(
            code,
            $"{name}{(place is null ? $", line {line} of its down script in the journal" : "")}: {message}",
            known.Code == ErrorCode.StatementFailed ? null : known.ToDo,
            place,
            message == known.Message ? error : null
        );
    }

    /// <summary>DbUp's connection: it uses the session's own.</summary>
    private sealed class SessionConnection(
        WarehouseSession session,
        ScriptGrammar grammar,
        ScriptVariables variables,
        string script
    ) : IConnectionManager
    {
        private readonly Lock _gate = new();
        private DbCommand? _running;
        private bool _interrupted;

        /// <summary>The running statement, or the last one.</summary>
        public ScriptStatement? Current { get; private set; }

        /// <summary>True once every statement has run.</summary>
        public bool IsJournaling { get; set; }

        public TransactionMode TransactionMode { get; set; } = TransactionMode.NoTransaction;

        public bool IsScriptOutputLogged { get; set; }

        public int? ExecutionTimeoutSeconds { get; set; }

        public IDisposable OperationStarting(IUpgradeLog upgradeLog, List<SqlScript> executedScripts) =>
            new MemoryStream();

        public void ExecuteCommandsWithManagedConnection(Action<Func<IDbCommand>> action) => action(Create);

        public T ExecuteCommandsWithManagedConnection<T>(Func<Func<IDbCommand>, T> actionWithResult) =>
            actionWithResult(Create);

        /// <summary>Splits lazily, so that the running statement is known when it fails.</summary>
        public IEnumerable<string> SplitScriptIntoCommands(string scriptContents)
        {
            foreach (var statement in SqlStatements.Read(script, session.Dialect.Lexis))
            {
                Current = statement;
                session.RequireOne(statement.Text);
                session.Note(variables.Redact(statement.Text));
                yield return statement.Text;
                if (grammar.WhyReadOtherwise(session) is { } why)
                    throw new UnfitStatementException(
                        $"{why}; the statements after it would be read in another way than they were checked"
                    );
            }
        }

        public bool TryConnect(IUpgradeLog upgradeLog, out string errorMessage)
        {
            errorMessage = "";
            return true;
        }

        public void Interrupt()
        {
            lock (_gate)
            {
                _interrupted = true;
                _running?.Cancel();
            }
        }

        private IDbCommand Create()
        {
            lock (_gate)
            {
                if (_interrupted)
                    throw new OperationCanceledException();
                return _running = session.CreateCommand();
            }
        }
    }

    /// <summary>DbUp's journal: here the plan decides what runs, and the ledger records it.</summary>
    private sealed class Journal(SessionConnection connection, Func<Task> settle, Func<Task> write) : IJournal
    {
        public string[] GetExecutedScripts() => [];

        public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory)
        {
            // Taking the lease upgrades the ledger.
        }

        // DbUp can't await. This blocks a pool thread that has nothing else to do.
        public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory)
        {
            settle().GetAwaiter().GetResult();
            connection.IsJournaling = true;
            write().GetAwaiter().GetResult();
        }
    }
}

/// <summary>
/// A lock was not granted, or a conflict was lost. Nothing happened, and the same script may be tried again.
/// </summary>
internal sealed class ScriptBlockedException(Exception inner) : Exception(inner.Message, inner);
