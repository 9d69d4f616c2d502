using System.Text;
using System.Text.Json;
using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Analysis.Providers;

/// <summary>
/// Reads a number in JSON from a URL, or the only sample of a Prometheus query. A server's answer is not shown, because
/// it may contain what must not be in a pipeline's logs. Only Prometheus's complaint about its query is.
/// </summary>
internal sealed class HttpProvider(ProviderConfig.Http http) : IMetricProvider
{
    public MeasuringPlace Place => MeasuringPlace.Outside;

    public Task<IReadOnlyList<string>> ExamineAsync(MetricScope scope, CancellationToken cancellation)
    {
        var problems = Variables()
            .Distinct()
            .Select(name =>
                Secret(scope, name) is not { Length: > 0 } value ? $"the variable {name} is not set"
                : value.Any(char.IsControl) ? $"the variable {name} holds more than one line"
                : null
            )
            .OfType<string>()
            .ToList();
        if (problems.Count == 0 && Url(scope) is null)
            problems.Add($"the variable {http.UrlVariable} holds no URL that begins with http:// or https://");
        return Task.FromResult<IReadOnlyList<string>>(problems);
    }

    public async Task<MetricReading> MeasureAsync(MetricScope scope, MetricState state, CancellationToken cancellation)
    {
        if ((await ExamineAsync(scope, cancellation)) is [var problem, ..])
            return MetricReading.Error(problem);
        var url = Url(scope)!;
        var headers = http
            .Headers.Select(header => (header.Key, header.Value))
            .Concat(http.HeaderVariables.Select(header => (header.Key, Secret(scope, header.Value)!)));
        if (http.BearerVariable is { } bearer)
            headers = headers.Append(("Authorization", $"Bearer {Secret(scope, bearer)}"));
        else if (url.UserInfo.Length > 0)
            headers = headers.Append(("Authorization", $"Basic {Basic(url.UserInfo)}"));
        var answer = await Seam.PassAsync("get a metric", () =>
            new HttpFetch([.. headers], http.Redirects).GetAsync(url, cancellation)
        );
        if (answer.Trouble is { } trouble)
            return MetricReading.Error(trouble);
        // Prometheus reports in JSON what is wrong with a query.
        if (answer.Status is < 200 or >= 300 && (http.Prometheus is null || answer.Status is not (400 or 422)))
            return MetricReading.Error($"the answer is status {answer.Status}");
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return http.Prometheus is null ? Read(json.RootElement) : PrometheusAnswer.Read(json.RootElement);
        }
        catch (JsonException)
        {
            return MetricReading.Error(
                answer.Body.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'<', ..]
                    ? "the answer is HTML or XML, not JSON"
                    : $"the answer is not JSON{(answer.Kind.Length > 0 ? $" but {answer.Kind}" : "")}"
            );
        }
    }

    private MetricReading Read(JsonElement root)
    {
        double? value = null;
        double? blue = null;
        double? green = null;
        foreach (var (path, take) in Paths())
        {
            if (path?.Find(root) is not { ValueKind: not JsonValueKind.Null } found)
                continue;
            if (found.ValueKind != JsonValueKind.Number || !found.TryGetDouble(out var number))
                return MetricReading.Error($"at {path} is {Kind(found)}, not a number");
            take(number);
        }
        return new MetricReading
        {
            Value = value,
            Blue = blue,
            Green = green,
            Message = value is null ? $"there is nothing at {http.Value}" : "",
        };

        IEnumerable<(JsonPath? Path, Action<double> Take)> Paths() =>
            [
                (http.Value, number => value = number),
                (http.Blue, number => blue = number),
                (http.Green, number => green = number),
            ];
    }

    private static string Kind(JsonElement found) =>
        found.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a string",
            _ => "true or false",
        };

    /// <summary>A secret from a file often ends with a line end that is not part of it.</summary>
    private static string? Secret(MetricScope scope, string variable) => scope.Variables(variable)?.Trim();

    private static string Basic(string userInfo) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(userInfo)));

    private IEnumerable<string> Variables() =>
        http.HeaderVariables.Values.Concat(new[] { http.UrlVariable, http.BearerVariable }.OfType<string>());

    private Uri? Url(MetricScope scope)
    {
        var said = http.Url;
        if (
            said is null
            && (
                !Uri.TryCreate(Secret(scope, http.UrlVariable!), UriKind.Absolute, out said)
                || said.Scheme is not ("http" or "https")
            )
        )
            return null;
        if (http.Prometheus is not { } query)
            return said;
        const string Api = "/api/v1/query";
        var path = said.AbsolutePath.TrimEnd('/');
        return new UriBuilder(said)
        {
            Path = path.EndsWith(Api, StringComparison.Ordinal) ? path : path + Api,
            Query = $"query={Uri.EscapeDataString(query)}",
        }.Uri;
    }
}
