using System.Net;
using System.Net.Sockets;

namespace DataRelease.Core.Tests.Analysis;

/// <summary>A real HTTP server of one test on a free port of this machine.</summary>
internal sealed class MetricServer : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;

    public MetricServer(Func<HttpListenerContext, Task> answer)
    {
        (_listener, Address) = Listen();
        _serving = ServeAsync(answer);
    }

    /// <summary><c>http://127.0.0.1:…</c>, without a slash at its end.</summary>
    public string Address { get; }

    /// <summary>What was asked, oldest first.</summary>
    public List<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private static (HttpListener, string) Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return (listener, $"http://127.0.0.1:{port}");
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Somebody else took the port between its being found and used.
            }
        }
    }

    private async Task ServeAsync(Func<HttpListenerContext, Task> answer)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Asked.Add(context.Request.Url!.PathAndQuery);
            _ = AnswerAsync(answer, context);
        }
    }

    private static async Task AnswerAsync(Func<HttpListenerContext, Task> answer, HttpListenerContext context)
    {
        try
        {
            await answer(context);
            context.Response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client has gone away, which is what some tests are about.
        }
    }
}
