using System.Security.Cryptography;
using System.Text;
using DataRelease.Configuration;
using DataRelease.Reports;

namespace DataRelease.Checks;

/// <summary>A check's finding about one column or measure.</summary>
/// <param name="State">The result.</param>
/// <param name="Label">The column, or its measure.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Message">What is wrong; empty if nothing is.</param>
/// <param name="Change">The size of the change, to show the largest first; 0 for none.</param>
internal sealed record Finding(CheckState State, string Label, string Value, string Message, double Change = 0)
{
    /// <summary>The text in place of a value that must not be shown.</summary>
    public const string Hidden = "(hidden)";

    /// <summary>What was measured, exactly; empty if <see cref="Value"/> is exact.</summary>
    public string Measured { get; init; } = "";

    /// <summary>The number of findings that are listed. The others are only counted.</summary>
    private const int Shown = 5;

    /// <summary>The outcome for all findings about one relation, with the worst state among them.</summary>
    public static CheckOutcome Sum(
        CheckConfig settings,
        ComparedRelation relation,
        IReadOnlyList<Finding> findings,
        string threshold,
        string what
    )
    {
        var ordered = findings
            .OrderByDescending(finding => finding.State)
            .ThenByDescending(finding => finding.Change)
            .ToList();
        var state = ordered.Count == 0 ? CheckState.Pass : ordered[0].State;
        var moved = ordered
            .Where(finding => finding.Change > 0 || finding.State > CheckState.Pass || ordered.Count == 1)
            .ToList();
        var value =
            moved.Count == 0
                ? $"{findings.Count} {what}{(findings.Count == 1 ? "" : "s")} unchanged"
                : List(
                    moved
                        .Where(finding => finding.Value.Length > 0)
                        .Select(finding =>
                            finding.Label.Length > 0 ? $"{finding.Label} {finding.Value}" : finding.Value
                        )
                        .ToList(),
                    ", "
                );
        var wrong = ordered
            .Where(finding => finding.State == state && finding.Message.Length > 0)
            .Select(finding => finding.Label.Length > 0 ? $"{finding.Label}: {finding.Message}" : finding.Message)
            .ToList();
        return CheckScope.Outcome(settings, relation, state, value, threshold, List(wrong, "; ")) with
        {
            Fingerprint = FingerprintOf(
                ordered
                    .Where(finding => finding.State > CheckState.Warn)
                    .OrderBy(finding => finding.Label, StringComparer.Ordinal)
                    .SelectMany(finding =>
                        new[]
                        {
                            finding.Label,
                            $"{finding.State}",
                            finding.Measured.Length > 0 ? finding.Measured : $"{finding.Value} {finding.Message}",
                        }
                    )
            ),
        };
    }

    /// <summary>A digest of measured texts, which does not show them.</summary>
    public static string FingerprintOf(params IEnumerable<string> measured) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(measured.Select(text => $"{text.Length}:{text}"))))
        );

    private static string List(List<string> texts, string separator) =>
        string.Join(separator, texts.Take(Shown))
        + (texts.Count > Shown ? $"{separator}and {texts.Count - Shown} more" : "");
}
