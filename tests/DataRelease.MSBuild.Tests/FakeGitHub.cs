using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace DataRelease.MSBuild.Tests;

/// <summary>
/// A fake of the part of GitHub's API that has a pull request's comments, on loopback. It refuses whatever it does not
/// know, and whoever has no token, and keeps what it refused.
/// </summary>
public sealed class FakeGitHub : IDisposable
{
    /// <summary>The token that it takes.</summary>
    public const string Token = "ghs_made-up";

    private const string Issues = "/repos/acme/shop/issues";

    private readonly HttpListener _listener = new();

    public FakeGitHub()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>Where it is.</summary>
    public string Url { get; }

    /// <summary>Comments of pull request 7, the oldest first.</summary>
    public List<(long Id, string Author, string Body)> Comments { get; } = [];

    /// <summary>What it refused.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                var (status, answer) = await AnswerAsync(context.Request);
                if (status >= 400)
                    Refused.Enqueue($"{status} {context.Request.HttpMethod} {context.Request.RawUrl}");
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer));
                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task<(int Status, object Answer)> AnswerAsync(HttpListenerRequest request)
    {
        if (request.Headers["Authorization"] != $"Bearer {Token}")
            return (403, new { message = "Resource not accessible by integration" });
        var path = request.Url!.AbsolutePath;
        if (request.HttpMethod == "GET" && path == $"{Issues}/7/comments")
        {
            var (size, page) = (int.Parse(request.QueryString["per_page"]!), int.Parse(request.QueryString["page"]!));
            return (200, Comments.Skip(size * (page - 1)).Take(size).Select(Describe).ToList());
        }
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        using var json = JsonDocument.Parse(await reader.ReadToEndAsync() is { Length: > 0 } text ? text : "{}");
        if (
            !json.RootElement.TryGetProperty("body", out var body) || body.GetString() is not { Length: <= 65_536 } said
        )
            return (422, new { message = "Validation Failed" });
        if (request.HttpMethod == "POST" && path == $"{Issues}/7/comments")
        {
            Comments.Add((1_000 + Comments.Count, "github-actions[bot]", said));
            return (201, Describe(Comments[^1]));
        }
        var at = Comments.FindIndex(comment => path == $"{Issues}/comments/{comment.Id}");
        if (request.HttpMethod != "PATCH" || at < 0)
            return (404, new { message = "Not Found" });
        Comments[at] = Comments[at] with { Body = said };
        return (200, Describe(Comments[at]));
    }

    private static object Describe((long Id, string Author, string Body) comment) =>
        new
        {
            id = comment.Id,
            user = new { login = comment.Author },
            body = comment.Body,
        };
}
