using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataRelease.Cli.Tests;

/// <summary>
/// A port of this machine that leads to a PostgreSQL server, but for its first connections, which it ends as a server
/// does that starts, or breaks.
/// </summary>
internal sealed class FlakyPostgres : IDisposable
{
    private const int EncryptionBySsl = 80877103;
    private const int EncryptionByGss = 80877104;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly (string Host, int Port) _server;
    private readonly Func<int, string?> _fault;
    private int _connections;

    /// <param name="host">Of the server.</param>
    /// <param name="port">Of the server.</param>
    /// <param name="fault">
    /// For the n-th connection, from 1: an SQLSTATE to answer with, an empty text to break it, null to let it through.
    /// </param>
    public FlakyPostgres(string host, int port, Func<int, string?> fault)
    {
        (_server, _fault) = ((host, port), fault);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var own = client.GetStream();
                if (_fault(Interlocked.Increment(ref _connections)) is { } state)
                {
                    // A request for encryption comes first and is declined.
                    while (await ReadAsync(own) is EncryptionBySsl or EncryptionByGss)
                        await own.WriteAsync("N"u8.ToArray());
                    if (state.Length > 0)
                        await own.WriteAsync(Refusal(state));
                    return;
                }
                using var server = new TcpClient();
                await server.ConnectAsync(_server.Host, _server.Port);
                var far = server.GetStream();
                await Task.WhenAny(own.CopyToAsync(far), far.CopyToAsync(own));
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
            {
                // The client is gone.
            }
        }
    }

    private static async Task<int> ReadAsync(NetworkStream stream)
    {
        var head = new byte[8];
        await stream.ReadExactlyAsync(head);
        await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(head) - 8]);
        return BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4));
    }

    private static byte[] Refusal(string state)
    {
        var fields = Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C{state}\0Mthe made-up server says no\0\0");
        var message = new byte[fields.Length + 5];
        message[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), fields.Length + 4);
        fields.CopyTo(message, 5);
        return message;
    }
}
