using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Settings of <c>row_count</c>.</summary>
public sealed record RowCountSettings : LimitSettings
{
    /// <inheritdoc/>
    public override string Name => RowCountCheck.Name;

    /// <summary>The loss of rows beyond which it fails; null for the default.</summary>
    public Tolerance? MaxLoss { get; init; }

    internal static RowCountSettings Read(ConfigMapping map) =>
        Limits(new RowCountSettings(), map, "blue", "green") with
        {
            MaxLoss = map.Tolerance("max_loss"),
        };
}

/// <summary>
/// Compares the row counts of both sides. Growth is usually new data, and loss is usually a mistake. So without
/// configured limits it fails for a relation that becomes empty, or that shrinks by more than 5 % and by more than
/// chance explains (twice the square root of its rows). It warns if the count changed by more than 20 %. In a refresh
/// growth is normal, and the last refreshes decide what the next one may do.
/// </summary>
internal sealed class RowCountCheck(CheckScope scope) : ReleaseCheck(scope)
{
    public const string Name = "row_count";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, (map, _) => RowCountSettings.Read(map), scope => new RowCountCheck(scope))
        {
            Unasked = new RowCountSettings(),
        };

    private const double Noise = 2;

    private static readonly Tolerance _loss = new(5, IsPercent: true);
    private static readonly Tolerance _move = new(20, IsPercent: true);

    private readonly EngineText _text = scope.EngineText;

    private readonly IReadOnlyDictionary<RelationName, IReadOnlyList<long>>? _nights = scope.Nights;

    private readonly List<(ComparedRelation Relation, RowCountSettings Settings)> _checked =
    [
        .. scope
            .Relations.Where(relation => relation.Green is not null)
            .Select(relation => (Relation: relation, Settings: scope.Settings(relation, new RowCountSettings())!))
            .Where(pair => pair.Settings is not null),
    ];

    public override void Plan(ScanPlan plan)
    {
        foreach (
            var name in _checked
                .SelectMany(pair => new[] { pair.Relation.Blue?.Name, pair.Relation.Green!.Name })
                .OfType<RelationName>()
        )
            plan.Count(name);
    }

    /// <summary>The outcomes of relations with something to report.</summary>
    public override Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    ) =>
        Task.FromResult<IReadOnlyList<CheckOutcome>>([
            .. _checked
                .Where(pair => pair.Relation.IsOnBothSides)
                .Select(pair => Judge(pair.Relation, pair.Settings, results)),
            .. _checked
                .Where(pair => pair.Relation.Blue is null && pair.Settings.IsOfGreenAlone)
                .Select(pair => JudgeAlone(pair.Relation, pair.Settings, results)),
        ]);

    /// <summary>Green's row counts by live name.</summary>
    public IReadOnlyDictionary<RelationName, long> Rows(ScanResults results) =>
        _checked
            .Where(pair => results.Rows.ContainsKey(pair.Relation.Green!.Name))
            .ToDictionary(pair => pair.Relation.Live, pair => results.Rows[pair.Relation.Green!.Name]);

    private CheckOutcome JudgeAlone(ComparedRelation relation, RowCountSettings settings, ScanResults results)
    {
        if (results.Unreadable.GetValueOrDefault(relation.Green!.Name) is { } error)
            return CheckScope.Outcome(
                settings,
                relation,
                CheckState.Inconclusive,
                "",
                Allowed(settings),
                $"{relation.Green.Name} can't be counted: {_text.About(relation, error)}"
            );
        var green = results.Rows[relation.Green.Name];
        var value = string.Create(CultureInfo.InvariantCulture, $"{(relation.IsNew ? "new, " : "")}{green}");
        var said = Drift.Conditions(
            "",
            new Dictionary<string, ConditionValue?> { ["green"] = ConditionValue.Of(green) },
            settings,
            value,
            0,
            isNew: true
        );
        return CheckScope.Outcome(
            settings,
            relation,
            said?.State ?? CheckState.Pass,
            value,
            Allowed(settings),
            said?.Message ?? ""
        );
    }

    private CheckOutcome Judge(ComparedRelation relation, RowCountSettings settings, ScanResults results)
    {
        // More is known about a refresh than the general limit of a fifth.
        var isNight = _nights is not null && settings is { HasLimits: false, MaxLoss: null };
        var learnt = isNight ? LearntMoves.Of(_nights!.GetValueOrDefault(relation.Live) ?? []) : null;
        var threshold = learnt?.Allowed() ?? (isNight ? $"at most {_loss} fewer" : Allowed(settings));
        CheckOutcome Outcome(CheckState state, string value, string message) =>
            CheckScope.Outcome(settings, relation, state, value, threshold, message);
        foreach (var side in new[] { relation.Blue!.Name, relation.Green!.Name })
        {
            if (results.Unreadable.TryGetValue(side, out var error))
                return Outcome(CheckState.Inconclusive, "", $"{side} can't be counted: {_text.About(relation, error)}");
        }
        var (blue, green) = (results.Rows[relation.Blue.Name], results.Rows[relation.Green.Name]);
        var value = Change(blue, green);
        var moved = Math.Abs(green - blue);
        var loss = Math.Max(0, blue - green);
        if (isNight)
            return JudgeNight(blue, green, learnt, (state, message) => Outcome(state, value, message));
        var condition = Drift.Conditions(
            "",
            new Dictionary<string, ConditionValue?>
            {
                ["blue"] = ConditionValue.Of(blue),
                ["green"] = ConditionValue.Of(green),
            },
            settings,
            value,
            0
        );
        if (condition is { State: CheckState.Fail })
            return Outcome(CheckState.Fail, value, condition.Message);
        // A condition of the user's own decides how much may be lost, up to everything.
        if (blue > 0 && green == 0 && settings.FailUnless is null)
            return Outcome(CheckState.Fail, value, $"it had {blue} rows and is empty");
        if (settings.FailOver is { } most && most.IsExceededBy(moved, blue))
            return Outcome(CheckState.Fail, value, $"its rows moved by more than {most}");
        if (IsTooGreat(loss, blue, settings))
            return Outcome(CheckState.Fail, value, $"{loss} of {blue} rows are gone");
        if (condition is not null)
            return Outcome(condition.State, value, condition.Message);
        // Unasked, the first rows of a relation are no reason to warn.
        if (Move(settings) is { } some && some.IsExceededBy(moved, blue) && (blue > 0 || settings.WarnOver is not null))
            return Outcome(CheckState.Warn, value, $"its rows moved by more than {some}");
        return Outcome(CheckState.Pass, value, "");
    }

    /// <summary>Judges a refresh: growth is normal and loss is not, unless the last refreshes say otherwise.</summary>
    private static CheckOutcome JudgeNight(
        long blue,
        long green,
        LearntMoves? learnt,
        Func<CheckState, string, CheckOutcome> outcome
    )
    {
        if (blue == 0)
            return outcome(CheckState.Pass, "");
        var move = (double)(green - blue) / blue;
        var seen = learnt is null ? "" : $"; {learnt.Describe()}";
        var isUsual = learnt is not null && move >= learnt.Low;
        if (green == 0)
            return learnt is { WasEmpty: true }
                ? outcome(CheckState.Pass, "")
                : outcome(CheckState.Fail, $"it had {blue} rows and is empty{seen}");
        var loss = blue - green;
        if (_loss.IsExceededBy(loss, blue) && loss > Noise * Math.Sqrt(blue) && !isUsual)
            return outcome(CheckState.Fail, $"{loss} of {blue} rows are gone{seen}");
        if (learnt is not null && (move < learnt.Low || move > learnt.High))
            return outcome(CheckState.Warn, $"its rows moved by {LearntMoves.Share(move)}{seen}");
        return outcome(CheckState.Pass, "");
    }

    private static bool IsTooGreat(long loss, long blue, RowCountSettings settings)
    {
        if (settings.MaxLoss is { } configured)
            return configured.IsExceededBy(loss, blue);
        return settings is { FailOver: null, FailUnless: null }
            && _loss.IsExceededBy(loss, blue)
            && loss > Noise * Math.Sqrt(blue);
    }

    private static string Allowed(RowCountSettings settings)
    {
        var loss = settings.MaxLoss ?? (settings is { FailOver: null, FailUnless: null } ? _loss : (Tolerance?)null);
        var fail = string.Join(
            ", ",
            new[]
            {
                settings.FailOver is { } most ? $"within {most}" : null,
                loss is { } lost ? $"at most {lost} fewer" : null,
            }.OfType<string>()
        );
        return settings.Describe(
            fail.Length > 0 ? fail : null,
            Move(settings) is { } some ? $"warn over {some}" : null
        );
    }

    private static Tolerance? Move(RowCountSettings settings) =>
        settings.WarnOver ?? (settings.WarnUnless is null ? _move : null);

    private static string Change(long blue, long green) =>
        blue == green
            ? string.Create(CultureInfo.InvariantCulture, $"{blue}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{blue} -> {green}{(blue > 0 ? $" ({100.0 * (green - blue) / blue:+0.#;-0.#;0} %)" : "")}"
            );
}
