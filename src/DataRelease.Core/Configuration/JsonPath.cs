using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataRelease.Configuration;

/// <summary>
/// The path to one value in a JSON document: <c>data.result[0].value</c>, <c>$.stats["p95 ms"]</c>. The index
/// <c>[-1]</c> means the last item of a list.
/// </summary>
public sealed partial class JsonPath
{
    private readonly string _text;
    private readonly IReadOnlyList<object> _steps;

    private JsonPath(string text, IReadOnlyList<object> steps)
    {
        _text = text;
        _steps = steps;
    }

    /// <summary>Parses a path.</summary>
    /// <exception cref="ExpressionException">The text is no path.</exception>
    public static JsonPath Parse(string text)
    {
        var steps = new List<object>();
        var at = text.StartsWith('$') ? 1 : 0;
        while (at < text.Length)
        {
            var match = Step().Match(text, at);
            // The first name has no dot before it.
            if (!match.Success || (match.Groups["dot"].Success && at == 0) || (!Separates(match) && at > 0))
                throw new ExpressionException(
                    at,
                    $"'{text[at..]}' is not a step of a path such as data.result[0].value or ['a name']"
                );
            if (match.Groups["index"] is { Success: true } index)
                steps.Add(
                    int.TryParse(
                        index.Value,
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out var place
                    )
                        ? place
                        : throw new ExpressionException(at, $"'{index.Value}' is not an index into a list")
                );
            else
                steps.Add(match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["name"].Value);
            at += match.Length;
        }
        return new JsonPath(text, steps);

        static bool Separates(Match match) => match.Groups["dot"].Success || match.Value[0] == '[';
    }

    /// <summary>The value at the path; null if there is none.</summary>
    public JsonElement? Find(JsonElement root)
    {
        var at = root;
        foreach (var step in _steps)
        {
            if (step is string name)
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                    return null;
                continue;
            }
            var length = at.ValueKind == JsonValueKind.Array ? at.GetArrayLength() : 0;
            var place = (int)step < 0 ? (int)step + length : (int)step;
            if (place < 0 || place >= length)
                return null;
            at = at[place];
        }
        return at;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.Length == 0 ? "$" : _text;

    [GeneratedRegex(
        """\G(?:\[(?:(?<index>-?\d+)|'(?<quoted>[^']*)'|"(?<quoted>[^"]*)")\]|(?<dot>\.)?(?<name>[^.\[\]'"\s]+))""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Step();
}
