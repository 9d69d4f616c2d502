namespace DataRelease.Configuration;

/// <summary>The provider of a metric's values.</summary>
public abstract record ProviderConfig
{
    private ProviderConfig() { }

    /// <summary>The provider's word in the file.</summary>
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

    /// <summary>A query that runs on both sides in turn.</summary>
    public sealed record Probe : ProviderConfig
    {
        /// <summary>The query for each side.</summary>
        public required CheckQuery Query { get; init; }

        /// <summary>The number that represents a side.</summary>
        public ProbeMeasure Measure { get; init; } = ProbeMeasure.P95;

        /// <summary>The number of runs on each side in one measurement.</summary>
        public int Samples { get; init; } = 100;

        /// <summary>The smallest number of runs on a side for a verdict.</summary>
        public int LeastSamples { get; init; } = 30;

        /// <summary>The number of runs on each side before any is measured.</summary>
        public int WarmUp { get; init; } = 2;

        /// <summary>The share of analyses of two equal sides that may fail by chance.</summary>
        public double ErrorRate { get; init; } = 0.01;

        /// <summary>The share by which green may be slower than blue.</summary>
        public double Tolerance { get; init; } = 0.05;
    }

    /// <summary>A number from the warehouse.</summary>
    /// <param name="Query">The query, which returns one row.</param>
    public sealed record Sql(CheckQuery Query) : ProviderConfig;

    /// <summary>A check of the catalogue, on the live release.</summary>
    /// <param name="Settings">The settings, as in <c>validate.checks</c>.</param>
    public sealed record Check(CheckConfig Settings) : ProviderConfig;

    /// <summary>The warehouse's own statistics about consumers' queries.</summary>
    public sealed record Statistics : ProviderConfig
    {
        /// <summary>Names of models or live relations, with <c>*</c>; empty for all.</summary>
        public IReadOnlyList<string> Relations { get; init; } = [];

        /// <summary>Roles whose queries count; empty for all roles except our own.</summary>
        public IReadOnlyList<string> Roles { get; init; } = [];

        /// <summary>The number that represents a side.</summary>
        public StatisticsMeasure Measure { get; init; } = StatisticsMeasure.Mean;

        /// <summary>The smallest number of calls on a side for a verdict.</summary>
        public int LeastCalls { get; init; } = 10;
    }

    /// <summary>A number in JSON from a URL.</summary>
    public sealed record Http : ProviderConfig
    {
        /// <summary>The URL; null if <see cref="UrlVariable"/> has it.</summary>
        public Uri? Url { get; init; }

        /// <summary>The name of an environment variable with the URL.</summary>
        public string? UrlVariable { get; init; }

        /// <summary>Headers with their values.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

        /// <summary>Headers with the names of the environment variables that have their secret values.</summary>
        public IReadOnlyDictionary<string, string> HeaderVariables { get; init; } = new Dictionary<string, string>();

        /// <summary>The name of an environment variable with a bearer token.</summary>
        public string? BearerVariable { get; init; }

        /// <summary>A Prometheus query, with the URL as Prometheus's address; null for any other JSON.</summary>
        public string? Prometheus { get; init; }

        /// <summary>The path to the value in the answer.</summary>
        public JsonPath? Value { get; init; }

        /// <summary>The path to blue's value; null if there is none.</summary>
        public JsonPath? Blue { get; init; }

        /// <summary>The path to green's value; null if there is none.</summary>
        public JsonPath? Green { get; init; }

        /// <summary>The redirects that are followed.</summary>
        public Redirects Redirects { get; init; }
    }

    /// <summary>An executable whose exit code or last line is the result.</summary>
    /// <param name="Executable">A name on PATH or a path relative to the file.</param>
    /// <param name="Arguments">The arguments, which no shell interprets.</param>
    public sealed record Command(string Executable, IReadOnlyList<string> Arguments) : ProviderConfig;
}

/// <summary>The number that a probe measures.</summary>
public enum ProbeMeasure
{
    /// <summary>The median duration in milliseconds.</summary>
    P50,

    /// <summary>The 95th percentile of the duration in milliseconds.</summary>
    P95,

    /// <summary>The 99th percentile of the duration in milliseconds.</summary>
    P99,

    /// <summary>The number of consecutive runs in a second.</summary>
    Throughput,

    /// <summary>The share of runs that failed.</summary>
    Errors,
}

/// <summary>The number that the warehouse's statistics give.</summary>
public enum StatisticsMeasure
{
    /// <summary>The milliseconds of a call.</summary>
    Mean,

    /// <summary>The calls in a minute.</summary>
    Calls,

    /// <summary>The rows of a call.</summary>
    Rows,
}

/// <summary>The redirects that are followed.</summary>
public enum Redirects
{
    /// <summary>Redirects to public addresses.</summary>
    Public,

    /// <summary>Redirects to any address, private ones included.</summary>
    Any,

    /// <summary>No redirects.</summary>
    None,
}
