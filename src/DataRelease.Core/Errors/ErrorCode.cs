using System.Reflection;

namespace DataRelease.Errors;

/// <summary>
/// A kind of error, with a number whose meaning never changes. The registry is the set of this class's static fields,
/// with one file per area. A test compares it with the pages under <c>docs/errors/</c>.
/// </summary>
/// <param name="Id">The code that users see, <c>DRnnnn</c>.</param>
/// <param name="Exit">The process's exit code when a command ends with this error.</param>
/// <param name="Title">What is wrong, in a few words, without the details of the case.</param>
/// <param name="Remedy">What a user can do about it, in one or two sentences.</param>
public sealed partial record ErrorCode(string Id, ExitCode Exit, string Title, string Remedy)
{
    /// <summary>The page that explains the code.</summary>
    public string Help => $"docs/errors/{Id}.md";

    /// <summary>Every registered code, by number.</summary>
    public static IReadOnlyList<ErrorCode> All => Registry.Codes;

    /// <inheritdoc/>
    public override string ToString() => Id;

    // A separate class, because the static fields of a class in several files are initialised in no defined order.
    private static class Registry
    {
        internal static readonly IReadOnlyList<ErrorCode> Codes =
        [
            .. typeof(ErrorCode)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(field => field.FieldType == typeof(ErrorCode))
                .Select(field => (ErrorCode)field.GetValue(null)!)
                .OrderBy(code => code.Id, StringComparer.Ordinal),
        ];
    }
}
