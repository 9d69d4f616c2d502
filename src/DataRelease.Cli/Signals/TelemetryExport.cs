using System.Runtime.CompilerServices;

namespace DataRelease.Cli.Signals;

/// <summary>
/// Sends spans and metrics where the standard variables of OpenTelemetry say. Where they say nothing, no assembly of
/// its SDK is loaded.
/// </summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Null where nothing is asked for.</summary>
    public static IDisposable? Begin(Func<string, string?> variable)
    {
        if (string.Equals(variable("OTEL_SDK_DISABLED")?.Trim(), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        var (traces, metrics) = (IsWanted("TRACES"), IsWanted("METRICS"));
        return traces || metrics ? Open(traces, metrics, HasName()) : null;

        bool IsWanted(string signal) =>
            (variable($"OTEL_{signal}_EXPORTER") is not { Length: > 0 } exporter || exporter.Contains("otlp"))
            && (
                variable(Endpoint) is { Length: > 0 }
                || variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is { Length: > 0 }
            );

        bool HasName() =>
            variable("OTEL_SERVICE_NAME") is { Length: > 0 }
            || variable("OTEL_RESOURCE_ATTRIBUTES")?.Contains("service.name=", StringComparison.Ordinal) == true;
    }

    // A method of its own: the assemblies that it names are loaded when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpExport Open(bool traces, bool metrics, bool hasName) => new(traces, metrics, hasName);
}
