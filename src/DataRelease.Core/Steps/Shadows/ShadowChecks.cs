using System.Globalization;
using DataRelease.Checks;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps.Replays;

namespace DataRelease.Steps.Shadows;

/// <summary>The outcomes of a shadow, among the checks of its release but separate from the release's own.</summary>
internal static class ShadowChecks
{
    /// <summary>The name of the outcomes of refreshes, whichever check made them.</summary>
    public const string Name = "shadow";

    /// <summary>
    /// The outcomes of one refresh: first a summary, then everything that is wrong, and rows that differ within the
    /// limits.
    /// </summary>
    /// <param name="title">The refresh in words.</param>
    /// <param name="found">The outcomes of the checks.</param>
    /// <param name="relations">The number of compared relations.</param>
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

    /// <summary>
    /// The outcomes of a shadow that stay valid when the checks run again: all of them if they let the release pass,
    /// otherwise none.
    /// </summary>
    /// <param name="known">The release's outcomes in the ledger.</param>
    public static IReadOnlyList<CheckOutcome> Kept(IReadOnlyList<CheckOutcome> known)
    {
        var found = known.Where(outcome => outcome.Name is Name or ReplayVerdict.Name).ToList();
        return found.Exists(outcome => outcome.CountsAs == CheckState.Fail) ? [] : found;
    }
}
