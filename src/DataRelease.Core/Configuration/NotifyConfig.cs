namespace DataRelease.Configuration;

/// <summary>What somebody wants to hear of.</summary>
public enum NotifyEvent
{
    /// <summary>A candidate is built and checked, and waits for its swap.</summary>
    Candidate,

    /// <summary>A release went live.</summary>
    Live,

    /// <summary>An earlier release is live again, by a person's word or by itself.</summary>
    RolledBack,

    /// <summary>A test, a check or a policy said no; live is as it was.</summary>
    Refused,

    /// <summary>Build, warehouse or tool failed.</summary>
    Failed,
}

/// <summary>In which form somebody is told.</summary>
public enum NotifyFormat
{
    /// <summary>A CloudEvent whose data is a CDEvent (https://cdevents.dev).</summary>
    CdEvents,

    /// <summary>Slack's incoming webhook.</summary>
    Slack,

    /// <summary>The webhook of a Teams workflow: a card.</summary>
    Teams,
}

/// <summary>One webhook that is told of what becomes of releases.</summary>
/// <param name="UrlEnv">The name of the variable that holds its address, which is a secret.</param>
public sealed record NotifyConfig(string UrlEnv)
{
    /// <summary>What is told when the file does not say.</summary>
    public static readonly IReadOnlyList<NotifyEvent> Standard =
    [
        NotifyEvent.Live,
        NotifyEvent.RolledBack,
        NotifyEvent.Refused,
        NotifyEvent.Failed,
    ];

    /// <summary>How it is told.</summary>
    public NotifyFormat Format { get; init; }

    /// <summary>Of what it is told.</summary>
    public IReadOnlyList<NotifyEvent> On { get; init; } = Standard;

    /// <summary>The environments that it is told of; all when empty.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    /// <summary>True if this webhook wants to hear of it.</summary>
    public bool Wants(NotifyEvent happened, string environment) =>
        On.Contains(happened) && (Environments.Count == 0 || Environments.Contains(environment));
}
