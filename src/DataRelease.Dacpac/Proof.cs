using DataRelease.Errors;
using DataRelease.SqlServer;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// Proves that DacFx resolves the same objects in the redirected model as in the dacpac's. For code that moves, they
/// have their names in the release; for everything else they keep their names, which lead to the release.
/// </summary>
internal static class Proof
{
    /// <exception cref="ReleaseException">DR2206, with the names that differ.</exception>
    public static void Require(Inventory inventory, TSqlModel green, Aim aim, string file)
    {
        var found = new Dictionary<string, TSqlObject>(aim.Comparer);
        foreach (var source in green.GetObjects(DacQueryScopes.UserDefined).Where(source => source.Name.HasName))
            found[$"{source.ObjectType.Name} {Spelled(source.Name.Parts)}"] = source;
        foreach (var one in inventory.Objects)
        {
            if (!one.Source.Name.HasName)
                continue;
            var name = NameOf(one, aim);
            if (!found.TryGetValue($"{one.Kind} {name}", out var twin))
                throw Unproven(one, file, $"{one.Word} {one.Title} is not there as {name}");
            var before = Names(
                one.References,
                one.Place == Place.Release ? aim.Mapped : source => Spelled(source.Name.Parts),
                aim.Comparer
            );
            var after = Names(Inventory.ReferencesOf(twin), source => Spelled(source.Name.Parts), aim.Comparer);
            var lost = before.Except(after, aim.Comparer).ToList();
            var gained = after.Except(before, aim.Comparer).ToList();
            if (lost.Count + gained.Count > 0)
                throw Unproven(
                    one,
                    file,
                    $"{one.Word} {one.Title}"
                        + (lost.Count > 0 ? $" no longer reads {string.Join(", ", lost)}" : "")
                        + (lost.Count > 0 && gained.Count > 0 ? " and" : "")
                        + (gained.Count > 0 ? $" reads {string.Join(", ", gained)}" : "")
                );
        }
    }

    /// <summary>A property's name begins with its owner's class, before the schema.</summary>
    private static string NameOf(ModelObject one, Aim aim)
    {
        if (one.Place != Place.Release)
            return Spelled(one.Source.Name.Parts);
        var parts = one.Source.Name.Parts.ToList();
        var at = one.Kind == "ExtendedProperty" ? 1 : 0;
        if (aim.Schemas.TryGetValue(parts[at], out var schema))
            parts[at] = schema;
        return Spelled(parts);
    }

    /// <summary>Schemas are left out, because code moves to another schema on purpose.</summary>
    private static HashSet<string> Names(
        IEnumerable<TSqlObject> sources,
        Func<TSqlObject, string> name,
        StringComparer comparer
    ) =>
        new(
            sources
                .Where(source => source.ObjectType.Name != ObjectKinds.Schema && source.Name.HasName)
                .Select(source => $"{ObjectKinds.Word(source.ObjectType.Name)} {name(source)}"),
            comparer
        );

    private static string Spelled(IEnumerable<string> parts) =>
        string.Join('.', parts.Select(SqlServerDialect.Spelling.Quote));

    private static ReleaseException Unproven(ModelObject one, string file, string what) =>
        new(ErrorCode.DacpacUnproven, what, null, new SourceLocation($"{file}:{one.Title}"));
}
