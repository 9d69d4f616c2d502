namespace DataRelease.Configuration;

/// <summary>The events that a webhook may be told about.</summary>
public enum NotifyEvent
{
    /// <summary>A candidate is built and checked, and waits for its swap.</summary>
    Candidate,

    /// <summary>A release went live.</summary>
    Live,

    /// <summary>An earlier release is live again, by a person's decision or automatically.</summary>
    RolledBack,

    /// <summary>A test, a check or a policy refused, and live is unchanged.</summary>
    Refused,

    /// <summary>The build, the warehouse or the tool failed.</summary>
    Failed,
}

/// <summary>The format of a notification.</summary>
public enum NotifyFormat
{
    /// <summary>A CloudEvent whose data is a CDEvent (https://cdevents.dev).</summary>
    CdEvents,

    /// <summary>Slack's incoming webhook.</summary>
    Slack,

    /// <summary>The webhook of a Teams workflow: a card.</summary>
    Teams,
}

/// <summary>A webhook that is notified about releases.</summary>
/// <param name="UrlEnv">The name of the environment variable that has its secret address.</param>
public sealed record NotifyConfig(string UrlEnv)
{
    /// <summary>The events of a webhook without configured ones.</summary>
    public static readonly IReadOnlyList<NotifyEvent> Standard =
    [
        NotifyEvent.Live,
        NotifyEvent.RolledBack,
        NotifyEvent.Refused,
        NotifyEvent.Failed,
    ];

    /// <summary>The format.</summary>
    public NotifyFormat Format { get; init; }

    /// <summary>The events.</summary>
    public IReadOnlyList<NotifyEvent> On { get; init; } = Standard;

    /// <summary>The environments; empty for all.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    /// <summary>True if the webhook is to be notified of an event.</summary>
    public bool Wants(NotifyEvent happened, string environment) =>
        On.Contains(happened) && (Environments.Count == 0 || Environments.Contains(environment));
}
