using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Swaps;

namespace DataRelease.Releases.Doctor;

/// <summary>Checks whether live shows what the ledger says, and nothing else.</summary>
internal static class PointerProbe
{
    private const int Named = 10;

    public static IEnumerable<Finding> Look(ExaminedEnvironment chart)
    {
        if (chart.Markers is not [var marker])
            return [];
        var relations = chart.Pointers;
        var found = Drifted(chart).ToList();
        if (found.Count == 0 && relations.Count > 0)
            found.Add(
                Finding.Fine(
                    "pointer",
                    $"all {relations.Count} views of {ReleaseRecord.Name(marker.Number)} and the relations that "
                        + "they show are there"
                )
            );
        found.AddRange(chart.Found.Select(kept => Finding.Fine("live", FoundSchemas.Describe(kept))));
        return found.Concat(Strangers(chart, relations));
    }

    /// <summary>Views that do not show what the ledger says; empty if all do.</summary>
    public static IEnumerable<Finding> Drifted(ExaminedEnvironment chart) =>
        chart.Markers is [var marker]
            ? chart.Pointers.SelectMany(relation => Pointer(chart, marker.Number, relation))
            : [];

    private static IEnumerable<Finding> Pointer(ExaminedEnvironment chart, int number, RelationRecord relation)
    {
        if (!chart.Standing.ContainsKey(relation.Physical))
        {
            yield return new Finding(
                "pointer",
                CheckState.Fail,
                ErrorCode.ReleaseDamaged,
                relation.Live.ToString(),
                $"{relation.Physical} of {ReleaseRecord.Name(number)} is gone"
            );
            yield break;
        }
        var repoint = new Repair.Repoint(relation.Live);
        switch (chart.StateOf(relation))
        {
            case PointerState.Missing:
                yield return new Finding(
                    "pointer",
                    CheckState.Fail,
                    ErrorCode.PointerMissing,
                    relation.Live.ToString(),
                    $"the view on {relation.Physical} is gone"
                )
                {
                    Repair = repoint,
                };
                break;
            case PointerState.NoView:
                var kind = FoundRelation.Word(chart.Standing[relation.Live].Kind);
                yield return new Finding(
                    "pointer",
                    CheckState.Fail,
                    ErrorCode.PointerChanged,
                    relation.Live.ToString(),
                    $"a {kind} stands in the place of the view on {relation.Physical}"
                )
                {
                    Repair = repoint,
                };
                break;
            case PointerState.Changed when chart.IsShowing(relation):
                break;
            case PointerState.Changed when chart.Decides(relation, number):
                yield return new Finding(
                    "pointer",
                    CheckState.Warn,
                    ErrorCode.GateLeft,
                    relation.Live.ToString(),
                    $"it still reads the marker and shows {ReleaseRecord.Name(number)}: a swap was cut short "
                        + "before it made the view plain"
                )
                {
                    Repair = repoint,
                };
                break;
            case PointerState.Changed:
                // The query may contain somebody's values and is not repeated.
                var shows =
                    chart.Definitions.GetValueOrDefault(relation.Live) is { } text
                    && PointerText.Read(text) is { } pointer
                        ? pointer.Shows == relation.Physical
                            ? "other columns of it"
                            : $"{pointer.Shows}"
                        : "a query that no release wrote";
                yield return new Finding(
                    "pointer",
                    CheckState.Fail,
                    ErrorCode.PointerChanged,
                    relation.Live.ToString(),
                    $"it shows {shows}, but the ledger says {relation.Physical}"
                )
                {
                    Repair = repoint,
                };
                break;
            case PointerState.AsRecorded:
                break;
        }
    }

    private static IEnumerable<Finding> Strangers(ExaminedEnvironment chart, IReadOnlyList<RelationRecord> relations)
    {
        var ours = relations.Select(relation => relation.Live).ToHashSet();
        foreach (var schema in chart.LiveSchemas.Order(StringComparer.Ordinal))
        {
            var strange = chart
                .Standing.Keys.Where(name =>
                    name.Schema == schema && !ours.Contains(name) && !chart.Staying.Contains(name)
                )
                .Order()
                .ToList();
            if (strange.Count == 0)
                continue;
            var named = string.Join(", ", strange.Take(Named).Select(name => name.Name));
            yield return new Finding(
                "live",
                CheckState.Warn,
                ErrorCode.StrangerInLive,
                schema,
                $"no release put there: {named}{(strange.Count > Named ? $" and {strange.Count - Named} more" : "")}"
            );
        }
    }
}
