namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>Queries to replay can't be read.</summary>
    public static readonly ErrorCode ReplayUnreadable = new(
        "DR7070",
        ExitCode.Usage,
        "Queries to replay can't be read",
        "name .sql files, folders of them, or logs in CSV or JSON with a column 'query'"
    );

    /// <summary>Consumers' queries behave differently on green than on blue.</summary>
    public static readonly ErrorCode ReplayDiffers = new(
        "DR7071",
        ExitCode.Refused,
        "Consumers' queries behave differently on green than on blue",
        "look at the queries that the message names; allow intended differences with replay.within_threshold"
    );

    /// <summary>The warehouse has no query statistics that could be replayed.</summary>
    public static readonly ErrorCode ReplayNotCounted = new(
        "DR7120",
        ExitCode.Usage,
        "The warehouse has no query statistics that could be replayed",
        "do what the message says, or replay files of queries: replay: {queries: [...]}"
    );

    /// <summary>No query could be replayed.</summary>
    public static readonly ErrorCode ReplayInconclusive = new(
        "DR7072",
        ExitCode.Refused,
        "No query could be replayed",
        "the message counts the reasons; a query must name the schema of what it reads, as in analytics.orders"
    );
}
