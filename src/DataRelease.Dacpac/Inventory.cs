using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>The objects of a model, each with its place.</summary>
internal sealed class Inventory
{
    private Inventory(TSqlModel model, IReadOnlyList<ModelObject> objects, StringComparer comparer)
    {
        Model = model;
        Objects = objects;
        Comparer = comparer;
    }

    /// <summary>All objects, ordered by kind and name.</summary>
    public IReadOnlyList<ModelObject> Objects { get; }

    /// <summary>How the database compares names.</summary>
    internal StringComparer Comparer { get; }

    internal TSqlModel Model { get; }

    /// <summary>
    /// Code and synonyms that go into the release's schemas and that consumers use; each gets a pointer.
    /// </summary>
    public IEnumerable<ModelObject> Code =>
        Objects.Where(one =>
            one.Place == Place.Release && (ObjectKinds.IsCode(one.Kind) || one.Kind == ObjectKinds.Synonym)
        );

    /// <summary>Reads and classifies a dacpac's objects.</summary>
    /// <param name="file">The dacpac.</param>
    public static Inventory Of(DacpacFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Of(file.Model);
    }

    internal static Inventory Of(TSqlModel model)
    {
        var all = model.GetObjects(DacQueryScopes.UserDefined).Select(source => new Read(source)).ToList();
        var comparer =
            model.CollationComparer.Compare("a", "A") == 0 ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var pinned = Pinned(all);
        var places = all.Select(one => (One: one, Where: PlaceOf(one, pinned)));
        return new Inventory(
            model,
            [
                .. places
                    .Select(pair => new ModelObject(
                        pair.One.RelationName,
                        Title(pair.One.Source),
                        pair.One.Kind,
                        pair.Where.Place,
                        pair.Where.Why,
                        pair.One.Source.TryGetScript(out var script) ? script : null
                    )
                    {
                        Source = pair.One.Source,
                        References = pair.One.References,
                        Owner = pair.One.Owner,
                    })
                    .OrderBy(one => one.Kind, StringComparer.Ordinal)
                    .ThenBy(one => one.Title, StringComparer.Ordinal),
            ],
            comparer
        );
    }

    /// <summary>
    /// The objects that an object or its columns need. A function that a computed column uses counts as the table's.
    /// </summary>
    internal static IReadOnlyList<TSqlObject> ReferencesOf(TSqlObject source) =>
        [
            .. source.GetReferenced(DacQueryScopes.UserDefined),
            .. source
                .GetChildren(DacQueryScopes.UserDefined)
                .Where(child => child.ObjectType.Name == "Column")
                .SelectMany(column => column.GetReferenced(DacQueryScopes.UserDefined)),
        ];

    /// <summary>The name as people write it, with brackets only where it needs them.</summary>
    internal static string Title(TSqlObject source) => source.Name.HasName ? string.Join('.', source.Name.Parts) : "";

    /// <summary>
    /// Code that a table needs (in a computed column, a constraint, a security policy). It can't move away from the
    /// table, and neither can the code that it is schema-bound to.
    /// </summary>
    private static Dictionary<string, string> Pinned(List<Read> all)
    {
        var byName = all.Where(one => ObjectKinds.IsCode(one.Kind)).ToDictionary(one => one.Key);
        var pinned = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Queue<(Read Reader, string By)>(
            all.Where(HoldsCode).Select(one => (one, Title(one.Owner ?? one.Source)))
        );
        while (open.TryDequeue(out var next))
        {
            foreach (var name in next.Reader.References.Select(Read.KeyOf))
            {
                if (!byName.TryGetValue(name, out var code) || !pinned.TryAdd(name, next.By))
                    continue;
                if (code.IsSchemaBound)
                    open.Enqueue((code, next.By));
            }
        }
        return pinned;
    }

    /// <summary>
    /// True for an object that keeps the code it refers to in place: not for code, triggers, rights, synonyms and
    /// properties, and not for anything that belongs to code.
    /// </summary>
    private static bool HoldsCode(Read one) =>
        !ObjectKinds.IsCode(one.Kind)
        && one.Kind
            is not (
                ObjectKinds.Trigger
                or ObjectKinds.Permission
                or ObjectKinds.Synonym
                or "ExtendedProperty"
                or "Signature"
            )
        && (one.Owner is null || !ObjectKinds.IsCode(one.Owner.ObjectType.Name));

    private static (Place Place, string Why) PlaceOf(Read one, Dictionary<string, string> pinned)
    {
        if (ObjectKinds.IsCode(one.Kind))
            return pinned.TryGetValue(one.Key, out var by) ? (Place.InPlace, $"{by} needs it") : (Place.Release, "");
        if (one.Kind == ObjectKinds.Synonym)
            return IsReleased(one.Source, pinned) ? (Place.Release, "") : (Place.InPlace, "");
        if (one.Owner is not { } owner || !IsReleased(owner, pinned))
            return (Place.InPlace, "");
        return one.Kind == ObjectKinds.Permission
            ? (Place.Pointer, $"on {Title(owner)}")
            : (Place.Release, $"on {Title(owner)}");
    }

    private static bool IsReleased(TSqlObject target, Dictionary<string, string> pinned) =>
        target.ObjectType.Name == ObjectKinds.Synonym
            ? target.GetReferenced(DacQueryScopes.UserDefined).Any(named => IsReleased(named, pinned))
            : ObjectKinds.IsCode(target.ObjectType.Name) && !pinned.ContainsKey(Read.KeyOf(target));

    private sealed class Read
    {
        public Read(TSqlObject source)
        {
            Source = source;
            References = ReferencesOf(source);
            Owner = OwnerOf(source);
        }

        public TSqlObject Source { get; }

        public IReadOnlyList<TSqlObject> References { get; }

        public TSqlObject? Owner { get; }

        public string Kind => Source.ObjectType.Name;

        public string Key => KeyOf(Source);

        public RelationName? RelationName =>
            ObjectKinds.IsShown(Kind) && Source.Name.Parts is [var schema, var name] ? new(schema, name) : null;

        public bool IsSchemaBound => Flag(Source, "WithSchemaBinding");

        public static string KeyOf(TSqlObject source) => $"{source.ObjectType.Name} {source.Name}";

        /// <summary>The object in a schema that a column, an index, a right or a property belongs to.</summary>
        private static TSqlObject? OwnerOf(TSqlObject source)
        {
            var at = source;
            while (at.GetParent(DacQueryScopes.All) is { } parent && parent.ObjectType.Name != ObjectKinds.Schema)
                at = parent;
            return ReferenceEquals(at, source) && !ObjectKinds.IsShown(source.ObjectType.Name) ? null : at;
        }
    }

    /// <summary>True if the property exists and is true.</summary>
    internal static bool Flag(TSqlObject source, string property) =>
        source.ObjectType.Properties.FirstOrDefault(one => one.Name == property) is { } found
        && source.GetProperty(found) is true;
}
