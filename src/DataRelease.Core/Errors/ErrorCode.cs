using System.Reflection;

namespace DataRelease.Errors;

/// <summary>
/// One kind of thing that can go wrong, with a number that never changes meaning. The registry is the set of
/// static fields of this class (one file per area); a test holds it against the pages under <c>docs/errors/</c>.
/// </summary>
/// <param name="Id">The code as users see it, <c>DRnnnn</c>.</param>
/// <param name="Exit">The process's exit code when a command ends with this error.</param>
/// <param name="Title">What is wrong, in a few words, without this occurrence's details.</param>
/// <param name="Remedy">What a user does about it, in one or two sentences.</param>
public sealed partial record ErrorCode(string Id, ExitCode Exit, string Title, string Remedy)
{
    /// <summary>Where the code is explained.</summary>
    public string Help => $"docs/errors/{Id}.md";

    /// <summary>Every registered code, by number.</summary>
    public static IReadOnlyList<ErrorCode> All => Registry.Codes;

    /// <inheritdoc/>
    public override string ToString() => Id;

    // Apart from the class, because static fields of a class in several files are set in no promised order.
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
