using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DataRelease.Configuration;
using Polly;
using Polly.Retry;

namespace DataRelease.Cli.Signals.Notifications;

/// <summary>
/// Sends news to webhooks. A webhook's address is a secret, so no message contains it. A failure is reported, and fails
/// no command.
/// </summary>
internal sealed class Notifier(Func<string, string?> variable, TimeProvider clock)
{
    private const int Retries = 3;
    private const string MediaParameter = "utf-8";

    /// <summary>The time limit for one attempt.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>The time limit for a webhook in total, because the end of a command waits for it.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    /// <summary>Sends the news to all webhooks that want it, at the same time.</summary>
    /// <returns>The failures, one sentence each.</returns>
    public async Task<IReadOnlyList<string>> TellAsync(IReadOnlyList<NotifyConfig> webhooks, News news)
    {
        var wanting = webhooks.Where(webhook => webhook.Wants(news.Happened, news.Environment)).ToList();
        var troubles = await Task.WhenAll(wanting.Select(webhook => TellAsync(webhook, news)));
        return [.. troubles.OfType<string>()];
    }

    private async Task<string?> TellAsync(NotifyConfig webhook, News news)
    {
        if (variable(webhook.UrlEnv) is not { Length: > 0 } address)
            return $"{webhook.UrlEnv} is not set";
        if (!Uri.TryCreate(address.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            return $"{webhook.UrlEnv} does not hold an http or https address";
        var payload = Payload.Of(news, webhook.Format);
        // A redirect would send the news, and the secret in the address, to somebody else.
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = _patience,
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var limit = new CancellationTokenSource(_longest, clock);
        try
        {
            using var response = await Pipeline()
                .ExecuteAsync(async token => await PostAsync(client, url, payload, token), limit.Token);
            return response.IsSuccessStatusCode ? null : $"{webhook.UrlEnv}: it answered {(int)response.StatusCode}";
        }
        catch (OperationCanceledException)
        {
            return $"{webhook.UrlEnv}: no answer in time";
        }
        catch (HttpRequestException error)
        {
            return $"{webhook.UrlEnv}: {error.HttpRequestError}";
        }
    }

    private async Task<HttpResponseMessage> PostAsync(
        HttpClient client,
        Uri url,
        Payload payload,
        CancellationToken cancellation
    )
    {
        using var attempt = new CancellationTokenSource(_patience, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(attempt.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload.Body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(payload.MediaType, MediaParameter);
        request.Headers.TryAddWithoutValidation("User-Agent", "data-release");
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "no answer in time", error);
        }
    }

    private ResiliencePipeline<HttpResponseMessage> Pipeline() =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions<HttpResponseMessage>
                {
                    MaxRetryAttempts = Retries,
                    Delay = TimeSpan.FromMilliseconds(500),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldHandle = arguments =>
                        ValueTask.FromResult(
                            arguments.Outcome.Exception is HttpRequestException
                                || (arguments.Outcome.Result is { } answer && IsTransient(answer.StatusCode))
                        ),
                    DelayGenerator = arguments => ValueTask.FromResult(Asked(arguments.Outcome.Result)),
                    OnRetry = arguments =>
                    {
                        arguments.Outcome.Result?.Dispose();
                        return default;
                    },
                }
            )
            .Build();

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    /// <summary>The delay that the other side asks for; null to use our own.</summary>
    private TimeSpan? Asked(HttpResponseMessage? answer)
    {
        var asked = answer?.Headers.RetryAfter is { } after
            ? after.Delta ?? (after.Date is { } date ? date - clock.GetUtcNow() : null)
            : null;
        return asked is { } wait && wait > TimeSpan.Zero ? wait : null;
    }
}
