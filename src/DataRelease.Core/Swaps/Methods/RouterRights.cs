using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>Proves that the schema that takes a live schema's place gives everybody the same rights.</summary>
internal static class RouterRights
{
    /// <summary>The differences between the rights of two schemas; empty if there are none.</summary>
    /// <param name="schema">The name that both schemas have in turn.</param>
    /// <param name="before">The schema that is live.</param>
    /// <param name="after">The schema that takes its place; null if it is gone.</param>
    public static IReadOnlyList<string> Differences(string schema, RouterFrame before, RouterFrame? after)
    {
        if (after is null)
            return [$"the schema that was to take the place of {schema} is gone"];
        var (wanted, has) = (before.Rights.ToHashSet(), after.Rights.ToHashSet());
        return
        [
            .. before.Owner != after.Owner
                ? [$"{before.Owner} would lose schema {schema} to {after.Owner}"]
                : Array.Empty<string>(),
            .. wanted.Except(has).Select(right => $"{right.Grantee} would lose {Describe(right)}"),
            .. has.Except(wanted).Select(right => $"{right.Grantee} would get {Describe(right)}"),
            .. before.Properties.Except(after.Properties).Select(one => $"schema {schema} would lose {Tell(one)}"),
            .. after.Properties.Except(before.Properties).Select(one => $"schema {schema} would get {Tell(one)}"),
        ];

        static string Tell(RouterProperty property) => $"{property.Name} = {property.Value}";

        string Describe(RouterRight right) =>
            $"{right.Privilege} on "
            + (right.Future is { } kind ? $"new {kind} in " : "")
            + $"schema {schema}"
            + (right.Maker is { } maker ? $" that {maker} makes" : "")
            + (right.Grantable ? " with grant option" : "");
    }
}
