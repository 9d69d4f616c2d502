using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DataRelease.Cli.Signals;

/// <summary>OpenTelemetry's SDK with its OTLP exporter; the SDK reads its environment variables itself.</summary>
internal sealed class OtlpExport : IDisposable
{
    /// <summary>How long, in milliseconds, the end of a command waits for a collector that does not answer.</summary>
    private const int Patience = 5_000;

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    public OtlpExport(bool traces, bool metrics, bool hasName)
    {
        if (traces)
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureResource(Describe)
                .AddSource(CommandTrace.SourceName)
                .AddOtlpExporter()
                .Build();
        if (metrics)
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(Describe)
                .AddMeter(ReleaseMeter.MeterName)
                .AddOtlpExporter()
                .Build();

        void Describe(ResourceBuilder resource)
        {
            var version = typeof(OtlpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
            if (!hasName)
                resource.AddService("data-release", serviceVersion: version?.InformationalVersion);
        }
    }

    public void Dispose()
    {
        _traces?.Shutdown(Patience);
        _metrics?.Shutdown(Patience);
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
