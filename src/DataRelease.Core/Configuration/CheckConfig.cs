using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>One configured check. Each kind of check has settings of its own.</summary>
public abstract record CheckConfig
{
    /// <summary>The kind's name, as the configuration and outcomes have it.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Names of models or live relations (<c>orders</c>, <c>analytics.orders</c>, <c>stg_*</c>); empty for all.
    /// </summary>
    public IReadOnlyList<string> Relations { get; init; } = [];

    /// <summary><c>fail</c>, <c>warn</c> or <c>off</c>; null for the kind's own.</summary>
    public CheckSeverity? Severity { get; init; }

    /// <summary>What an inconclusive outcome of this check counts as; null for the release's own setting.</summary>
    public OnInconclusive? OnInconclusive { get; init; }

    /// <summary>The severity without a configured one.</summary>
    public virtual CheckSeverity DefaultSeverity => CheckSeverity.Fail;

    /// <summary>
    /// True if the build runs it. The project then has its severity, and relations for which it failed were not built.
    /// </summary>
    public virtual bool RunsInBuild => false;
}
