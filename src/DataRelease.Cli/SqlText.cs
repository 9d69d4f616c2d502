using DataRelease.Cli.Terminals;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary>Shows how the SQL of models differs from the live release's, in the style of <c>diff -u</c>.</summary>
internal static class SqlText
{
    /// <summary>The greatest number of lines in total, because a person reads the plan.</summary>
    private const int MaxLines = 2_000;

    private const int MaxNames = 5;

    public static void Write(IReadOnlyList<PlannedRelation> plan, List<string> lines, TerminalReport? forPeople)
    {
        var room = MaxLines;
        var left = 0;
        foreach (var relation in plan.Where(relation => relation.Sql is { Lines.Count: > 0 }))
        {
            var sql = relation.Sql!;
            if (sql.Lines.Count > room)
            {
                left++;
                continue;
            }
            room -= sql.Lines.Count;
            Say("");
            Say(sql.File.Length > 0 ? $"{relation.Relation}: {sql.File}" : relation.Relation);
            Change($"--- {sql.Before ?? "nothing"}", isTitle: true);
            Change($"+++ {sql.After}", isTitle: true);
            foreach (var line in sql.Lines)
                Change(line);
            if (sql.Hidden > 0)
                Say($"... {sql.Hidden} more line{(sql.Hidden == 1 ? "" : "s")}");
        }
        // A note that many models share is printed once.
        var words = plan.Where(relation => relation.Sql is { Lines.Count: 0 })
            .GroupBy(relation => relation.Sql!.Note)
            .ToList();
        if (room < MaxLines || words.Count > 0)
            Say("");
        foreach (var word in words)
            Say(
                $"{string.Join(", ", word.Take(MaxNames).Select(relation => relation.Relation))}"
                    + (word.Count() > MaxNames ? $" and {word.Count() - MaxNames} more" : "")
                    + $": {word.Key}"
            );
        if (left > 0)
            Say($"{left} more with {MaxLines} lines shown; --output json has them all");

        void Say(string text)
        {
            if (forPeople is null)
            {
                lines.Add(text);
                return;
            }
            foreach (var line in lines)
                forPeople.Line(line);
            lines.Clear();
            forPeople.Line(text);
        }

        void Change(string text, bool isTitle = false)
        {
            if (forPeople is null)
                lines.Add(text);
            else
                forPeople.Change(text, isTitle);
        }
    }
}
