using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace DataRelease.Snowflake.Tests;

/// <summary>
/// A fake of the driver that writes down what it is sent, and answers what the test says; what nobody said is an error,
/// so that nothing passes by luck.
/// </summary>
internal sealed class ScriptedDriver : DbProviderFactory
{
    private readonly List<(string Begins, Func<DataTable> Answer)> _answers = [];

    /// <summary>What was sent, with the values of parameters behind it.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>Connection strings that were opened.</summary>
    public List<string> Opened { get; } = [];

    /// <summary>A warehouse of which this is the driver.</summary>
    public SnowflakeWarehouse Warehouse(string connection = "account=acme;user=u;password=hush;db=shop;role=r") =>
        new(SnowflakeLogin.Parse(connection), (_, _) => Task.FromResult(new SnowflakeDriver(this, "scripted driver")));

    /// <summary>Answers statements that begin so with rows.</summary>
    public ScriptedDriver Answers(string begins, string[] columns, params object?[][] rows)
    {
        _answers.Add((begins, () => Table(columns, rows)));
        return this;
    }

    /// <summary>Answers statements that begin so with an error of the server.</summary>
    public ScriptedDriver Refuses(string begins, int code, string message)
    {
        _answers.Add((begins, () => throw new ServerException(code, message)));
        return this;
    }

    public override DbConnection CreateConnection() => new Connection(this);

    private DataTable Run(Command command)
    {
        var values = command.Parameters.Cast<DbParameter>().ToList();
        var names = string.Concat(values.Select(value => $" -- {value.ParameterName}: {value.DbType} {value.Value}"));
        Sent.Add(command.CommandText + names);
        if (command.CommandText.StartsWith("alter session", StringComparison.Ordinal))
            return new DataTable();
        var at = _answers.FindIndex(answer =>
            Flat(command.CommandText).StartsWith(answer.Begins, StringComparison.Ordinal)
        );
        return at < 0
            ? throw new InvalidOperationException($"nobody said what answers {command.CommandText}")
            : _answers[at].Answer();
    }

    private static string Flat(string text) =>
        string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static DataTable Table(string[] columns, object?[][] rows)
    {
        var table = new DataTable();
        for (var at = 0; at < columns.Length; at++)
        {
            var type = rows.Select(row => row[at]).FirstOrDefault(value => value is not null)?.GetType();
            table.Columns.Add(columns[at], type ?? typeof(string));
        }
        foreach (var row in rows)
            table.Rows.Add([.. row.Select(value => value ?? DBNull.Value)]);
        return table;
    }

    /// <summary>An error as the driver makes it.</summary>
    public sealed class ServerException(int code, string message)
        : DbException($"Error: {message} SqlState: 42000, VendorCode: {code}, QueryId: q")
    {
        public override int ErrorCode => code;
    }

    private sealed class Connection(ScriptedDriver driver) : DbConnection
    {
        private ConnectionState _state = ConnectionState.Closed;

        [AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "0";

        public override ConnectionState State => _state;

        public ScriptedDriver Driver => driver;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close() => _state = ConnectionState.Closed;

        public override void Open()
        {
            driver.Opened.Add(ConnectionString);
            _state = ConnectionState.Open;
        }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
            throw new NotSupportedException("a read of the catalog needs none");

        protected override DbCommand CreateDbCommand() => new Command(this);
    }

    private sealed class Command(Connection connection) : DbCommand
    {
        private readonly Parameters _parameters = new();

        [AllowNull]
        public override string CommandText { get; set; } = "";

        public override int CommandTimeout { get; set; }

        public override CommandType CommandType { get; set; }

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection { get; set; } = connection;

        protected override DbParameterCollection DbParameterCollection => _parameters;

        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel() { }

        public override void Prepare() { }

        public override int ExecuteNonQuery() => connection.Driver.Run(this).Rows.Count;

        public override object? ExecuteScalar() =>
            connection.Driver.Run(this) is { Rows.Count: > 0 } table ? table.Rows[0][0] : null;

        protected override DbParameter CreateDbParameter() => new Parameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
            connection.Driver.Run(this).CreateDataReader();
    }

    private sealed class Parameter : DbParameter
    {
        public override DbType DbType { get; set; }

        public override ParameterDirection Direction { get; set; }

        public override bool IsNullable { get; set; }

        [AllowNull]
        public override string ParameterName { get; set; } = "";

        public override int Size { get; set; }

        [AllowNull]
        public override string SourceColumn { get; set; } = "";

        public override bool SourceColumnNullMapping { get; set; }

        public override object? Value { get; set; }

        public override void ResetDbType() { }
    }

    private sealed class Parameters : DbParameterCollection
    {
        private readonly List<object> _all = [];

        public override int Count => _all.Count;

        public override object SyncRoot => _all;

        public override int Add(object value)
        {
            _all.Add(value);
            return _all.Count - 1;
        }

        public override void AddRange(Array values) => _all.AddRange(values.Cast<object>());

        public override void Clear() => _all.Clear();

        public override bool Contains(object value) => _all.Contains(value);

        public override bool Contains(string value) => throw new NotSupportedException();

        public override void CopyTo(Array array, int index) => throw new NotSupportedException();

        public override System.Collections.IEnumerator GetEnumerator() => _all.GetEnumerator();

        public override int IndexOf(object value) => _all.IndexOf(value);

        public override int IndexOf(string parameterName) => throw new NotSupportedException();

        public override void Insert(int index, object value) => throw new NotSupportedException();

        public override void Remove(object value) => throw new NotSupportedException();

        public override void RemoveAt(int index) => throw new NotSupportedException();

        public override void RemoveAt(string parameterName) => throw new NotSupportedException();

        protected override DbParameter GetParameter(int index) => (DbParameter)_all[index];

        protected override DbParameter GetParameter(string parameterName) => throw new NotSupportedException();

        protected override void SetParameter(int index, DbParameter value) => throw new NotSupportedException();

        protected override void SetParameter(string parameterName, DbParameter value) =>
            throw new NotSupportedException();
    }
}
