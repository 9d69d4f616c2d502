namespace DataRelease.Analysis;

/// <summary>A provider's reading, before the metric's conditions are applied.</summary>
public sealed record MetricReading
{
    /// <summary>The number; null if there is none.</summary>
    public double? Value { get; init; }

    /// <summary>Blue's number, or null.</summary>
    public double? Blue { get; init; }

    /// <summary>Green's number, or null.</summary>
    public double? Green { get; init; }

    /// <summary>The outcome by the provider's own judgement; null to leave it to the conditions.</summary>
    public MeasurementOutcome? Outcome { get; init; }

    /// <summary>
    /// Why a failed condition does not count as a failure, because chance explains the difference; null if it does
    /// count.
    /// </summary>
    public string? WithinChance { get; init; }

    /// <summary>What was found, in one line.</summary>
    public string Message { get; init; } = "";

    /// <summary>What the provider wants to remember until the next measurement; null to keep what it has.</summary>
    public string? Memory { get; init; }

    /// <summary>A reading that could not be taken.</summary>
    public static MetricReading Error(string message) =>
        new() { Outcome = MeasurementOutcome.Error, Message = message };

    /// <summary>A reading without a value yet.</summary>
    public static MetricReading Inconclusive(string message) =>
        new() { Outcome = MeasurementOutcome.Inconclusive, Message = message };
}
