using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Snowflake.Data.Client;

/// <summary>
/// A fake of Snowflake's driver, as far as loading it goes: its assembly, its factory, and an error that says all of
/// the connection string, as a careless one would.
/// </summary>
public sealed class SnowflakeDbFactory : DbProviderFactory
{
    /// <summary>As the driver has it.</summary>
    public static readonly SnowflakeDbFactory Instance = new();

    private SnowflakeDbFactory() { }

    /// <inheritdoc/>
    public override DbConnection CreateConnection() => new RefusingConnection();

    private sealed class RefusingConnection : DbConnection
    {
        [AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "0";

        public override ConnectionState State => ConnectionState.Closed;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close() { }

        public override void Open() => throw new RefusedException(ConnectionString);

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
            throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }

    private sealed class RefusedException(string connection)
        : DbException(
            $"Error: Incorrect username or password was specified: {connection} SqlState: 08001, VendorCode: 0"
        )
    {
        public override int ErrorCode => 390100;
    }
}
