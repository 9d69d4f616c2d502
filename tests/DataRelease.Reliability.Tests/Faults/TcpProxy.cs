using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataRelease.Reliability.Tests.Faults;

/// <summary>What the proxy does with the COMMIT of the transaction that changes what is live.</summary>
public enum Fault
{
    /// <summary>Passes everything on.</summary>
    None,

    /// <summary>Cuts both sides before the COMMIT reaches the server.</summary>
    BeforeCommit,

    /// <summary>Cuts both sides after half of the COMMIT.</summary>
    HalfOfCommit,

    /// <summary>Passes the COMMIT on and cuts the client off at once.</summary>
    DuringCommit,

    /// <summary>Cuts the client off first, and passes the COMMIT on a second later.</summary>
    LateCommit,

    /// <summary>Lets the server answer, and cuts the client off without the answer.</summary>
    AfterCommit,

    /// <summary>Lets the server answer, and only ends its own sending to the client.</summary>
    HalfClose,

    /// <summary>
    /// Passes the COMMIT on, cuts everybody off, and lets nobody in before <see cref="TcpProxy.Restore"/>.
    /// </summary>
    Outage,

    /// <summary>Passes everything on, in small pieces and late.</summary>
    Delay,
}

/// <summary>A TCP proxy before a PostgreSQL server that reads along and misbehaves once.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private static readonly byte[] _commit = Encoding.ASCII.GetBytes("COMMIT");
    private static readonly byte[] _marker = Encoding.ASCII.GetBytes("insert into \"data_release\".\"live\"");

    private readonly ConcurrentBag<Link> _links = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _pumps = [];
    private readonly string _host;
    private readonly int _port;
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting;
    private Fault _fault;

    /// <summary>Listens.</summary>
    public TcpProxy(string host, int port, Fault fault)
    {
        (_host, _port, _fault) = (host, port, fault);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>True once it has misbehaved.</summary>
    public bool HasStruck { get; private set; }

    /// <summary>Ends an outage.</summary>
    public void Restore()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _pumps.Add(ServeAsync(client));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var toClient = client;
        using var toServer = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        var link = new Link(client, toServer);
        _links.Add(link);
        try
        {
            await toServer.ConnectAsync(_host, _port, _stop.Token);
            await Task.WhenAll(UpAsync(link), DownAsync(link));
        }
        catch (Exception error)
            when (error is IOException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            // One side is gone: both are.
        }
    }

    /// <summary>From the client to the server.</summary>
    private async Task UpAsync(Link link)
    {
        var buffer = new byte[64 * 1024];
        var isSwap = false;
        int read;
        while ((read = await link.Client.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
        {
            var bytes = buffer.AsMemory(0, read);
            isSwap |= bytes.Span.IndexOf(_marker) >= 0;
            if (isSwap && bytes.Span.IndexOf(_commit) >= 0 && _fault is not (Fault.None or Fault.Delay))
            {
                var fault = _fault;
                _fault = Fault.None;
                HasStruck = true;
                await StrikeAsync(link, bytes, fault);
                return;
            }
            if (_fault == Fault.Delay)
            {
                HasStruck |= isSwap;
                for (var at = 0; at < bytes.Length; at += 700)
                {
                    await Task.Delay(5, _stop.Token);
                    await link.Server.GetStream().WriteAsync(bytes[at..Math.Min(bytes.Length, at + 700)], _stop.Token);
                }
                continue;
            }
            await link.Server.GetStream().WriteAsync(bytes, _stop.Token);
        }
        link.Server.Client.Shutdown(SocketShutdown.Send);
    }

    /// <summary>From the server to the client.</summary>
    private async Task DownAsync(Link link)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await link.Server.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
        {
            if (link.Swallows)
            {
                link.Answered.TrySetResult();
                continue;
            }
            try
            {
                await link.Client.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
            catch (Exception error) when (error is IOException or InvalidOperationException)
            {
                // The client was cut off just now; the server's answers are still read.
                link.Swallows = true;
            }
        }
        link.Answered.TrySetResult();
        if (!link.Swallows)
            link.Client.Client.Shutdown(SocketShutdown.Send);
    }

    private async Task StrikeAsync(Link link, ReadOnlyMemory<byte> commit, Fault fault)
    {
        link.Swallows = true;
        switch (fault)
        {
            case Fault.BeforeCommit:
                link.Client.Close();
                break;
            case Fault.HalfOfCommit:
                await link.Server.GetStream().WriteAsync(commit[..(commit.Length / 2)], _stop.Token);
                link.Client.Close();
                break;
            case Fault.DuringCommit:
                await link.Server.GetStream().WriteAsync(commit, _stop.Token);
                link.Client.Close();
                // The server's side stays open until it has answered, or the COMMIT could be thrown away with it.
                await link.Answered.Task.WaitAsync(_stop.Token);
                break;
            case Fault.LateCommit:
                link.Client.Close();
                await Task.Delay(1000, _stop.Token);
                await link.Server.GetStream().WriteAsync(commit, _stop.Token);
                await link.Answered.Task.WaitAsync(_stop.Token);
                break;
            case Fault.AfterCommit:
                await link.Server.GetStream().WriteAsync(commit, _stop.Token);
                await link.Answered.Task.WaitAsync(_stop.Token);
                link.Client.Close();
                break;
            case Fault.HalfClose:
                await link.Server.GetStream().WriteAsync(commit, _stop.Token);
                await link.Answered.Task.WaitAsync(_stop.Token);
                link.Client.Client.Shutdown(SocketShutdown.Send);
                break;
            case Fault.Outage:
                await link.Server.GetStream().WriteAsync(commit, _stop.Token);
                _listener.Stop();
                foreach (var one in _links)
                {
                    one.Swallows = true;
                    one.Client.Close();
                }
                await link.Answered.Task.WaitAsync(_stop.Token);
                break;
            case Fault.None or Fault.Delay:
                throw new InvalidOperationException($"{fault} does not strike");
            default:
                throw new ArgumentOutOfRangeException(nameof(fault));
        }
        link.Server.Client.Shutdown(SocketShutdown.Send);
    }

    private sealed record Link(TcpClient Client, TcpClient Server)
    {
        public bool Swallows { get; set; }

        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
