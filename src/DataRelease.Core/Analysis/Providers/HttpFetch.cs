using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace DataRelease.Analysis.Providers;

/// <summary>An HTTP answer, or the reason why there is none.</summary>
/// <param name="Status">The status; 0 without an answer.</param>
/// <param name="Kind">The media type; may be empty.</param>
/// <param name="Body">The content.</param>
/// <param name="Trouble">Why the answer can't be used; null if it can.</param>
internal sealed record HttpAnswer(int Status, string Kind, byte[] Body, string? Trouble = null)
{
    public static HttpAnswer Unusable(string trouble) => new(0, "", [], trouble);
}

/// <summary>
/// Makes one GET request with limits: for the answer's size, for redirects, and for the addresses that redirects lead
/// to. A redirect's address is checked when the connection is made, so that a name can't mean one address during the
/// check and another during the request.
/// </summary>
/// <param name="headers">Headers for the first address, and for redirects that stay on it.</param>
/// <param name="redirects">The redirects that are followed.</param>
internal sealed class HttpFetch(IReadOnlyList<(string Name, string Value)> headers, Configuration.Redirects redirects)
{
    /// <summary>The largest answer.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    private const int MostRedirects = 5;

    public async Task<HttpAnswer> GetAsync(Uri url, CancellationToken cancellation)
    {
        var at = url;
        for (var hop = 0; ; hop++)
        {
            var isGuarded = hop > 0 && redirects != Configuration.Redirects.Any;
            // Each hop has a client of its own, because an earlier client's open connection would not be checked again.
            using var handler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(15),
            };
            if (isGuarded)
            {
                handler.UseProxy = false;
                handler.ConnectCallback = ConnectToPublicAsync;
            }
            using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Headers.TryAddWithoutValidation("User-Agent", "data-release");
            if (IsSameOrigin(url, at))
            {
                foreach (var (name, value) in headers)
                    request.Headers.TryAddWithoutValidation(name, value);
            }
            HttpResponseMessage response;
            try
            {
                response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            }
            catch (HttpRequestException error)
            {
                return HttpAnswer.Unusable(
                    error.InnerException is NotPublicException
                        ? "it redirects to a private address; 'redirects: any' allows that"
                        : $"no answer: {error.Message}"
                );
            }
            using (response)
            {
                if (Target(response, at) is not { } next)
                    return await ReadAsync(response, cancellation);
                if (Refusal(at, next, hop) is { } refusal)
                    return HttpAnswer.Unusable(refusal);
                at = next;
            }
        }
    }

    private string? Refusal(Uri at, Uri next, int hop) =>
        redirects == Configuration.Redirects.None ? "it redirects, and 'redirects' is none"
        : hop == MostRedirects ? $"it redirects more than {MostRedirects} times"
        : next.Scheme is not ("http" or "https") || next.UserInfo.Length > 0
            ? "it redirects to something that is " + "not a plain URL"
        : at.Scheme == "https" && next.Scheme == "http" ? "it redirects from https to http"
        : null;

    private static Uri? Target(HttpResponseMessage response, Uri at) =>
        response.StatusCode
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is { } location
            ? new Uri(at, location)
            : null;

    private static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.IdnHost == other.IdnHost && one.Port == other.Port;

    private static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > MostBytes)
            return HttpAnswer.Unusable("the answer is longer than 10 MB");
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellation)) > 0)
            {
                if (body.Length + count > MostBytes)
                    return HttpAnswer.Unusable("the answer is longer than 10 MB");
                body.Write(buffer, 0, count);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return HttpAnswer.Unusable($"the answer ended too early: {error.Message}");
        }
        return new HttpAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType ?? "",
            body.ToArray()
        );
    }

    private static async ValueTask<Stream> ConnectToPublicAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellation
    )
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        if (addresses.Any(PrivateAddresses.Contain))
            throw new NotPublicException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class NotPublicException : IOException;
}
