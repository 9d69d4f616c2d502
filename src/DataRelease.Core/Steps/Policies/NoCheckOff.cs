using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Steps.Policies;

/// <summary>
/// <c>skip: never</c>: a check that is turned off runs all the same, with its default severity. The only way past its
/// refusal is to accept it with a reason.
/// </summary>
internal sealed class NoCheckOff(ReleaseRun run)
{
    /// <summary>The checks with those turned on that were off.</summary>
    public IReadOnlyList<CheckConfig> On(IReadOnlyList<CheckConfig> checks)
    {
        if (run.Policies.NeverSkip is not { } where)
            return checks;
        foreach (var off in checks.Where(check => check.Severity == CheckSeverity.Off))
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"{off.Name}{(off.Relations.Count > 0 ? $" of {string.Join(", ", off.Relations)}" : "")} is turned "
                        + $"off but runs anyway: skip: never ({where})"
                )
            );
        return
        [
            .. checks.Select(check => check.Severity == CheckSeverity.Off ? check with { Severity = null } : check),
        ];
    }
}
