using DataRelease.Warehouses;

namespace DataRelease.Releases.Certification;

/// <summary>
/// What readers ask: joins and unions over several pointer views, whose rows say which release they belong to.
/// </summary>
/// <param name="views">The pointer views.</param>
/// <param name="wander">True if each statement of a transaction reads other views.</param>
internal sealed class ReaderQuestions(IReadOnlyList<RelationName> views, bool wander)
{
    private const int StatementsOfATransaction = 3;

    /// <summary>More than planners try all orders of.</summary>
    private const int ManyViews = 12;

    private const int LeastFactors = 5;
    private const int MostFactors = 9;

    private static readonly TimeSpan _long = TimeSpan.FromMilliseconds(300);

    private int _factors = LeastFactors;

    /// <summary>A join of four views, a join of more than the planner orders freely, or a union of eight.</summary>
    public Question Choose(bool descending, Random random) =>
        random.Next(8) switch
        {
            0 => Join(Views(ManyViews, descending, random)),
            < 4 => Join(Views(4, descending, random)),
            _ => Union(Views(8, descending, random)),
        };

    /// <summary>The rows of eight views, each with its release.</summary>
    public Question Rows(bool descending, Random random)
    {
        var chosen = Views(8, descending, random);
        return new Question(All(chosen), (long)chosen.Count * ScratchProject.Rows);
    }

    /// <summary>
    /// A statement that works for about a second: each row of a view with each row of all the others. See <see
    /// cref="FitAsync"/>.
    /// </summary>
    public Question Long(Random random)
    {
        var chosen = Enumerable.Range(0, _factors).Select(_ => random.Next(views.Count)).ToList();
        var from = Sql.Join(
            " cross join ",
            chosen.Select((view, index) => (Sql)$"{views[view]} {new Identifier($"a{index}")}")
        );
        return new Question(Extremes(_factors, from), (long)Math.Pow(ScratchProject.Rows, _factors));
    }

    /// <summary>
    /// Finds out how many views a long statement needs here. Each takes ten times as long as one less.
    /// </summary>
    public async Task FitAsync(Warehouse warehouse, Random random, TimeProvider clock, CancellationToken cancellation)
    {
        await using var session = await warehouse.OpenAsync(cancellation);
        for (_factors = LeastFactors; _factors < MostFactors; _factors++)
        {
            var start = clock.GetTimestamp();
            await session.ScalarAsync(Long(random).Sql, cancellation);
            if (clock.GetElapsedTime(start) >= _long)
                return;
        }
    }

    /// <summary>
    /// The statements of one transaction: first all views of a report, then joins of some of them in changing orders.
    /// If the load wanders, each statement reads other views.
    /// </summary>
    public IReadOnlyList<Question> Transaction(bool descending, Random random)
    {
        if (wander)
            return [.. Enumerable.Range(0, StatementsOfATransaction).Select(_ => Choose(descending, random))];
        var report = Views(8, descending, random);
        List<Question> questions = [Union(report)];
        while (questions.Count < StatementsOfATransaction)
        {
            var some = report.ToArray();
            random.Shuffle(some);
            questions.Add(Join([.. some.Take(4)]));
        }
        return questions;
    }

    private List<int> Views(int most, bool descending, Random random)
    {
        var chosen = Enumerable.Range(0, most).Select(_ => random.Next(views.Count)).Distinct().Order().ToList();
        if (descending)
            chosen.Reverse();
        return chosen;
    }

    private Question Union(List<int> chosen) =>
        new(
            $"select min(release), max(release), {Dialect.AllRows} from ({All(chosen)}) r",
            (long)chosen.Count * ScratchProject.Rows
        );

    private Sql All(List<int> chosen) =>
        Sql.Join(" union all ", chosen.Select(view => (Sql)$"select release from {views[view]}"));

    private Question Join(List<int> chosen)
    {
        var first = new Identifier("a0");
        var from = Sql.Join(
            " join ",
            chosen.Select(
                (view, index) =>
                {
                    var name = new Identifier($"a{index}");
                    return index == 0
                        ? (Sql)$"{views[view]} {name}"
                        : $"{views[view]} {name} on {first}.id = {name}.id";
                }
            )
        );
        return new Question(Extremes(chosen.Count, from), ScratchProject.Rows);
    }

    /// <summary>The least and the greatest release of any row, and the number of rows.</summary>
    private static Sql Extremes(int count, Sql from)
    {
        Sql[] Each(string function) =>
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(index => (Sql)$"{Sql.Raw(function)}({new Identifier($"a{index}")}.release)"),
            ];
        return Sql.By(dialect =>
            $"select {dialect.Least(Each("min"))}, {dialect.Greatest(Each("max"))}, {Dialect.AllRows} from {from}"
        );
    }
}

/// <summary>A statement, and the number of rows that it finds in any release.</summary>
internal sealed record Question(Sql Sql, long Rows);
