using DataRelease.Ledgers;
using DataRelease.SqlServer;
using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>Where names of a dacpac lead in one release: code to the release's schemas, all else where it is.</summary>
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

    /// <summary>The release's schema of each schema that has code, by the schema's name.</summary>
    public IReadOnlyDictionary<string, string> Schemas => _schemas;

    internal StringComparer Comparer { get; }

    /// <summary>The aim of a release of what a dacpac has.</summary>
    /// <param name="inventory">Its objects.</param>
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
            // Types have names of their own, and never move.
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

    /// <summary>True if the name is one of code that moves.</summary>
    internal bool Moves(string schema, string name) =>
        _moved.TryGetValue(schema, out var names) && names.Contains(name);

    /// <summary>True if the name is one of the dacpac's that stays.</summary>
    internal bool Stays(string schema, string name) =>
        _staying.TryGetValue(schema, out var names) && names.Contains(name);

    /// <summary>The schema in which the name is found once the release is built.</summary>
    internal string SchemaOf(string schema, string name) => Moves(schema, name) ? _schemas[schema] : schema;

    /// <summary>Every name that moves, without its schema.</summary>
    internal IEnumerable<string> MovedNames => _moved.Values.SelectMany(names => names).Distinct(Comparer);

    /// <summary>The name of an object of the model as the release has it.</summary>
    internal string Mapped(TSqlObject source)
    {
        var parts = source.Name.Parts.ToList();
        var at = source;
        while (!ObjectKinds.IsShown(at.ObjectType.Name) && at.GetParent(DacQueryScopes.All) is { } parent)
            at = parent;
        // A type may share its name with code, and never moves; a parameter's columns have no parent, but its name.
        if (at.ObjectType.Name is not ("TableType" or "DataType") && parts.Count >= 2)
            parts[0] = SchemaOf(parts[0], parts[1]);
        return string.Join('.', parts.Select(SqlServerDialect.Spelling.Quote));
    }
}
