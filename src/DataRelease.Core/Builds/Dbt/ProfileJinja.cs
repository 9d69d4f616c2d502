using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DataRelease.Errors;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// The Jinja that profiles in the field consist of: <c>env_var('N')</c> and <c>env_var('N', 'default')</c>, with the
/// filters as_number, as_bool, as_native and as_text, and text around them. Anything else is an error that says where.
/// </summary>
internal static partial class ProfileJinja
{
    public static object? Render(string text, Func<string, string?> environment, SourceLocation where)
    {
        if (
            !text.Contains("{{", StringComparison.Ordinal)
            && !text.Contains("{%", StringComparison.Ordinal)
            && !text.Contains("{#", StringComparison.Ordinal)
        )
            return text;
        var rendered = new StringBuilder();
        object? native = null;
        var expressions = 0;
        var position = 0;
        foreach (Match match in Expression().Matches(text))
        {
            rendered.Append(Plain(text[position..match.Index], where));
            native = Evaluate(match, environment, where);
            rendered.Append(Convert.ToString(native, CultureInfo.InvariantCulture));
            expressions++;
            position = match.Index + match.Length;
        }
        rendered.Append(Plain(text[position..], where));
        // One expression alone keeps its type, as dbt's native rendering does.
        return expressions == 1 && Expression().Match(text.Trim()).Length == text.Trim().Length
            ? native
            : rendered.ToString();
    }

    private static string Plain(string text, SourceLocation where) =>
        text.Contains("{{", StringComparison.Ordinal)
        || text.Contains("{%", StringComparison.Ordinal)
        || text.Contains("{#", StringComparison.Ordinal)
            ? throw new ReleaseException(
                ErrorCode.ProfileJinja,
                "only env_var(…) is understood in a profile",
                null,
                where
            )
            : text;

    private static object? Evaluate(Match match, Func<string, string?> environment, SourceLocation where)
    {
        var name = Unquote(match.Groups["name"].Value);
        var value = environment(name)
            ?? (match.Groups["default"].Success ? Unquote(match.Groups["default"].Value) : null)
            ?? throw new ReleaseException(
                ErrorCode.VariableMissing,
                $"the profile reads the environment variable {name}, which is not set",
                null,
                where
            );
        object? result = value;
        foreach (Capture filter in match.Groups["filter"].Captures)
        {
            result = filter.Value switch
            {
                "as_text" => value,
                "as_number" => Number(value)
                    ?? throw new ReleaseException(
                        ErrorCode.ProfileInvalid,
                        $"the environment variable {name} is not a number",
                        "correct its value",
                        where
                    ),
                "as_bool" => Bool(value)
                    ?? throw new ReleaseException(
                        ErrorCode.ProfileInvalid,
                        $"the environment variable {name} is not a boolean",
                        "set it to true or false",
                        where
                    ),
                "as_native" => Number(value) ?? Bool(value) ?? value,
                var other => throw new ReleaseException(
                    ErrorCode.ProfileJinja,
                    $"the filter '{other}' is not understood in a profile",
                    null,
                    where
                ),
            };
        }
        return result;
    }

    private static object? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real
        : null;

    private static object? Bool(string text) =>
        text.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" => true,
            "false" or "no" or "off" => false,
            _ => null,
        };

    private static string Unquote(string literal) =>
        literal[1..^1].Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal);

    [GeneratedRegex(
        """\{\{-?\s*env_var\(\s*(?<name>'[^']*'|"[^"]*")\s*"""
            + """(?:,\s*(?:default\s*=\s*)?(?<default>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*)?\)"""
            + """\s*(?:\|\s*(?<filter>\w+)\s*)*-?\}\}""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Expression();
}
