namespace DataRelease.Configuration;

/// <summary>Where a metric's values come from, as a closed set.</summary>
public abstract record ProviderConfig
{
    private ProviderConfig() { }

    /// <summary>The word for it in the file.</summary>
    public string Name =>
        this switch
        {
            Probe => "probe",
            Sql => "sql",
            Check => "check",
            Statistics => "statistics",
            Http => "http",
            Command => "command",
            _ => throw new InvalidOperationException($"unexpected provider {GetType()}"),
        };

    /// <summary>A query that is run on both sides in turn.</summary>
    public sealed record Probe : ProviderConfig
    {
        /// <summary>What is asked of each side.</summary>
        public required CheckQuery Query { get; init; }

        /// <summary>The number that stands for a side.</summary>
        public ProbeMeasure Measure { get; init; } = ProbeMeasure.P95;

        /// <summary>Runs on each side in one measurement.</summary>
        public int Samples { get; init; } = 100;

        /// <summary>With fewer runs on a side a measurement says nothing.</summary>
        public int LeastSamples { get; init; } = 30;

        /// <summary>Runs on each side first that are not measured.</summary>
        public int WarmUp { get; init; } = 2;

        /// <summary>The share of analyses of two equal sides that may fail by chance.</summary>
        public double ErrorRate { get; init; } = 0.01;

        /// <summary>Green may be slower than blue by this share.</summary>
        public double Tolerance { get; init; } = 0.05;
    }

    /// <summary>A number from the warehouse.</summary>
    /// <param name="Query">Returns one row.</param>
    public sealed record Sql(CheckQuery Query) : ProviderConfig;

    /// <summary>A check of the catalogue, on what is live.</summary>
    /// <param name="Settings">As in <c>validate.checks</c>.</param>
    public sealed record Check(CheckConfig Settings) : ProviderConfig;

    /// <summary>What the warehouse itself counts of consumers' queries.</summary>
    public sealed record Statistics : ProviderConfig
    {
        /// <summary>Model names or live names, with <c>*</c>; empty for all.</summary>
        public IReadOnlyList<string> Relations { get; init; } = [];

        /// <summary>Whose queries; empty for everybody's but our own.</summary>
        public IReadOnlyList<string> Roles { get; init; } = [];

        /// <summary>The number that stands for a side.</summary>
        public StatisticsMeasure Measure { get; init; } = StatisticsMeasure.Mean;

        /// <summary>With fewer calls of a side a measurement says nothing.</summary>
        public int LeastCalls { get; init; } = 10;
    }

    /// <summary>A number in the JSON that a URL answers with.</summary>
    public sealed record Http : ProviderConfig
    {
        /// <summary>What is asked; null where <see cref="UrlVariable"/> says it.</summary>
        public Uri? Url { get; init; }

        /// <summary>The name of a variable that holds the URL.</summary>
        public string? UrlVariable { get; init; }

        /// <summary>Headers with their values.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

        /// <summary>Headers with the names of variables that hold their values, which are secret.</summary>
        public IReadOnlyDictionary<string, string> HeaderVariables { get; init; } = new Dictionary<string, string>();

        /// <summary>The name of a variable that holds a bearer token.</summary>
        public string? BearerVariable { get; init; }

        /// <summary>A query for Prometheus, whose address the URL then is; null for a URL of any JSON.</summary>
        public string? Prometheus { get; init; }

        /// <summary>Where the value is in the answer.</summary>
        public JsonPath? Value { get; init; }

        /// <summary>Where blue's is; null if there is none.</summary>
        public JsonPath? Blue { get; init; }

        /// <summary>Where green's is; null if there is none.</summary>
        public JsonPath? Green { get; init; }

        /// <summary>Whether redirects are followed.</summary>
        public Redirects Redirects { get; init; }
    }

    /// <summary>An executable whose exit code and last line say it.</summary>
    /// <param name="Executable">A name on PATH or a path relative to the file.</param>
    /// <param name="Arguments">As they are; no shell reads them.</param>
    public sealed record Command(string Executable, IReadOnlyList<string> Arguments) : ProviderConfig;
}

/// <summary>What a probe's number is.</summary>
public enum ProbeMeasure
{
    /// <summary>The median of its runs, in milliseconds.</summary>
    P50,

    /// <summary>The 95th percentile of its runs, in milliseconds.</summary>
    P95,

    /// <summary>The 99th percentile of its runs, in milliseconds.</summary>
    P99,

    /// <summary>Runs a second, one after another.</summary>
    Throughput,

    /// <summary>The share of its runs that failed.</summary>
    Errors,
}

/// <summary>What the number of the warehouse's own statistics is.</summary>
public enum StatisticsMeasure
{
    /// <summary>Milliseconds a call.</summary>
    Mean,

    /// <summary>Calls a minute.</summary>
    Calls,

    /// <summary>Rows a call.</summary>
    Rows,
}

/// <summary>Which redirects are followed.</summary>
public enum Redirects
{
    /// <summary>Those to public addresses.</summary>
    Public,

    /// <summary>Those to private addresses, too.</summary>
    Any,

    /// <summary>None.</summary>
    None,
}
