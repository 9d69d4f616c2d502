using System.Globalization;

namespace DataRelease.Diffs;

/// <summary>Values that distinguish the rows of one kind.</summary>
/// <param name="Kind">How they differ.</param>
/// <param name="Column">The column's name in blue; of two columns the one that alone says more.</param>
/// <param name="Condition">
/// The condition, for people: <c>status = placed</c>, <c>ordered_at from 2026-01-01 to 2026-01-31</c>,
/// <c>status = placed and channel = web</c>.
/// </param>
/// <param name="Rows">The number of rows of the kind with the values.</param>
/// <param name="OfRows">The number of rows of the kind.</param>
/// <param name="Others">The number of other rows with the values.</param>
/// <param name="OfOthers">The number of other rows.</param>
/// <param name="RiskRatio">
/// The risk ratio: how many times as likely a row with the values is of the kind, as an estimate.
/// </param>
public sealed record CommonTrait(
    RowKind Kind,
    string Column,
    string Condition,
    long Rows,
    long OfRows,
    long Others,
    long OfOthers,
    double RiskRatio
)
{
    /// <summary>The names in blue of all columns that the condition is about: one or two.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [Column];

    /// <summary>The trait as one sentence without a full stop.</summary>
    public string Sentence
    {
        get
        {
            var who =
                Rows == OfRows
                    ? string.Create(CultureInfo.InvariantCulture, $"all {OfRows:N0} {Kind.Word()} rows have")
                    : $"{Percent(Rows, OfRows)} of the {OfRows.ToString("N0", CultureInfo.InvariantCulture)} "
                        + $"{Kind.Word()} rows have";
            var others = Others == 0 ? "none" : Percent(Others, OfOthers);
            return $"{who} {Condition}; {others} of the others {(Others == 0 ? "has" : "do")}";
        }
    }

    private static string Percent(long part, long whole)
    {
        var percent = 100.0 * part / whole;
        return percent switch
        {
            < 0.1 => "less than 0.1 %",
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{percent:0.#} %"),
            > 99.9 => "over 99.9 %",
            > 99 => string.Create(CultureInfo.InvariantCulture, $"{percent:0.#} %"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{percent:0} %"),
        };
    }
}
