using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Exchanges the names of two schemas with one statement; their objects and all rights go along
/// (https://docs.snowflake.com/en/sql-reference/sql/alter-schema).
/// </summary>
/// <param name="swap">Writes names with their database.</param>
internal sealed class SnowflakeRouterGrammar(SnowflakeSwapGrammar swap) : RouterGrammar
{
    /// <summary>
    /// Marks a managed schema. It is kept among the schema's rights, with PUBLIC as grantee. In a managed schema only
    /// the schema's owner grants rights, not the owners of its objects.
    /// </summary>
    public const string Managed = "MANAGED ACCESS";

    /// <summary>Marks a transient schema in the same way; its tables have no fail-safe.</summary>
    public const string Transient = "TRANSIENT";

    /// <summary>The beginning of a property's name if it is a tag; the tag's quoted name follows.</summary>
    public const string Tag = "tag ";

    private static readonly HashSet<string> _numbers =
    [
        "DATA_RETENTION_TIME_IN_DAYS",
        "MAX_DATA_EXTENSION_TIME_IN_DAYS",
    ];

    private static readonly string[] _counted =
    [
        "table",
        "function",
        "procedure",
        "sequence",
        "stage",
        "file_format",
        "pipe",
    ];

    private static readonly HashSet<string> _texts = ["LOG_LEVEL", "TRACE_LEVEL", "METRIC_LEVEL"];

    /// <summary>
    /// True if the new schema gets the setting. The settings that are left change what is made in a schema, and a
    /// release makes its relations in other schemas.
    /// </summary>
    public static bool IsCarried(RouterProperty property) =>
        _texts.Contains(property.Name) || (_numbers.Contains(property.Name) && long.TryParse(property.Value, out _));

    /// <summary>
    /// The new schema receives the future grants first, whether or not they would be exchanged with the schema.
    /// </summary>
    public override IReadOnlyList<Sql> Create(string schema, RouterFrame frame, string? role)
    {
        var transient = Sql.Raw(Has(frame, Transient) ? "transient " : "");
        var managed = Sql.Raw(Has(frame, Managed) ? " with managed access" : "");
        Sql comment = frame.Comment is null ? Sql.Empty : $" comment = {new SqlText(frame.Comment)}";
        return
        [
            $"create {transient}schema {swap.Whole(schema)}{managed}{comment}",
            .. frame.Properties.Select(Set),
            .. frame.Rights.Where(right => right.Privilege is not (Managed or Transient)).Select(Grant),
        ];

        Sql Set(RouterProperty property)
        {
            if (property.Name.StartsWith(Tag, StringComparison.Ordinal))
                return $"alter schema {swap.Whole(schema)} set tag {Sql.Raw(property.Name[Tag.Length..])} "
                    + $"= {new SqlText(property.Value)}";
            if (!IsCarried(property))
                throw new ArgumentException($"unknown setting '{property.Name}'", nameof(frame));
            Sql value = _numbers.Contains(property.Name) ? Sql.Raw(property.Value) : $"{new SqlText(property.Value)}";
            return $"alter schema {swap.Whole(schema)} set {Sql.Raw(property.Name)} = {value}";
        }

        Sql Grant(RouterRight right)
        {
            var privilege = SnowflakeSwapGrammar.Privilege(right.Privilege);
            Sql future = right.Future is { } kind ? $"future {SnowflakeSwapGrammar.Privilege(kind)} in " : Sql.Empty;
            var option = Sql.Raw(right.Grantable ? " with grant option" : "");
            return $"grant {privilege} on {future}schema {swap.Whole(schema)} "
                + $"to role {SnowflakeSwapGrammar.Role(right.Grantee)}{option}";
        }
    }

    /// <summary>The rights that others have on the schema stay.</summary>
    public override IReadOnlyList<Sql> Own(string schema, string owner) =>
        [$"grant ownership on schema {swap.Whole(schema)} to role {new Identifier(owner)} copy current grants"];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Exchange(string live, string next) =>
        [$"alter schema {swap.Whole(live)} swap with {swap.Whole(next)}"];

    /// <inheritdoc/>
    public override Sql Rename(string schema, string name) =>
        $"alter schema {swap.Whole(schema)} rename to {swap.Whole(name)}";

    /// <summary>
    /// The server would drop a schema with all its objects (<c>restrict</c> considers only foreign keys), so a block of
    /// its scripting language first counts what the role is shown.
    /// </summary>
    public override Sql DropEmpty(string schema)
    {
        var content = _counted.Select(kind =>
            (Sql)(
                $"select 1 as x from {swap.Information}.{Sql.Raw(kind)}s "
                + $"where {Sql.Raw(kind)}_schema = {new SqlText(schema)}"
            )
        );
        Sql block = $"""
            declare not_empty exception (-20001, 'the schema is not empty');
            begin
              let found integer := (select count(*) from ({Sql.Join(" union all ", content)}));
              if (found > 0) then raise not_empty; end if;
              drop schema {swap.Whole(schema)};
            end
            """;
        return $"execute immediate {new SqlText(block.Render(SnowflakeDialect.Spelling).Text)}";
    }

    private static bool Has(RouterFrame frame, string privilege) =>
        frame.Rights.Any(right => right.Privilege == privilege);
}
