using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>
/// The two ways in which a recorded warehouse spells each statement: as the engine under review would be sent it, and
/// as the engine that is its memory understands it.
/// </summary>
/// <param name="Shown">The engine under review.</param>
/// <param name="Memory">The engine that answers.</param>
internal sealed partial record TwoSided(Dialect Shown, Dialect Memory)
{
    /// <summary>Between statements of one text, for the memory alone.</summary>
    public const char Break = '\uE002';

    /// <summary>Translates texts that are the engine's own on both sides; null where there are none.</summary>
    public Func<string, string>? Foreign { get; init; }

    private const char Open = '\uE000';
    private const char Close = '\uE001';

    private readonly List<(string Shown, string Memory)> _words = [];

    /// <summary>A phrase that each side spells for itself.</summary>
    public Sql Phrase(Func<Dialect, Sql> phrase) => Sql.By(dialect => phrase(dialect is TwinDialect ? Shown : dialect));

    /// <summary>A phrase that stands in one side's text as in the other's grammar.</summary>
    public Sql Either(Func<Sql> shown, Func<Sql> memory) =>
        Sql.By(dialect => ReferenceEquals(dialect, Memory) ? memory() : shown());

    /// <summary>
    /// Statements of which each side has its own number: the memory runs all of its own where the first one stands.
    /// </summary>
    public IReadOnlyList<Sql> Each(IReadOnlyList<Sql> shown, Func<IReadOnlyList<Sql>> memory)
    {
        if (shown.Count == 0)
        {
            var rest = memory();
            return rest.Count == 0 ? [] : [Either(() => Sql.Empty, () => Sql.Join($"{Break}", rest))];
        }
        return
        [
            .. shown.Select(
                (statement, at) => Either(() => statement, () => at == 0 ? Sql.Join($"{Break}", memory()) : Sql.Empty)
            ),
        ];
    }

    /// <summary>A word that core puts into a text before it is known for whom.</summary>
    public string Word(string shown, string memory)
    {
        if (shown == memory)
            return shown;
        var at = _words.IndexOf((shown, memory));
        if (at < 0)
        {
            at = _words.Count;
            _words.Add((shown, memory));
        }
        return $"{Open}{at}{Close}";
    }

    /// <summary>The statement for the engine under review.</summary>
    public SqlStatement Show(Sql sql)
    {
        var statement = sql.Render(Shown);
        return statement with { Text = Spell(statement.Text, word => word.Shown) };
    }

    /// <summary>
    /// The statement for the memory. A journal keeps one in the words of the engine under review: of those the memory
    /// knows its own clock and its own parameters.
    /// </summary>
    public SqlStatement Remember(Sql sql)
    {
        var statement = sql.Render(Memory);
        if (statement.Values.Count > 0 && Shown.Parameter(1) == "?" && statement.Text == sql.Render(Shown).Text)
        {
            var number = 0;
            return statement with
            {
                Text = string.Concat(
                    statement
                        .Text.Replace(Shown.ClockNow, Memory.ClockNow, StringComparison.Ordinal)
                        .Select(letter => letter == '?' ? Memory.Parameter(++number) : $"{letter}")
                ),
            };
        }
        var text = Spell(statement.Text, word => word.Memory);
        return statement with { Text = Foreign is null ? text : string.Join(Break, text.Split(Break).Select(Foreign)) };
    }

    /// <summary>A text that was rendered for neither, as the memory has it.</summary>
    public string Remember(string text) => Spell(text, word => word.Memory);

    /// <summary>The same, as the engine under review has it.</summary>
    public string Show(string text) => Spell(text, word => word.Shown);

    private string Spell(string text, Func<(string Shown, string Memory), string> side) =>
        text.Contains(Open, StringComparison.Ordinal)
            ? Words()
                .Replace(text, word =>
                    side(_words[int.Parse(word.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)])
                )
            : text;

    [GeneratedRegex("\uE000([0-9]+)\uE001")]
    private static partial Regex Words();
}
