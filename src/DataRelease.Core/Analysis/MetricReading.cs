namespace DataRelease.Analysis;

/// <summary>What a provider has read, before the metric's conditions are held against it.</summary>
public sealed record MetricReading
{
    /// <summary>The number, or null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>Blue's number, or null.</summary>
    public double? Blue { get; init; }

    /// <summary>Green's number, or null.</summary>
    public double? Green { get; init; }

    /// <summary>What the provider itself says it means; null to leave that to the conditions.</summary>
    public MeasurementOutcome? Outcome { get; init; }

    /// <summary>
    /// Why a failure by the conditions would be none, since chance explains the difference; null if it does not.
    /// </summary>
    public string? WithinChance { get; init; }

    /// <summary>What was found, in one line.</summary>
    public string Message { get; init; } = "";

    /// <summary>What the provider wants to know next time; null to keep what it has.</summary>
    public string? Memory { get; init; }

    /// <summary>It could not be measured.</summary>
    public static MetricReading Error(string message) =>
        new() { Outcome = MeasurementOutcome.Error, Message = message };

    /// <summary>There is nothing to measure yet.</summary>
    public static MetricReading Inconclusive(string message) =>
        new() { Outcome = MeasurementOutcome.Inconclusive, Message = message };
}
