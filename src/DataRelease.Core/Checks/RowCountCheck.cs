using System.Data.Common;
using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// Counts both sides. Growth is data, loss is usually a mistake: without configuration a relation fails that becomes empty,
/// or that shrinks by more than 5 % and by more than chance would explain (twice the square root of its rows); it
/// warns when its count moved by more than 20 %.
/// </summary>
internal sealed class RowCountCheck(CheckScope scope)
{
    public const string Name = "row_count";

    private const int Batch = 50;
    private const double Noise = 2;

    private static readonly Tolerance _loss = new(5, IsPercent: true);
    private static readonly Tolerance _move = new(20, IsPercent: true);

    /// <summary>Outcomes of relations on both sides, and green's counts of all.</summary>
    public async Task<(IReadOnlyList<CheckOutcome> Outcomes, IReadOnlyDictionary<RelationName, long> Rows)> RunAsync(
        WarehouseSession session, CancellationToken cancellation)
    {
        var checkedRelations = scope.Relations.Where(relation => relation.Green is not null)
            .Select(relation => (Relation: relation, Settings: scope.Settings(Name, relation, byDefault: true))).Where(pair => pair.Settings is not null).ToList();
        var physical = checkedRelations.SelectMany(pair => new[] { pair.Relation.Blue?.Name, pair.Relation.Green!.Name }).OfType<RelationName>().Distinct().ToList();
        var counts = new Dictionary<RelationName, long>();
        var errors = new Dictionary<RelationName, string>();
        foreach (var chunk in physical.Chunk(Batch))
        {
            scope.Events.Publish(new ReleaseEvent.Progressed($"counting rows, {counts.Count} of {physical.Count} relations"));
            await CountAsync(scope.Warehouse, session, chunk, counts, errors, cancellation).ConfigureAwait(false);
        }
        var outcomes = checkedRelations.Where(pair => pair.Relation.IsOnBothSides).Select(pair => Judge(pair.Relation, pair.Settings!, counts, errors)).ToList();
        var rows = checkedRelations.Where(pair => counts.ContainsKey(pair.Relation.Green!.Name)).ToDictionary(pair => pair.Relation.Live, pair => counts[pair.Relation.Green!.Name]);
        return (outcomes, rows);
    }

    private static CheckOutcome Judge(
        ComparedRelation relation, CheckConfig settings, Dictionary<RelationName, long> counts, Dictionary<RelationName, string> errors)
    {
        var threshold = Allowed(settings);
        CheckOutcome Outcome(CheckState state, string value, string message) => CheckScope.Outcome(settings, "fail", relation, state, value, threshold, message);
        foreach (var side in new[] { relation.Blue!.Name, relation.Green!.Name })
        {
            if (errors.TryGetValue(side, out var error)) return Outcome(CheckState.Inconclusive, "", $"{side} can't be counted: {error}");
        }
        var (blue, green) = (counts[relation.Blue.Name], counts[relation.Green.Name]);
        var value = Change(blue, green);
        var moved = Math.Abs(green - blue);
        var loss = Math.Max(0, blue - green);
        if (blue > 0 && green == 0) return Outcome(CheckState.Fail, value, $"it had {blue} rows and is empty");
        if (settings.FailOver is { } most && most.IsExceededBy(moved, blue)) return Outcome(CheckState.Fail, value, $"its rows moved by more than {most}");
        if (IsTooGreat(loss, blue, settings)) return Outcome(CheckState.Fail, value, $"{loss} of {blue} rows are gone");
        if ((settings.WarnOver ?? _move).IsExceededBy(moved, blue) && blue > 0) return Outcome(CheckState.Warn, value, $"its rows moved by more than {settings.WarnOver ?? _move}");
        return Outcome(CheckState.Pass, value, "");
    }

    private static bool IsTooGreat(long loss, long blue, CheckConfig settings)
    {
        if (settings.MaxLoss is { } configured) return configured.IsExceededBy(loss, blue);
        return settings.FailOver is null && _loss.IsExceededBy(loss, blue) && loss > Noise * Math.Sqrt(blue);
    }

    private static string Allowed(CheckConfig settings)
    {
        var loss = settings.MaxLoss ?? (settings.FailOver is null ? _loss : (Tolerance?)null);
        List<string> parts = [];
        if (settings.FailOver is { } most) parts.Add($"within {most}");
        if (loss is { } lost) parts.Add($"at most {lost} fewer");
        parts.Add($"warn over {settings.WarnOver ?? _move}");
        return string.Join(", ", parts);
    }

    private static string Change(long blue, long green) => blue == green
        ? string.Create(CultureInfo.InvariantCulture, $"{blue}")
        : string.Create(CultureInfo.InvariantCulture, $"{blue} -> {green}{(blue > 0 ? $" ({100.0 * (green - blue) / blue:+0.#;-0.#;0} %)" : "")}");

    /// <summary>One query for many; if it fails, one each, so that the others still are counted.</summary>
    private static async Task CountAsync(
        Warehouse warehouse, WarehouseSession session, RelationName[] relations, Dictionary<RelationName, long> counts, Dictionary<RelationName, string> errors, CancellationToken cancellation)
    {
        try
        {
            var query = Sql.Join(" union all ", relations.Select((relation, index) => (Sql)$"select {Sql.Raw(index.ToString(CultureInfo.InvariantCulture))} as i, count(*) as n from {relation}"));
            foreach (var (index, rows) in await session.QueryAsync(query, row => (row.GetInt32(0), row.GetInt64(1)), cancellation).ConfigureAwait(false))
                counts[relations[index]] = rows;
        }
        // A right that is missing is no matter of the data: it ends the check, and is named with what it takes to grant it.
        catch (DbException error) when (relations.Length == 1 && warehouse.Translate(error).Code != ErrorCode.RightMissing)
        {
            errors[relations[0]] = error.Message.ReplaceLineEndings(" ");
        }
        catch (DbException) when (relations.Length > 1 && session.Connection.State == System.Data.ConnectionState.Open)
        {
            foreach (var relation in relations) await CountAsync(warehouse, session, [relation], counts, errors, cancellation).ConfigureAwait(false);
        }
    }
}
