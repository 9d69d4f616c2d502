using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// The tables of data versions, and of the marks that say what relations held when their release went live and when it
/// left.
/// </summary>
internal sealed partial class LedgerSchema
{
    /// <summary>The ledger version that brought the tables.</summary>
    public const int DataVersionsSince = 3;

    public RelationName DataVersions { get; } = new(schema, "data_versions");

    public RelationName DataVersionTablesName { get; } = new(schema, "data_version_tables");

    public RelationName Marks { get; } = new(schema, "relation_marks");

    private List<Sql> DataVersionTables()
    {
        var text = Sql.Raw(dialect.TextType);
        var name = Sql.Raw(dialect.KeyTextType);
        var instant = Sql.Raw(dialect.InstantType);
        var key = dialect.Traits.HasReliableKeys ? Sql.Raw(", primary key (number)") : Sql.Empty;
        return
        [
            $"""
                {Create} {DataVersions} (
                    number integer not null, environment {name} not null, name {text} not null, state {text} not null,
                    reason {text} not null,
                    live integer, migration {text} not null, folder {text}, copy_schema {text} not null,
                    created_at {instant} not null,
                    created_by {text} not null, fencing bigint not null{key})
                """,
            $"""
                {Create} {DataVersionTablesName} (
                    number integer not null, ordinal integer not null, role {text} not null, unique_id {text} not null,
                    table_schema {text} not null,
                    table_name {text} not null, source_schema {text} not null, source_name {text} not null,
                    copy_schema {text}, copy_name {text},
                    {new Identifier("file")} {text}, sha256 {text}, row_count bigint not null, checksum {text} not null,
                    bytes bigint not null, columns {text} not null)
                """,
            $"""
                {Create} {Marks} (
                    environment {name} not null, number integer not null, moment {text} not null,
                    live_schema {text} not null, live_name {text} not null,
                    physical_schema {text} not null, physical_name {text} not null, row_count bigint not null,
                    checksum {text} not null,
                    mark_schema {text}, mark_name {text}, key_columns {text} not null, columns {text} not null,
                    happened_at {instant} not null)
                """,
        ];
    }
}
