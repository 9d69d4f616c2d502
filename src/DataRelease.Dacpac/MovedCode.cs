using DataRelease.Warehouses;

namespace DataRelease.Dacpac;

/// <summary>Code in a release's schema.</summary>
/// <param name="Live">The name that consumers use.</param>
/// <param name="Physical">Its name in the release.</param>
/// <param name="Kind">Its class.</param>
/// <param name="Script">Its text in the dacpac.</param>
/// <param name="Reads">The other moved code that it reads.</param>
internal sealed record MovedCode(
    RelationName Live,
    RelationName Physical,
    string Kind,
    string Script,
    IReadOnlyList<RelationName> Reads
)
{
    /// <summary>All of it, by name.</summary>
    public static IReadOnlyList<MovedCode> All(Inventory inventory, Aim aim, string file)
    {
        var names = inventory.Code.Select(one => one.Name!.Value).ToHashSet();
        return
        [
            .. inventory
                .Code.Where(one => ObjectKinds.IsCode(one.Kind))
                .Select(one => new MovedCode(
                    one.Name!.Value,
                    Pointer.To(one, aim, file).Target,
                    one.Kind,
                    one.Script!,
                    [
                        .. one
                            .References.Where(source => source.Name.Parts.Count >= 2)
                            .Select(source => new RelationName(source.Name.Parts[0], source.Name.Parts[1]))
                            .Where(name => name != one.Name && names.Contains(name))
                            .Distinct()
                            .Order(),
                    ]
                ))
                .OrderBy(one => one.Live),
        ];
    }
}
