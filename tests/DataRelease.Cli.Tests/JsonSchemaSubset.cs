using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>As much of JSON Schema as the published schemas use; an unknown keyword is a misfit itself.</summary>
internal static class JsonSchemaSubset
{
    private static readonly string[] _prose =
    [
        "$schema",
        "$comment",
        "$defs",
        "title",
        "description",
        "format",
        "default",
    ];

    /// <summary>Says whether a document of the tool fits the published schema of its verb.</summary>
    public static void ShouldFit(JsonDocument document)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "output.schema.json")));
        var misfits = new List<string>();
        Check(schema.RootElement, schema.RootElement, document.RootElement, "$", misfits);
        misfits.ShouldBeEmpty();
    }

    public static void Check(JsonElement root, JsonElement schema, JsonElement value, string at, List<string> misfits)
    {
        if (schema.ValueKind == JsonValueKind.False)
        {
            misfits.Add($"{at} may not be there");
            return;
        }
        // A condition says something of some keys, and nothing of the others.
        var isWhole = schema.TryGetProperty("type", out _);
        foreach (var rule in schema.EnumerateObject())
        {
            switch (rule.Name)
            {
                case "$ref":
                    Check(
                        root,
                        root.GetProperty("$defs").GetProperty(rule.Value.GetString()!.Split('/')[^1]),
                        value,
                        at,
                        misfits
                    );
                    break;
                case "type" when !Types(rule.Value).Any(type => Is(value, type)):
                    misfits.Add($"{at} is {value.ValueKind}, not {rule.Value}");
                    break;
                case "const"
                or "enum"
                    when !(
                        rule.Value.ValueKind == JsonValueKind.Array
                            ? rule.Value.EnumerateArray().AsEnumerable()
                            : [rule.Value]
                    ).Any(option => JsonElement.DeepEquals(option, value)):
                    misfits.Add($"{at} is {value}, not one of {rule.Value}");
                    break;
                case "pattern"
                    when value.ValueKind == JsonValueKind.String
                        && !Regex.IsMatch(value.GetString()!, rule.Value.GetString()!):
                    misfits.Add($"{at} does not match {rule.Value}");
                    break;
                case "required" when value.ValueKind == JsonValueKind.Object:
                    misfits.AddRange(
                        rule.Value.EnumerateArray()
                            .Where(key => !value.TryGetProperty(key.GetString()!, out _))
                            .Select(key => $"{at} has no {key}")
                    );
                    break;
                case "properties" when value.ValueKind == JsonValueKind.Object:
                    foreach (var property in value.EnumerateObject())
                    {
                        if (rule.Value.TryGetProperty(property.Name, out var inner))
                            Check(root, inner, property.Value, $"{at}.{property.Name}", misfits);
                        else if (isWhole)
                            misfits.Add($"{at}.{property.Name} is not in the schema");
                    }
                    break;
                case "additionalProperties"
                    when value.ValueKind == JsonValueKind.Object && rule.Value.ValueKind == JsonValueKind.Object:
                    foreach (var property in value.EnumerateObject())
                        Check(root, rule.Value, property.Value, $"{at}.{property.Name}", misfits);
                    break;
                case "items" when value.ValueKind == JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray())
                        Check(root, rule.Value, item, $"{at}[]", misfits);
                    break;
                case "allOf":
                    foreach (var option in rule.Value.EnumerateArray())
                        Check(root, option, value, at, misfits);
                    break;
                case "if":
                    var unmet = new List<string>();
                    Check(root, rule.Value, value, at, unmet);
                    Check(root, schema.GetProperty(unmet.Count == 0 ? "then" : "else"), value, at, misfits);
                    break;
                case "anyOf":
                    var attempts = rule
                        .Value.EnumerateArray()
                        .Select(option =>
                        {
                            var found = new List<string>();
                            Check(root, option, value, at, found);
                            return found;
                        })
                        .ToList();
                    if (attempts.All(attempt => attempt.Count > 0))
                        misfits.AddRange(attempts[0]);
                    break;
                case "then"
                or "else"
                or "type"
                or "const"
                or "enum"
                or "pattern"
                or "required"
                or "properties"
                or "additionalProperties"
                or "items":
                    break;
                default:
                    if (!_prose.Contains(rule.Name))
                        misfits.Add($"the keyword {rule.Name} is not known here");
                    break;
            }
        }
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(item => item.GetString()!)
            : [type.GetString()!];

    private static bool Is(JsonElement value, string type) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "null" => value.ValueKind == JsonValueKind.Null,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            _ => value.ValueKind == JsonValueKind.Number,
        };
}
