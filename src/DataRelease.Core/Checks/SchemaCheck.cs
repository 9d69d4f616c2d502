using System.Globalization;
using System.Text;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Settings of <c>schema</c>.</summary>
public sealed record SchemaSettings : CheckConfig
{
    /// <inheritdoc/>
    public override string Name => SchemaCheck.Name;

    /// <inheritdoc/>
    public override CheckSeverity DefaultSeverity => CheckSeverity.Warn;
}

/// <summary>
/// Compares shapes. Dropped, renamed and retyped columns and dropped relations break consumers. New columns, and types
/// that only became wider, don't.
/// </summary>
internal sealed class SchemaCheck(CheckScope scope) : ReleaseCheck(scope)
{
    public const string Name = "schema";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, (_, _) => new SchemaSettings(), scope => new SchemaCheck(scope)) { Unasked = new SchemaSettings() };

    public override Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<CheckOutcome>>(Compare());

    private List<CheckOutcome> Compare()
    {
        var outcomes = new List<CheckOutcome>();
        foreach (var relation in Scope.Relations.Where(relation => !relation.IsNew))
        {
            if (Scope.Settings(relation, new SchemaSettings()) is not { } settings)
                continue;
            if (relation.IsDropped)
            {
                outcomes.Add(Outcome(settings, relation, CheckState.Fail, "dropped", "it is no longer in the project"));
                continue;
            }
            if (!relation.IsOnBothSides)
                continue;
            var (breaking, harmless) = Compare(relation.Blue!, relation.Green!);
            outcomes.Add(
                breaking.Count > 0
                    ? Outcome(
                        settings,
                        relation,
                        CheckState.Fail,
                        string.Join(", ", breaking.Concat(harmless)),
                        "consumers of the old shape may break"
                    )
                    : Outcome(settings, relation, CheckState.Pass, string.Join(", ", harmless), "")
            );
        }
        return outcomes;
    }

    private static CheckOutcome Outcome(
        CheckConfig settings,
        ComparedRelation relation,
        CheckState state,
        string value,
        string message
    ) => CheckScope.Outcome(settings, relation, state, value, "nothing dropped, renamed, retyped or narrowed", message);

    private static (List<string> Breaking, List<string> Harmless) Compare(CatalogRelation blue, CatalogRelation green)
    {
        var (breaking, harmless) = (new List<string>(), new List<string>());
        var before = blue.Columns.ToDictionary(column => column.Name);
        var after = green.Columns.ToDictionary(column => column.Name);
        var added = green.Columns.Where(column => !before.ContainsKey(column.Name)).ToList();
        foreach (var column in blue.Columns)
        {
            if (after.TryGetValue(column.Name, out var now))
            {
                if (now.Type == column.Type)
                    continue;
                if (IsWider(column.Type, now.Type))
                    harmless.Add($"{column.Name} widened from {column.Type} to {now.Type}");
                else
                    breaking.Add(
                        $"{column.Name} {(IsWider(now.Type, column.Type) ? "narrowed" : "retyped")} from "
                            + $"{column.Type} to {now.Type}"
                    );
            }
            // A column with the same type in the same position, while no other column moved, is most likely the same
            // column.
            else if (
                added.Find(other => other.Ordinal == column.Ordinal && other.Type == column.Type) is { } renamed
                && blue.Columns.Count == green.Columns.Count
            )
            {
                breaking.Add($"{column.Name} dropped (renamed to {renamed.Name}?)");
            }
            else
            {
                breaking.Add($"{column.Name} dropped");
            }
        }
        harmless.AddRange(added.Select(column => $"{column.Name} {column.Type} added"));
        return (breaking, harmless);
    }

    /// <summary>
    /// True if every value of the old type is also one of the new type, with the same text: longer texts, more digits
    /// before the decimal point.
    /// </summary>
    private static bool IsWider(string old, string now)
    {
        var (oldName, oldNumbers) = Split(old);
        var (newName, newNumbers) = Split(now);
        if (oldName is "character varying" or "varchar" && newName is "text")
            return true;
        if (oldName != newName)
            return false;
        if (newNumbers.Count == 0)
            return true;
        if (oldNumbers.Count == 0)
            return false;
        return oldNumbers.Count == newNumbers.Count
            && newNumbers[0] >= oldNumbers[0]
            && oldNumbers.Skip(1).SequenceEqual(newNumbers.Skip(1));
    }

    private static (string Name, List<int> Numbers) Split(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var close = type.IndexOf(')', StringComparison.Ordinal);
        if (open < 0 || close < open)
            return (Lowered(type), []);
        var numbers = type[(open + 1)..close]
            .Split(',')
            .Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .ToList();
        return numbers.Contains(-1) ? (Lowered(type), []) : (Lowered(type[..open] + type[(close + 1)..]), numbers);
    }

    /// <summary>
    /// A type's text in lower case, but for what stands in quotes: 'a' and 'A' are two values of an enum.
    /// </summary>
    private static string Lowered(string type)
    {
        var text = new StringBuilder(type.Length);
        var quote = '\0';
        foreach (var letter in type)
        {
            text.Append(quote == '\0' ? char.ToLowerInvariant(letter) : letter);
            if (quote == letter)
                quote = '\0';
            else if (quote == '\0' && letter is '\'' or '"')
                quote = letter;
        }
        return text.ToString();
    }
}
