using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace DataRelease.MSBuild.Tests;

/// <summary>
/// A fake of the part of Azure DevOps' API that has a pull request's threads, on loopback
/// (https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads). It refuses whatever it does not know,
/// and whoever has no token, and keeps what it refused.
/// </summary>
public sealed class FakeAzureDevOps : IDisposable
{
    /// <summary>The token that it takes.</summary>
    public const string Token = "made-up-system-token";

    /// <summary>Who has that token.</summary>
    public const string BuildService = "b0b0";

    private const string Path = "/acme/p1/_apis/git/repositories/repo1/pullRequests/7/threads";

    private readonly HttpListener _listener = new();

    public FakeAzureDevOps()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/acme/";
        }
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>The collection.</summary>
    public string Url { get; }

    /// <summary>Threads of pull request 7 by their first comments, the oldest first.</summary>
    public List<(int Id, string Author, string Status, string Content)> Threads { get; } = [];

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
            return (401, new { message = "Access Denied" });
        var path = request.Url!.AbsolutePath;
        if (request.HttpMethod == "GET" && path == "/acme/_apis/connectionData")
            return (200, new { authenticatedUser = new { id = BuildService } });
        if (request.QueryString["api-version"] != "7.1")
            return (400, new { message = "No api-version was supplied" });
        if (request.HttpMethod == "GET" && path == Path)
            return (200, new { value = Threads.Select(Describe).ToList() });
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        using var json = JsonDocument.Parse(await reader.ReadToEndAsync() is { Length: > 0 } text ? text : "{}");
        if (request.HttpMethod == "POST" && path == Path)
        {
            var comment = json.RootElement.GetProperty("comments")[0];
            Threads.Add(
                (
                    1_000 + Threads.Count,
                    BuildService,
                    json.RootElement.GetProperty("status").GetString()!,
                    comment.GetProperty("content").GetString()!
                )
            );
            return (200, Describe(Threads[^1]));
        }
        var at = Threads.FindIndex(thread => path == $"{Path}/{thread.Id}/comments/1");
        if (request.HttpMethod != "PATCH" || at < 0)
            return (404, new { message = "Not Found" });
        Threads[at] = Threads[at] with { Content = json.RootElement.GetProperty("content").GetString()! };
        return (200, Describe(Threads[at]));
    }

    private static object Describe((int Id, string Author, string Status, string Content) thread) =>
        new
        {
            id = thread.Id,
            status = thread.Status,
            isDeleted = false,
            comments = new[]
            {
                new
                {
                    id = 1,
                    content = thread.Content,
                    author = new { id = thread.Author },
                },
            },
        };
}
