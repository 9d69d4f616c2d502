using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// The table of the lists of steps that releases go through. The older table <c>steps</c> is the log of what happened.
/// </summary>
internal sealed partial class LedgerSchema
{
    /// <summary>The ledger version that brought the table.</summary>
    public const int CourseSince = 4;

    public RelationName Course { get; } = new(schema, "course");

    private List<Sql> CourseTable()
    {
        var text = Sql.Raw(dialect.TextType);
        var name = Sql.Raw(dialect.KeyTextType);
        var instant = Sql.Raw(dialect.InstantType);
        return
        [
            $"""
                {Create} {Course} (
                    environment {name} not null, number integer not null, ordinal integer not null,
                    strategy {text} not null, name {text} not null, settings {text} not null, state {text} not null,
                    result {text} not null, until_at {instant}, started_at {instant}, finished_at {instant},
                    fencing bigint not null
                    {Key("environment", "number", "ordinal")})
                """,
        ];
    }
}
