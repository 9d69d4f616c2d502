using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using DataRelease.Warehouses;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>A connection that writes down what it is told and has the memory answer.</summary>
internal sealed class RecordedConnection(TwoSided sides, WarehouseSession memory, Transcript transcript) : DbConnection
{
    private readonly int _number = transcript.Open();
    private readonly List<(SqlStatement Shown, SqlStatement Memory)> _rendered = [];
    private RecordedTransaction? _transaction;

    /// <summary>The memory's own session, in the same transaction.</summary>
    public WarehouseSession Memory => memory;

    [AllowNull]
    public override string ConnectionString { get; set; } = "";

    public override string Database => "memory";

    public override string DataSource => "memory";

    public override string ServerVersion => "0";

    public override ConnectionState State => memory.Connection.State;

    /// <summary>The connection of a session.</summary>
    public static RecordedConnection Of(WarehouseSession session) => (RecordedConnection)session.Connection;

    /// <summary>Renders a statement for both sides; the text is the shown one's.</summary>
    public SqlStatement Render(Sql sql)
    {
        var shown = sides.Show(sql);
        _rendered.Add((shown, sides.Remember(sql)));
        return shown;
    }

    /// <summary>Says in the transcript what is asked.</summary>
    public void Note(string what) => transcript.Note(_number, _transaction is not null, what);

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open() { }

    public override void Close() { }

    public override async ValueTask DisposeAsync()
    {
        await memory.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        transcript.Begin(_number, isolationLevel == IsolationLevel.Unspecified ? "BEGIN" : $"BEGIN ({isolationLevel})");
        return _transaction = new RecordedTransaction(this, memory.Connection.BeginTransaction());
    }

    protected override DbCommand CreateDbCommand() => new RecordedCommand(this);

    /// <summary>The memory's commands for a text that is about to run; all but the last yield nothing.</summary>
    private IReadOnlyList<DbCommand> Prepare(string text, IReadOnlyList<object?> values)
    {
        if (text.Length > 0)
            transcript.Say(_number, _transaction is not null, sides.Show(text));
        var at = _rendered.FindIndex(pair => pair.Shown.Text == text && pair.Shown.Values.SequenceEqual(values));
        var statement = at < 0 ? new SqlStatement(sides.Remember(text), values) : _rendered[at].Memory;
        if (at >= 0)
            _rendered.RemoveAt(at);
        return
        [
            .. MemoryText
                .Split(statement)
                .Select(part =>
                {
                    var command = memory.Connection.CreateCommand();
                    command.CommandText = part.Text;
                    foreach (var (index, value) in part.Values.Index())
                    {
                        var parameter = command.CreateParameter();
                        parameter.Value = value ?? DBNull.Value;
                        sides.Memory.Describe(parameter, index + 1);
                        command.Parameters.Add(parameter);
                    }
                    return command;
                }),
        ];
    }

    private void End(bool isCommitted)
    {
        _transaction = null;
        transcript.End(_number, isCommitted);
    }

    private sealed class RecordedTransaction(RecordedConnection connection, DbTransaction inner) : DbTransaction
    {
        private bool _isOpen = true;

        public override IsolationLevel IsolationLevel => IsolationLevel.Unspecified;

        protected override DbConnection? DbConnection => _isOpen ? connection : null;

        public override void Commit()
        {
            inner.Commit();
            Close(isCommitted: true);
        }

        public override void Rollback()
        {
            inner.Rollback();
            Close(isCommitted: false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private void Close(bool isCommitted)
        {
            _isOpen = false;
            connection.End(isCommitted);
        }
    }

    private sealed class RecordedCommand(RecordedConnection connection) : DbCommand
    {
        private readonly DbCommand _parameters = connection.Memory.Connection.CreateCommand();

        [AllowNull]
        public override string CommandText { get; set; } = "";

        public override int CommandTimeout { get; set; }

        public override CommandType CommandType { get; set; } = CommandType.Text;

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection { get; set; } = connection;

        protected override DbParameterCollection DbParameterCollection => _parameters.Parameters;

        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel() { }

        public override void Prepare() { }

        public override int ExecuteNonQuery() => Last(-1, command => command.ExecuteNonQuery());

        public override object? ExecuteScalar() => Last(null, command => command.ExecuteScalar());

        protected override DbParameter CreateDbParameter() => _parameters.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
            Last(new DataTable().CreateDataReader(), command => command.ExecuteReader(behavior));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _parameters.Dispose();
            base.Dispose(disposing);
        }

        private T Last<T>(T nothing, Func<DbCommand, T> run)
        {
            var values = Parameters.Cast<DbParameter>().Select(parameter => parameter.Value).ToList();
            var commands = connection.Prepare(CommandText, [.. values.Select(value => value is DBNull ? null : value)]);
            foreach (var command in commands.SkipLast(1))
                command.ExecuteNonQuery();
            return commands.Count == 0 ? nothing : run(commands[^1]);
        }
    }
}
