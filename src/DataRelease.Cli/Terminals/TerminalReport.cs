using System.Globalization;
using DataRelease.Diffs;
using DataRelease.Releases;
using DataRelease.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DataRelease.Cli.Terminals;

/// <summary>
/// Shows checks and diffs to people at a terminal: tables that fit its width, with bars and colours if it supports
/// them.
/// </summary>
internal sealed class TerminalReport
{
    /// <summary>
    /// The narrowest width for tables. Below it cells would hold a few letters, so each row becomes a small block.
    /// </summary>
    private const int Tabular = 60;

    /// <summary>From this width on there is room for a column with the threshold, and for names in one line.</summary>
    private const int Wide = 120;

    /// <summary>The narrowest cell; a narrower one would split words.</summary>
    private const int LeastCell = 11;

    private readonly TerminalShape _shape;
    private readonly IAnsiConsole _console;

    public TerminalReport(TerminalShape shape, TextWriter writer)
    {
        _shape = shape;
        _console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = shape.HasColour ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = shape.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
            }
        );
        _console.Profile.Width = shape.Width;
        _console.Profile.Capabilities.Unicode = shape.HasUnicode;
    }

    private bool IsTabular => _shape.Width >= Tabular;

    /// <summary>The outcomes that need attention, the worst first, and the number of each kind.</summary>
    public void Checks(IReadOnlyList<CheckOutcome> checks)
    {
        var shown = checks
            .Where(check => check.State is not (CheckState.Pass or CheckState.Skipped))
            .OrderByDescending(check => check.CountsAs)
            .ThenByDescending(check => check.State)
            .ToList();
        if (shown.Count > 0 && IsTabular)
        {
            var isWide = _shape.Width >= Wide;
            var table = Grid("check", "relation", "value", isWide ? "allowed" : null, "");
            table.Columns[0].NoWrap();
            foreach (var check in shown)
            {
                table.AddRow(
                    new IRenderable?[]
                    {
                        new Markup($"{Mark(check)} {Safe(check.Name)}"),
                        Cell(isWide ? check.Relation : Folded(check.Relation)),
                        Cell(check.Value),
                        isWide ? Cell(check.Threshold) : null,
                        Cell($"{State(check)}: {(isWide ? check.Message : Told(check))}"),
                    }.OfType<IRenderable>()
                );
            }
            _console.Write(table);
        }
        else
        {
            foreach (var check in shown)
                Block(
                    $"{Mark(check)} {Safe(check.Name)} {Safe(check.Relation)}",
                    [check.Value, $"{State(check)}: {Told(check)}"]
                );
        }
        var counts = checks
            .GroupBy(check => check.State)
            .OrderByDescending(group => group.Key)
            .Select(group =>
                $"{Colour(group.Key)}{group.Count().ToString(CultureInfo.InvariantCulture)} "
                + $"{group.Key.ToString().ToLowerInvariant()}{(Colour(group.Key).Length > 0 ? "[/]" : "")}"
            );
        _console.MarkupLine($"checks: {string.Join(", ", counts)}");
    }

    /// <summary>
    /// Writes a table. If the terminal is narrow or cells would hold only a few letters, each row becomes a block.
    /// </summary>
    public void Rows(string[] heads, IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
            return;
        // A column that is empty in every row is left out.
        var shown = Enumerable.Range(0, heads.Length).Where(at => rows.Any(row => row[at] is not ("" or "-"))).ToList();
        if (shown.Count == 0)
            return;
        if (IsTabular && shown.Count * LeastCell <= _shape.Width)
        {
            var table = Grid(shown.Select(at => heads[at].ToLowerInvariant()));
            table.Columns[0].NoWrap();
            foreach (var row in rows)
                table.AddRow(shown.Select(IRenderable (at) => Cell(Broken(row[at]))));
            if (rows.Max(row => row[shown[0]].Length) > _shape.Width / 3)
                table.Columns[0].NoWrap = false;
            _console.Write(table);
            return;
        }
        foreach (var row in rows)
            Block(
                Safe(row[shown[0]]),
                shown
                    .Skip(1)
                    .Where(at => row[at] is not ("" or "-"))
                    .Select(at => heads[at].Length > 0 ? $"{heads[at].ToLowerInvariant()}: {row[at]}" : row[at])
            );
    }

    /// <summary>The name with a break after its schema, so that a narrow column can show it whole.</summary>
    private string Broken(string text) =>
        _shape.Width < Wide && text.IndexOfAny([' ', '/', '\\']) < 0 ? Folded(text) : text;

    /// <summary>The relations that differ, with their differences.</summary>
    public void Diffs(ReleaseReport.Compared report)
    {
        var changed = report.Diffs.Where(HasChanged).ToList();
        if (changed.Count > 0 && IsTabular)
        {
            var bar = Math.Clamp((_shape.Width - 60) / 4, 6, 30);
            var table = Grid("relation", "rows", "added", "removed", "changed", "");
            for (var column = 1; column <= 4; column++)
                table.Columns[column].RightAligned().NoWrap();
            table.Columns[5].NoWrap();
            foreach (var diff in changed)
            {
                table.AddRow(
                    Cell(_shape.Width >= Wide ? diff.Relation : Folded(diff.Relation)),
                    new Text(Rows(diff)),
                    Amount(diff.Added, "green"),
                    Amount(diff.Removed, "red"),
                    Amount(diff.Changed, "yellow"),
                    new Markup(Bar.Rows(_shape, bar, diff.Added, diff.Removed, diff.Changed, Whole(diff)))
                );
            }
            _console.Write(table);
        }
        foreach (var diff in changed)
            Detail(diff, report.Explanations.GetValueOrDefault(diff.Relation));
        // Without a difference there is still something to say: how much was compared, and what was asked for.
        foreach (var diff in report.Diffs.Where(diff => !HasChanged(diff)))
        {
            foreach (var line in DiffText.Limits(diff).Concat(DiffText.Statistics(diff)))
                Hanging($"{diff.Relation}: {line}");
        }
        var equal = report.Diffs.Count - changed.Count;
        if (equal > 0)
            Line(
                $"{(changed.Count > 0 ? "" : "nothing differs: ")}{equal} relation"
                    + $"{(equal == 1 ? " has" : "s have")} the same rows on both sides"
            );
    }

    private void Detail(RelationDiff diff, ChangeExplanation? explanation)
    {
        if (IsTabular)
            _console.Write(
                new Text($"\n{Clean(PrintableText.Line(diff.Relation))}\n", new Style(decoration: Decoration.Bold))
            );
        else
            Block(
                Safe(diff.Relation),
                [Rows(diff), $"{diff.Added} added, {diff.Removed} removed, {diff.Changed} changed"]
            );
        if (explanation is not null)
            Hanging(
                explanation.IsUnexplained
                    ? "unexplained: nothing that it is made from changed"
                    : $"because {explanation}",
                explanation.IsUnexplained ? "yellow" : null
            );
        foreach (
            var (title, columns) in new[]
            {
                ("new columns", diff.AddedColumns),
                ("dropped columns", diff.RemovedColumns),
                ("retyped columns", diff.RetypedColumns),
            }
        )
        {
            if (columns.Count > 0)
                Hanging($"{title}: {string.Join(", ", columns)}");
        }
        if (diff.Key.Count == 0)
            Hanging("compared as whole rows, because there is no key");
        foreach (var line in DiffText.Limits(diff))
            Hanging(line);
        foreach (var trait in diff.Common)
            Hanging(trait.Sentence);
        Columns(diff);
        foreach (var line in DiffText.Statistics(diff))
            Hanging(line);
        foreach (var sample in diff.Samples)
            Sample(sample);
    }

    /// <summary>For each column the number of rows in which it differs, as a bar.</summary>
    private void Columns(RelationDiff diff)
    {
        if (diff.ChangedByColumn.Count == 0)
            return;
        var name = Math.Min(
            diff.ChangedByColumn.Keys.Max(column => column.Length),
            Math.Max(8, (_shape.Width / 2) - 4)
        );
        var count = diff.ChangedByColumn.Values.Max().ToString(CultureInfo.InvariantCulture).Length;
        var bar = Math.Clamp(_shape.Width - name - count - 8, 4, 40);
        foreach (
            var (column, rows) in diff
                .ChangedByColumn.OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
        )
        {
            var label = Short(Clean(PrintableText.Line(column)), name).PadRight(name);
            _console.MarkupLine(
                $"  {Markup.Escape(label)}  {rows.ToString(CultureInfo.InvariantCulture).PadLeft(count)}  "
                    + Bar.Share(_shape, bar, rows, Math.Max(diff.Changed, rows))
            );
        }
    }

    private void Sample(DiffSample sample)
    {
        var (sign, colour) = sample.Kind switch
        {
            RowKind.Added => ('+', "green"),
            RowKind.Removed => ('-', "red"),
            _ => ('~', "yellow"),
        };
        var arrow = _shape.HasUnicode ? "→" : "->";
        var key = string.Join(", ", sample.Key.Select(pair => $"{pair.Key}={pair.Value ?? "null"}"));
        var values =
            sample.Kind == RowKind.Changed
                ? string.Join(
                    ", ",
                    sample.After.Select(pair =>
                        $"{pair.Key}: {sample.Before.GetValueOrDefault(pair.Key) ?? "null"} {arrow} "
                        + $"{pair.Value ?? "null"}"
                    )
                )
                : string.Join(
                    ", ",
                    (sample.Kind == RowKind.Added ? sample.After : sample.Before).Select(pair =>
                        $"{pair.Key}={pair.Value ?? "null"}"
                    )
                );
        Hanging($"{sign} {(key.Length > 0 ? $"{key}  " : "")}{values}", colour);
    }

    /// <summary>A title with indented lines, for narrow terminals.</summary>
    private void Block(string title, IEnumerable<string> lines)
    {
        _console.MarkupLine(title);
        foreach (var line in lines.Where(line => line.Length > 0))
            Hanging(line);
    }

    private void Hanging(string text, string? colour = null) =>
        _console.Write(
            new Padder(
                new Text(Clean(PrintableText.Line(text)), colour is null ? Style.Plain : Style.Parse(colour)),
                new Padding(2, 0, 0, 0)
            )
        );

    /// <summary>A sentence, wrapped to the width.</summary>
    public void Line(string text) => _console.Write(new Text($"{Clean(PrintableText.Line(text))}\n"));

    /// <summary>A line of a unified diff; a long one continues below its first character.</summary>
    public void Change(string text, bool isTitle = false)
    {
        var style = text switch
        {
            ['@', '@', ..] => new Style(Color.Teal),
            _ when isTitle => new Style(decoration: Decoration.Bold),
            ['-', ..] => new Style(Color.Maroon),
            ['+', ..] => new Style(Color.Green),
            _ => Style.Plain,
        };
        var line = Clean(
            PrintableText.Of(text).ReplaceLineEndings(" ").Replace("\t", "    ", StringComparison.Ordinal)
        );
        foreach (var part in line.Chunk(_shape.Width))
            _console.Write(new Text($"{new string(part)}\n", style));
    }

    /// <summary>Relations that only one side has.</summary>
    public void Plan(IReadOnlyList<PlannedRelation> plan)
    {
        foreach (var relation in plan)
            Line($"{relation.Change} {relation.Relation}{(relation.Detail.Length > 0 ? $": {relation.Detail}" : "")}");
    }

    private Table Grid(params IEnumerable<string?> heads)
    {
        var table = new Table()
            .Border(_shape.HasUnicode ? TableBorder.Simple : TableBorder.Ascii)
            .BorderStyle(new Style(decoration: Decoration.Dim));
        if (!_shape.HasUnicode)
            table.UseSafeBorder = true;
        foreach (var head in heads.OfType<string>())
            table.AddColumn(new TableColumn(new Text(head, new Style(decoration: Decoration.Bold))));
        return table;
    }

    private Text Cell(string text) => new(Clean(PrintableText.Of(text)));

    private static Markup Amount(long amount, string colour) =>
        new(amount == 0 ? "0" : $"[{colour}]{amount.ToString(CultureInfo.InvariantCulture)}[/]");

    private string Rows(RelationDiff diff) =>
        diff.BlueRows == diff.GreenRows
            ? $"{diff.BlueRows}"
            : $"{diff.BlueRows} {(_shape.HasUnicode ? "→" : "->")} {diff.GreenRows}";

    private static string Told(CheckOutcome check) =>
        check.Message
        + (check.Threshold.Length > 0 ? $"{(check.Message.Length > 0 ? "; " : "")}allowed: {check.Threshold}" : "");

    private string Mark(CheckOutcome check)
    {
        var sign = _shape.HasUnicode
            ? check.State switch
            {
                CheckState.Fail => "✗",
                CheckState.Inconclusive => "?",
                CheckState.Warn => "!",
                _ => "✓",
            }
            : check.State switch
            {
                CheckState.Fail => "x",
                CheckState.Inconclusive => "?",
                CheckState.Warn => "!",
                _ => "+",
            };
        return $"{Colour(check.CountsAs)}{sign}{(Colour(check.CountsAs).Length > 0 ? "[/]" : "")}";
    }

    private static string State(CheckOutcome check) => check.State.ToString().ToLowerInvariant();

    /// <summary>A long name breaks after its schema, not elsewhere.</summary>
    private static string Folded(string name) =>
        name.Length > 16 && name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            ? $"{name[..(dot + 1)]}\n{name[(dot + 1)..]}"
            : name;

    private static string Colour(CheckState state) =>
        state switch
        {
            CheckState.Fail => "[red]",
            CheckState.Warn or CheckState.Inconclusive => "[yellow]",
            CheckState.Pass => "[green]",
            _ => "",
        };

    private static string Short(string text, int length) => text.Length <= length ? text : $"{text[..(length - 1)]}~";

    private string Safe(string text) => Markup.Escape(Clean(PrintableText.Line(text)));

    /// <summary>
    /// Replaces characters with question marks if the terminal has no Unicode and would show something else.
    /// </summary>
    private string Clean(string text) =>
        _shape.HasUnicode ? text : string.Concat(text.Select(character => character < 128 ? character : '?'));

    private static bool HasChanged(RelationDiff diff) =>
        !diff.IsEqual || diff.AddedColumns.Count + diff.RemovedColumns.Count + diff.RetypedColumns.Count > 0;

    /// <summary>The number of rows on either side.</summary>
    private static long Whole(RelationDiff diff) => Math.Max(1, diff.GreenRows + diff.Removed);
}
