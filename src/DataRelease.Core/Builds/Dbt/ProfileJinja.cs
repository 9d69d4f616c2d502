using DataRelease.Builds.Dbt.Jinja;
using DataRelease.Errors;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// Renders the Jinja of profiles.yml, and of the keys of dbt_project.yml that a release reads. Unsupported Jinja is an
/// error that names the construct and its place.
/// </summary>
internal static class ProfileJinja
{
    /// <summary>True if the text contains Jinja.</summary>
    public static bool IsTemplate(string text) =>
        text.Contains("{{", StringComparison.Ordinal)
        || text.Contains("{%", StringComparison.Ordinal)
        || text.Contains("{#", StringComparison.Ordinal);

    /// <summary>The rendered value, in the type that it has in dbt.</summary>
    /// <exception cref="ReleaseException">DR1105, DR1106 or DR1107.</exception>
    public static object? Render(string text, JinjaContext context, SourceLocation where)
    {
        if (!IsTemplate(text))
            return text;
        try
        {
            return new JinjaRenderer(context).Render(text);
        }
        catch (JinjaException error)
        {
            var code = error.Kind switch
            {
                JinjaTrouble.Missing => ErrorCode.VariableMissing,
                JinjaTrouble.Value => ErrorCode.ProfileInvalid,
                _ => ErrorCode.ProfileJinja,
            };
            throw new ReleaseException(
                code,
                error.Message,
                error.Kind == JinjaTrouble.Value ? "correct the value or the expression" : null,
                where,
                error
            );
        }
    }
}
