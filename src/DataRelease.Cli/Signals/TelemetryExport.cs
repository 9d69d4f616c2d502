using System.Runtime.CompilerServices;
using DataRelease.Errors;

namespace DataRelease.Cli.Signals;

/// <summary>
/// Sends spans and metrics to the place that OpenTelemetry's standard variables name. If they name none, no assembly of
/// its SDK is loaded.
/// </summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] _signals = ["TRACES", "METRICS"];

    /// <summary>Null if the variables ask for nothing.</summary>
    /// <exception cref="ReleaseException">
    /// DR9081 if an endpoint is not a valid address; the SDK would silently use its own default instead.
    /// </exception>
    public static IDisposable? Begin(Func<string, string?> variable)
    {
        if (string.Equals(variable("OTEL_SDK_DISABLED")?.Trim(), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        var (traces, metrics) = (IsWanted(_signals[0]), IsWanted(_signals[1]));
        if (!traces && !metrics)
            return null;
        foreach (var name in Endpoints())
        {
            if (
                variable(name) is { Length: > 0 } address
                && !(Uri.TryCreate(address.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            )
                throw new ReleaseException(ErrorCode.NoTelemetry, $"{name} is not an http or https address");
        }
        return Open(traces, metrics, HasName());

        IEnumerable<string> Endpoints() => [Endpoint, .. _signals.Select(EndpointOf)];

        bool IsWanted(string signal) =>
            (variable($"OTEL_{signal}_EXPORTER") is not { Length: > 0 } exporter || exporter.Contains("otlp"))
            && (variable(Endpoint) is { Length: > 0 } || variable(EndpointOf(signal)) is { Length: > 0 });

        bool HasName() =>
            variable("OTEL_SERVICE_NAME") is { Length: > 0 }
            || variable("OTEL_RESOURCE_ATTRIBUTES")?.Contains("service.name=", StringComparison.Ordinal) == true;
    }

    private static string EndpointOf(string signal) => $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT";

    // A separate method, because its assemblies are loaded when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpExport Open(bool traces, bool metrics, bool hasName) => new(traces, metrics, hasName);
}
