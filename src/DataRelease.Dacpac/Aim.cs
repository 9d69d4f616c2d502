using DataRelease.Ledgers;
using DataRelease.SqlServer;
using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// Where the names of a dacpac lead in one release: code leads to the release's schemas, and everything else stays
/// where it is.
/// </summary>
internal sealed class Aim
{
    private readonly Dictionary<string, string> _schemas;
    private readonly Dictionary<string, HashSet<string>> _moved;
    private readonly Dictionary<string, HashSet<string>> _staying;

    private Aim(
        Dictionary<string, string> schemas,
        Dictionary<string, HashSet<string>> moved,
        Dictionary<string, HashSet<string>> staying,
        StringComparer comparer
    )
    {
        _schemas = schemas;
        _moved = moved;
        _staying = staying;
        Comparer = comparer;
    }

    /// <summary>The release's schemas by the name of the live schema; only schemas with code are listed.</summary>
    public IReadOnlyDictionary<string, string> Schemas => _schemas;

    internal StringComparer Comparer { get; }

    /// <summary>Maps the names of a dacpac's objects for a release.</summary>
    /// <param name="inventory">The dacpac's objects.</param>
    /// <param name="number">The release's number.</param>
    public static Aim At(Inventory inventory, int number)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        return At(inventory, schema => ReleaseSchemas.Green(SqlServerDialect.Spelling, schema, number));
    }

    internal static Aim At(Inventory inventory, Func<string, string> schemaOf)
    {
        var comparer = inventory.Comparer;
        var schemas = new Dictionary<string, string>(comparer);
        var moved = new Dictionary<string, HashSet<string>>(comparer);
        var staying = new Dictionary<string, HashSet<string>>(comparer);
        foreach (var one in inventory.Objects)
        {
            if (one.Name is not { } name)
                continue;
            // Types are named separately from other objects, and never move.
            if (one.Place == Place.Release)
            {
                schemas.TryAdd(name.Schema, schemaOf(name.Schema));
                Add(moved, name);
            }
            else if (one.Kind is not ("TableType" or "DataType"))
                Add(staying, name);
        }
        return new Aim(schemas, moved, staying, comparer);

        void Add(Dictionary<string, HashSet<string>> names, RelationName name)
        {
            if (!names.TryGetValue(name.Schema, out var inSchema))
                names[name.Schema] = inSchema = new HashSet<string>(comparer);
            inSchema.Add(name.Name);
        }
    }

    /// <summary>True if the name belongs to code that moves.</summary>
    internal bool Moves(string schema, string name) =>
        _moved.TryGetValue(schema, out var names) && names.Contains(name);

    /// <summary>True if the name belongs to an object of the dacpac that stays.</summary>
    internal bool Stays(string schema, string name) =>
        _staying.TryGetValue(schema, out var names) && names.Contains(name);

    /// <summary>The schema that holds the name once the release is built.</summary>
    internal string SchemaOf(string schema, string name) => Moves(schema, name) ? _schemas[schema] : schema;

    /// <summary>All names that move, without their schemas.</summary>
    internal IEnumerable<string> MovedNames => _moved.Values.SelectMany(names => names).Distinct(Comparer);

    /// <summary>The name that an object of the model has in the release.</summary>
    internal string Mapped(TSqlObject source)
    {
        var parts = source.Name.Parts.ToList();
        var at = source;
        while (!ObjectKinds.IsShown(at.ObjectType.Name) && at.GetParent(DacQueryScopes.All) is { } parent)
            at = parent;
        // A type may have the same name as code, and never moves. The columns of a parameter have no parent object,
        // only its name.
        if (at.ObjectType.Name is not ("TableType" or "DataType") && parts.Count >= 2)
            parts[0] = SchemaOf(parts[0], parts[1]);
        return string.Join('.', parts.Select(SqlServerDialect.Spelling.Quote));
    }
}
