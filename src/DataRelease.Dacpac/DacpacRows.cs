using DataRelease.Reports;
using DataRelease.SqlServer;

namespace DataRelease.Dacpac;

/// <summary>One line for each object: what becomes of it, and where it is.</summary>
internal static class DacpacRows
{
    public static IReadOnlyList<PlannedRelation> Of(
        Inventory inventory,
        Aim aim,
        DeployReport whole,
        IReadOnlyList<Pointer> gone
    )
    {
        var operations = whole.Operations.ToLookup(operation => operation.Object, inventory.Comparer);
        var told = new HashSet<string>(inventory.Comparer);
        var rows = new List<PlannedRelation>();
        foreach (var one in inventory.Objects.Where(one => one.Name is not null))
        {
            var title = SqlServerDialect.Spelling.Quote(one.Name!.Value);
            told.Add(title);
            rows.Add(
                new PlannedRelation(
                    one.Title,
                    Change(operations[title].Select(operation => operation.Name).FirstOrDefault()),
                    Detail(one, aim)
                )
            );
        }
        foreach (var one in gone)
            told.Add(SqlServerDialect.Spelling.Quote(one.Live));
        rows.AddRange(
            gone.Select(one => new PlannedRelation($"{one.Live}", RelationChange.Dropped, ObjectKinds.Word(one.Kind)))
        );
        rows.AddRange(
            whole
                .Operations.Where(operation =>
                    operation.Name is "Create" or "Alter" or "Drop"
                    // Rights are skipped, because they have no name of their own.
                    && operation.Object.StartsWith('[')
                    && !told.Contains(operation.Object)
                )
                .Select(operation => new PlannedRelation(
                    ExpansionRules.Plain(operation.Object),
                    Change(operation.Name),
                    ObjectKinds.Word(
                        operation.Type.StartsWith("Sql", StringComparison.Ordinal)
                            ? operation.Type[3..]
                            : operation.Type
                    )
                ))
        );
        return
        [
            .. rows.OrderBy(row => row.Relation, StringComparer.Ordinal)
                .ThenBy(row => row.Detail, StringComparer.Ordinal),
        ];
    }

    private static RelationChange Change(string? operation) =>
        operation switch
        {
            "Create" => RelationChange.New,
            "Alter" => RelationChange.Changed,
            "Drop" => RelationChange.Dropped,
            _ => RelationChange.Unchanged,
        };

    private static string Detail(ModelObject one, Aim aim) =>
        one.Place == Place.Release
            ? $"{one.Word}, in {aim.Schemas[one.Name!.Value.Schema]}"
            : $"{one.Word}, stays" + (one.Why.Length > 0 ? $": {one.Why}" : "");
}
