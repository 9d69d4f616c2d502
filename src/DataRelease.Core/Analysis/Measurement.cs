using System.Globalization;
using System.Text.Json.Serialization;

namespace DataRelease.Analysis;

/// <summary>The outcome of one measurement.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasurementOutcome>))]
public enum MeasurementOutcome
{
    /// <summary>The value is as it should be.</summary>
    Success,

    /// <summary>Too little traffic or no value: the measurement says neither good nor bad.</summary>
    Inconclusive,

    /// <summary>The value is not as it should be.</summary>
    Failure,

    /// <summary>It could not be measured.</summary>
    Error,
}

/// <summary>One measurement of a metric.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="At">When it began, by the clock that writes the ledger's times.</param>
/// <param name="Outcome">The outcome.</param>
public sealed record Measurement(string Metric, DateTimeOffset At, MeasurementOutcome Outcome)
{
    /// <summary>The measured number, or null.</summary>
    public double? Value { get; init; }

    /// <summary>Blue's number, or null.</summary>
    public double? Blue { get; init; }

    /// <summary>Green's number, or null.</summary>
    public double? Green { get; init; }

    /// <summary>What was found, in one line; empty if the numbers say everything.</summary>
    public string Message { get; init; } = "";

    /// <summary>The duration in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>
    /// The measurement in words: <c>12:30:05Z value 130, blue 90: value &lt; 1.3 * blue does not hold</c>.
    /// </summary>
    public override string ToString()
    {
        var numbers = string.Join(
            ", ",
            new[] { ("value", Value), ("blue", Blue), ("green", Green) }
                // Green's number is often the value, and is not repeated then.
                .Where(pair => pair.Item2 is not null && (pair.Item1 != "green" || pair.Item2 != Value))
                .Select(pair => $"{pair.Item1} {Number(pair.Item2!.Value)}")
        );
        return $"{At.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}Z "
            + string.Join(": ", new[] { numbers, Message }.Where(part => part.Length > 0));
    }

    /// <summary>A number, for people.</summary>
    internal static string Number(double value) =>
        Math.Abs(value) is >= 1e15 or (< 1e-4 and > 0)
            ? value.ToString("0.####e0", CultureInfo.InvariantCulture)
            : value.ToString("0.####", CultureInfo.InvariantCulture);
}
