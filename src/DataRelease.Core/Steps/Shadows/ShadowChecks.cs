using System.Globalization;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Steps.Replays;

namespace DataRelease.Steps.Shadows;

/// <summary>What a shadow found, among the checks of its release; apart from the release's own.</summary>
internal static class ShadowChecks
{
    /// <summary>The name of what refreshes found, whichever check found it.</summary>
    public const string Name = "shadow";

    /// <summary>
    /// What one refresh found: the refresh as a whole first, then all that is not as it should be, and rows that differ
    /// as they may.
    /// </summary>
    /// <param name="title">The refresh, for people.</param>
    /// <param name="found">What the checks say.</param>
    /// <param name="relations">How many relations they looked at.</param>
    public static IReadOnlyList<CheckOutcome> Of(string title, IReadOnlyList<CheckOutcome> found, int relations)
    {
        var changed = found
            .Where(outcome => outcome.Name == DataDiffCheck.Name && !DataDiffCheck.IsEqual(outcome))
            .ToHashSet();
        int Count(CheckState state) => found.Count(outcome => outcome.CountsAs == state);
        var whole = string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: {found.Count} checks of {relations} relations, rows differ in {changed.Count}, "
        );
        var counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(CheckState.Fail)} refuse, {Count(CheckState.Warn)} warn"
        );
        var state = Count(CheckState.Fail) > 0 ? CheckState.Fail : CheckState.Pass;
        return
        [
            new CheckOutcome(Name, "", state, CheckSeverity.Fail, title, "", whole + counts),
            .. found
                .Where(outcome =>
                    outcome.State is not (CheckState.Pass or CheckState.Skipped) || changed.Contains(outcome)
                )
                .Select(outcome =>
                    outcome with
                    {
                        Name = Name,
                        Message =
                            $"{title}: {outcome.Name}{(outcome.Message.Length > 0 ? $": {outcome.Message}" : "")}",
                    }
                ),
        ];
    }

    /// <summary>What of a shadow holds when the checks run again: all of one that let the release pass.</summary>
    /// <param name="known">The ledger's checks of the release.</param>
    public static IReadOnlyList<CheckOutcome> Kept(IReadOnlyList<CheckOutcome> known)
    {
        var found = known.Where(outcome => outcome.Name is Name or ReplayVerdict.Name).ToList();
        return found.Exists(outcome => outcome.CountsAs == CheckState.Fail) ? [] : found;
    }
}
