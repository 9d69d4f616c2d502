using System.Globalization;
using System.Text.Json;
using DataRelease.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds.Packages;

/// <summary>The properties of a dbt run that compiled code may depend on; null for those that are unknown.</summary>
public sealed record CompileRun
{
    /// <summary>The target's name.</summary>
    public string? Target { get; init; }

    /// <summary>The variables of the command line, see <see cref="Canonical"/>; <c>{}</c> if there were none.</summary>
    public string? Vars { get; init; }

    /// <summary>
    /// The differences between this run and another, one phrase each. An unknown property counts as a difference.
    /// </summary>
    /// <param name="other">The run that is wanted.</param>
    public IReadOnlyList<string> Differences(CompileRun other)
    {
        var found = new List<string>();
        Compare("target", Target, other.Target);
        Compare("variables", Vars, other.Vars);
        return found;

        void Compare(string what, string? mine, string? theirs)
        {
            if (mine is null)
                found.Add($"it does not say for which {what} it was compiled");
            else if (mine != theirs)
                found.Add($"it was compiled for {what} {mine}, and this is for {theirs ?? "another"}");
        }
    }

    /// <summary>The same as <see cref="Differences"/>, without unknown properties.</summary>
    /// <param name="other">The run that is wanted.</param>
    public IReadOnlyList<string> Conflicts(CompileRun other) =>
        (this with { Target = Target ?? other.Target, Vars = Vars ?? other.Vars }).Differences(other);

    /// <summary>
    /// A YAML or JSON mapping of variables in a canonical form, independent of the order of its keys.
    /// </summary>
    public static string Canonical(string? vars)
    {
        if (string.IsNullOrWhiteSpace(vars))
            return "{}";
        try
        {
            return YamlText.Parse(vars) is { } root ? Write(root) : "{}";
        }
        catch (YamlException)
        {
            return vars;
        }
    }

    private static string Write(YamlNode node) =>
        node switch
        {
            YamlMappingNode mapping => "{"
                + string.Join(
                    ", ",
                    mapping
                        .Children.Select(pair => $"{Write(pair.Key)}: {Write(pair.Value)}")
                        .Order(StringComparer.Ordinal)
                )
                + "}",
            YamlSequenceNode list => $"[{string.Join(", ", list.Children.Select(Write))}]",
            YamlScalarNode { Style: ScalarStyle.Plain, Value: { } plain } when IsNative(plain) =>
                plain.ToLowerInvariant(),
            YamlScalarNode scalar => Quoted(scalar.Value ?? ""),
            _ => "",
        };

    private static string Quoted(string value) => $"\"{JsonEncodedText.Encode(value)}\"";

    private static bool IsNative(string plain) =>
        plain.ToLowerInvariant() is "true" or "false" or "null" or "~"
        || double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
