using System.Globalization;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// Reads of releases. What they cost depends on the releases whose data is kept, not on all that there ever were.
/// </summary>
public sealed partial class Ledger
{
    private static Sql GoneStates => $"({Text(ReleaseState.Retired)}, {Text(ReleaseState.Aborted)})";

    /// <summary>
    /// The condition that <c>number</c> is a release's whose data is not gone, or 0: what is live where nothing was
    /// ever released.
    /// </summary>
    internal Sql IsStanding =>
        $"""
            number in (
                select number from {_schema.Releases} where environment = {_environment} and state not in {GoneStates}
                union all select 0)
            """;

    /// <summary>
    /// Relations, as <c>r</c>, of the releases of all environments whose data is not gone, as <c>e</c>.
    /// </summary>
    private Sql StandingRelations =>
        $"""
            {_schema.Releases} e join {_schema.Relations} r
            on r.environment = e.environment and r.number = e.number and e.state not in {GoneStates}
            """;

    /// <summary>Releases of the environment, newest first: those of <see cref="ReleaseScope.Current"/>.</summary>
    public Task<IReadOnlyList<ReleaseRecord>> ReadReleasesAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => ReadReleasesAsync(session, ReleaseScope.Current, cancellation);

    /// <summary>Releases of the environment, newest first.</summary>
    internal async Task<IReadOnlyList<ReleaseRecord>> ReadReleasesAsync(
        WarehouseSession session,
        ReleaseScope scope,
        CancellationToken cancellation
    )
    {
        if (scope is ReleaseScope.Numbered { Numbers.Count: 0 })
            return [];
        Sql all = $"""
            select number, version, git_commit, state, strategy, live_schema, green_schema, base, created_at,
            created_by,
                live_at, message, options, builder, fence
            from {_schema.Releases} where environment = {_environment}{Within(scope)}
            """;
        var releases = await ReadAsync(
            session,
            scope is ReleaseScope.Page { Limit: { } limit }
                ? _warehouse.Dialect.First(all, $"number desc", limit)
                : $"{all} order by number desc",
            row => new ReleaseRecord
            {
                Environment = _environment,
                Number = row.GetInt32(0),
                Version = row.GetString(1),
                Commit = Text(row, 2),
                State = State(row.GetString(3)),
                Strategy = row.GetString(4),
                LiveSchema = row.GetString(5),
                GreenSchema = row.GetString(6),
                Base = row.IsDBNull(7) ? null : row.GetInt32(7),
                CreatedAt = Instant(row, 8),
                CreatedBy = row.GetString(9),
                LiveAt = row.IsDBNull(10) ? null : Instant(row, 10),
                Message = row.GetString(11),
                Options = row.GetString(12),
                Builder = row.GetString(13),
                Fence = Text(row, 14),
            },
            cancellation
        );
        return releases.GroupBy(release => release.Number).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                $"the ledger has {ReleaseRecord.Name(twice.Key)} {twice.Count()} times"
            )
            : releases;
    }

    /// <summary>How many releases the environment has had, below a number or of all.</summary>
    internal async Task<int> CountReleasesAsync(WarehouseSession session, int? before, CancellationToken cancellation)
    {
        Sql below = before is { } number ? $" and number < {number}" : Sql.Empty;
        return (
            await ReadAsync(
                session,
                $"select count(*) from {_schema.Releases} where environment = {_environment}{below}",
                row => Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture),
                cancellation
            )
        )[0];
    }

    /// <summary>
    /// Numbers and green schemas of the releases of the environment whose data is gone, newest first.
    /// </summary>
    internal Task<IReadOnlyList<(int Number, string GreenSchema)>> ReadGoneAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        ReadAsync(
            session,
            $"""
            select number, green_schema from {_schema.Releases}
            where environment = {_environment} and state in {GoneStates} order by number desc
            """,
            row => (row.GetInt32(0), row.GetString(1)),
            cancellation
        );

    /// <summary>How many relations each release has whose data is not gone, and the release that was named.</summary>
    internal async Task<IReadOnlyDictionary<int, int>> CountRelationsAsync(
        WarehouseSession session,
        int? named,
        CancellationToken cancellation
    )
    {
        Sql other = named is { } number ? $" or number = {number}" : Sql.Empty;
        return (
            await ReadAsync(
                session,
                $"""
                select number, count(*) from {_schema.Relations} where environment = {_environment} and number in (
                    select number from {_schema.Releases}
                    where environment = {_environment} and (state not in {GoneStates}{other}))
                group by number
                """,
                row => (Number: row.GetInt32(0), Count: Convert.ToInt32(row.GetValue(1), CultureInfo.InvariantCulture)),
                cancellation
            )
        ).ToDictionary(count => count.Number, count => count.Count);
    }

    /// <summary>
    /// For every physical relation of some schemas: the releases of any environment that use it, and whose data is not
    /// gone.
    /// </summary>
    public async Task<ILookup<RelationName, (string Environment, int Number)>> ReadSharesAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        if (schemas.Count == 0)
            return Array.Empty<int>().ToLookup(_ => default(RelationName), _ => ("", 0));
        return (
            await ReadAsync(
                session,
                $"""
                select r.physical_schema, r.physical_name, r.environment, r.number from {StandingRelations}
                where r.physical_schema in ({Sql.Join(", ", schemas.Select(schema => (Sql)$"{schema}"))})
                """,
                row =>
                    (
                        Physical: new RelationName(row.GetString(0), row.GetString(1)),
                        Environment: row.GetString(2),
                        Number: row.GetInt32(3)
                    ),
                cancellation
            )
        ).ToLookup(share => share.Physical, share => (share.Environment, share.Number));
    }

    /// <summary>The releases above a number, each with what the ledger says of one physical relation in it.</summary>
    internal Task<IReadOnlyList<LaterUse>> ReadLaterUsesAsync(
        WarehouseSession session,
        RelationName physical,
        int number,
        CancellationToken cancellation
    ) =>
        ReadAsync(
            session,
            $"""
            select e.strategy,
                (select count(*) from {_schema.Relations} a
                    where a.environment = e.environment and a.number = e.number),
                r.fingerprint, e.number
            from {_schema.Releases} e left join {_schema.Relations} r
            on r.environment = e.environment and r.number = e.number
                and r.physical_schema = {physical.Schema} and r.physical_name = {physical.Name}
            where e.environment = {_environment} and e.number > {number}
            """,
            row => new LaterUse(
                row.GetString(0),
                Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture) > 0,
                Text(row, 2),
                row.GetInt32(3)
            ),
            cancellation
        );

    /// <summary>The relations of one release, by live name.</summary>
    public async Task<IReadOnlyList<RelationRecord>> ReadRelationsAsync(
        WarehouseSession session,
        int number,
        CancellationToken cancellation
    )
    {
        var relations = await ReadAsync(
            session,
            $"""
            select unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized, row_count,
            checksum, fingerprint, origin
            from {_schema.Relations} where environment = {_environment} and number = {number}
            order by live_schema, live_name
            """,
            row => new RelationRecord(
                row.GetString(0),
                new RelationName(row.GetString(1), row.GetString(2)),
                new RelationName(row.GetString(3), row.GetString(4)),
                row.GetString(5),
                row.GetString(6),
                row.IsDBNull(7) ? null : row.GetInt64(7),
                row.GetString(8),
                row.GetString(9),
                row.GetInt32(10)
            ),
            cancellation
        );
        // Not every engine enforces a key here, see Traits.HasReliableKeys.
        return relations.GroupBy(relation => relation.Live).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                $"the ledger has {twice.Key} of {ReleaseRecord.Name(number)} {twice.Count()} times"
            )
            : relations;
    }

    /// <summary>Other environments whose live release has this live schema.</summary>
    public Task<IReadOnlyList<string>> ReadRivalsAsync(
        WarehouseSession session,
        string liveSchema,
        CancellationToken cancellation
    ) =>
        ReadAsync(
            session,
            $"""
            select distinct r.environment from {_schema.Releases} r join {_schema.Live} l
            on l.environment = r.environment and l.number = r.number
            where r.environment <> {_environment} and r.live_schema = {liveSchema}
                and r.strategy <> {PreviewNames.Strategy}
            """,
            row => row.GetString(0),
            cancellation
        );

    /// <summary>Other environments that have live relations in a schema.</summary>
    public Task<IReadOnlyList<string>> ReadOthersInAsync(
        WarehouseSession session,
        string liveSchema,
        CancellationToken cancellation
    ) =>
        ReadAsync(
            session,
            $"""
            select distinct l.environment from {_schema.Live} l join {_schema.Relations} r
            on r.environment = l.environment and r.number = l.number
            where l.environment <> {_environment} and r.live_schema = {liveSchema}
            """,
            row => row.GetString(0),
            cancellation
        );

    /// <summary>
    /// The schemas that releases of any environment own: live schemas and schemas that releases were built in.
    /// </summary>
    internal async Task<IReadOnlySet<string>> ReadOwnedSchemasAsync(
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var (greens, lives) = await ReadClaimsAsync(session, cancellation);
        return greens.Union(lives).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The schemas that hold copies of data versions of any environment.</summary>
    internal async Task<IReadOnlyList<string>> ReadVersionSchemasAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        await ReadAsync(
            session,
            $"select copy_schema from {_schema.DataVersions} where state <> {"dropped"} and copy_schema <> {""}",
            row => row.GetString(0),
            cancellation
        );

    private Sql Within(ReleaseScope scope) =>
        scope switch
        {
            ReleaseScope.All => Sql.Empty,
            ReleaseScope.Numbered some => $" and {Ranges(some.Numbers)}",
            ReleaseScope.Page { Before: { } before } => $" and number < {before}",
            ReleaseScope.Page => Sql.Empty,
            ReleaseScope.Named named => Current(Or(named)),
            _ => throw new ArgumentOutOfRangeException(nameof(scope)),
        };

    /// <summary>The condition of <see cref="ReleaseScope.Current"/>, and another one.</summary>
    private Sql Current(Sql other) =>
        $"""
             and (state not in {GoneStates} or number = 0
                or number > (select max(number) from {_schema.Releases} where environment = {_environment})
                    - {ReleaseScope.Recent}
                or number in (select previous from {_schema.Live} where environment = {_environment})
                or number in (select origin from {_schema.Relations}
                    where environment = {_environment} and {IsStanding}){other})
            """;

    private Sql Or(ReleaseScope.Named scope)
    {
        if (scope.Name is not { } name)
            return Sql.Empty;
        if (scope.Number is { } number)
            return $" or number = {number}";
        return $"""
             or number = (select max(number) from {_schema.Releases}
                where environment = {_environment} and version = {name})
            """;
    }

    /// <summary>The condition that a number is one of some, as few ranges as they have.</summary>
    private static Sql Ranges(IEnumerable<int> numbers)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var number in numbers.Distinct().Order())
        {
            if (ranges is [.., var last] && last.Last == number - 1)
                ranges[^1] = (last.First, number);
            else
                ranges.Add((number, number));
        }
        var conditions = ranges.Select(range => (Sql)$"number between {range.First} and {range.Last}");
        return $"({Sql.Join(" or ", conditions)})";
    }
}

/// <summary>What a later release has to do with a relation.</summary>
/// <param name="Strategy">How the release was made.</param>
/// <param name="IsRecorded">False if its relations are not in the ledger: its build did not end.</param>
/// <param name="Fingerprint">The relation's text in the release; null if the release does not have it.</param>
/// <param name="Number">The release.</param>
internal sealed record LaterUse(string Strategy, bool IsRecorded, string? Fingerprint, int Number);
