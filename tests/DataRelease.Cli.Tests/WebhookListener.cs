using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DataRelease.Cli.Tests;

/// <summary>What came to a listener.</summary>
/// <param name="Path">The path that was asked for.</param>
/// <param name="ContentType">The body's.</param>
/// <param name="Body">The body.</param>
public sealed record Received(string Path, string ContentType, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

/// <summary>A real HTTP listener on loopback that keeps what comes, and answers as it is told.</summary>
public sealed class WebhookListener : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<int, int> _answer;

    /// <param name="answer">The status for the n-th request, from 1.</param>
    public WebhookListener(Func<int, int>? answer = null)
    {
        _answer = answer ?? (_ => 200);
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = ListenAsync();
    }

    public int Port { get; }

    public ConcurrentQueue<Received> All { get; } = [];

    public string Url(string path = "hook") => $"http://127.0.0.1:{Port}/{path}";

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        for (var count = 1; ; count++)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                All.Enqueue(
                    new Received(context.Request.Url!.AbsolutePath, context.Request.ContentType ?? "", body.ToArray())
                );
                context.Response.StatusCode = _answer(count);
                if (context.Response.StatusCode is >= 300 and < 400)
                    context.Response.RedirectLocation = Url("elsewhere");
                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
