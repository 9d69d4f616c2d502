using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace DataRelease.Testing;

/// <summary>
/// A PostgreSQL server of this process, with its own data folder, on loopback only and without durability. It is a
/// child of a shell that waits until this process's end of a pipe closes. So the server stops and its folder is removed
/// even if this process is killed.
/// </summary>
internal sealed class PostgresProcess : IDisposable
{
    // read fails when the pipe's other end closes, which the kernel does however this process ends.
    private const string UnixScript = """
        set -e
        cd "$DR_DIR"
        trap 'rm -rf "$DR_DIR/data" "$DR_DIR"/.s.* "$DR_DIR/password"' EXIT
        if [ -n "$DR_PRIMARY" ]; then
            copy="$DR_BIN/pg_basebackup"
            [ -x "$copy" ] || copy=pg_basebackup
            PGPASSWORD=$(cat password) "$copy" -h 127.0.0.1 -p "$DR_PRIMARY" -U postgres -D data -R -X stream -c fast \
                --no-sync > initdb.log 2>&1
            standby="-c hot_standby_feedback=on -c wal_receiver_status_interval=1s"
        else
            "$DR_BIN/initdb" -D data -U postgres --encoding=UTF8 --locale=C --auth-local=trust \
                --auth-host=scram-sha-256 --pwfile=password --no-sync > initdb.log 2>&1
        fi
        # Where the server has it; what needs it is skipped elsewhere. All tests share its room: by default it holds
        # 5,000 texts, and what one test asked often made it forget what another one counts.
        lib="$(dirname "$(readlink -f "$DR_BIN/postgres")")/../lib"
        [ ! -e "$lib/pg_stat_statements.so" ] ||
            counted="-c shared_preload_libraries=pg_stat_statements -c pg_stat_statements.max=50000"
        serve() {
            "$DR_BIN/postgres" -D data -p "$DR_PORT" -k "$DR_DIR" -c listen_addresses=127.0.0.1 \
                -c max_connections=100 -c max_prepared_transactions=4 -c fsync=off -c full_page_writes=off \
                -c timezone=UTC -c lc_messages=C $standby $counted >> server.log 2>&1 < /dev/null
        }
        serve &
        set +e
        while read -r command; do
            case $command in
                # A server process ends by itself when the postmaster is gone; until then it may still commit.
                crash)
                    kill $again 2> /dev/null
                    server=$(head -n 1 data/postmaster.pid)
                    orphans=$(cat "/proc/$server/task/$server/children" 2> /dev/null)
                    kill -KILL $server
                    for orphan in $orphans; do
                        while grep -q '^State:[[:space:]]*[^ZX]' "/proc/$orphan/status" 2> /dev/null; do
                            sleep 0.02
                        done
                    done
                    echo > crashed ;;
                # Until the orphans of a killed server are gone, it ends at once.
                start) (until serve; do sleep 0.2; done) & again=$! ;;
            esac
        done
        kill $again 2> /dev/null
        server=$(head -n 1 data/postmaster.pid)
        kill -QUIT $server
        while kill -0 $server 2> /dev/null; do sleep 0.1; done
        """;

    private readonly Process _process;
    private readonly string _folder;

    private PostgresProcess(Process process, string folder, string connectionString)
    {
        _process = process;
        _folder = folder;
        ConnectionString = connectionString;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>A connection string for the database <c>postgres</c>, as superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="binaries">The folder of its programs.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="primary">
    /// The primary server of a standby, or null. The standby reports what its readers still need.
    /// </param>
    /// <exception cref="InvalidOperationException">The server did not start; the message has its log.</exception>
    public static async Task<PostgresProcess> StartAsync(
        string binaries,
        CancellationToken cancellation,
        PostgresProcess? primary = null
    )
    {
        var given = primary is null ? null : new NpgsqlConnectionStringBuilder(primary.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("dr-pg-").FullName;
        var password = given?.Password ?? RandomNumberGenerator.GetHexString(16, lowercase: true);
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), password, cancellation);
        var port = FreePort();
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Password = password,
            Database = "postgres",
            IncludeErrorDetail = true,
            MaxPoolSize = 20,
        }.ConnectionString;
        var start = await UnprivilegedShell.DescribeAsync(UnixScript, folder, cancellation);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = true;
        start.Environment["DR_DIR"] = folder;
        start.Environment["DR_BIN"] = binaries;
        start.Environment["DR_PORT"] = port.ToString();
        start.Environment["DR_PRIMARY"] = given?.Port.ToString() ?? "";
        foreach (
            var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList()
        )
            start.Environment.Remove(name);
        var server = new PostgresProcess(Process.Start(start)!, folder, connectionString);
        try
        {
            await server.WaitUntilReadyAsync(cancellation);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public void Dispose()
    {
        lock (_process)
        {
            if (!Directory.Exists(_folder))
                return;
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
                _process.Kill(entireProcessTree: true);
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Kills the server with SIGKILL, and waits until all its processes have ended.</summary>
    public async Task CrashAsync(CancellationToken cancellation)
    {
        var crashed = Path.Combine(_folder, "crashed");
        File.Delete(crashed);
        await CommandAsync("crash", cancellation);
        while (!File.Exists(crashed))
            await Task.Delay(20, cancellation);
    }

    /// <summary>Starts the server again with the same data; does not wait.</summary>
    public Task StartAgainAsync(CancellationToken cancellation) => CommandAsync("start", cancellation);

    /// <summary>Sends a command to the script.</summary>
    private async Task CommandAsync(string command, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(command.AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until the server answers.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        // Pooling is off, because the pool may hold connections to the server before its restart.
        var own = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString;
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(own);
                await connection.OpenAsync(cancellation);
                return;
            }
            catch (NpgsqlException error)
            {
                if (_process.HasExited || patience.Elapsed > TimeSpan.FromSeconds(60))
                    throw new InvalidOperationException(
                        $"PostgreSQL did not start: {error.Message}{Environment.NewLine}{Log("initdb.log")}"
                            + Log("server.log"),
                        error
                    );
            }
            await Task.Delay(50, cancellation);
        }
    }

    private string Log(string name)
    {
        var path = Path.Combine(_folder, name);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }
}
