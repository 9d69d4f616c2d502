using System.IO.Compression;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>The ledger's writes as statements, for the transactions that they belong to.</summary>
public sealed partial class Ledger
{
    internal Sql InsertRelease(ReleaseRecord release, long fencing) =>
        $"""
            insert into {_schema.Releases} (environment, number, version, git_commit, state, strategy, live_schema,
            green_schema, base,
                created_at, created_by, live_at, message, options, builder, fence, fencing)
            values ({_environment}, {release.Number}, {release.Version}, {release.Commit}, {Text(
                release.State
            )}, {release.Strategy},
                {release.LiveSchema}, {release.GreenSchema}, {release.Base},
                {_warehouse.Dialect.NowPlus(TimeSpan.Zero)}, {release.CreatedBy}, null,
                {release.Message}, {release.Options}, {release.Builder}, {release.Fence}, {fencing})
            """;

    /// <summary>
    /// Takes a registration back, so that its number is free again. Only a release of which nothing was built may be
    /// forgotten.
    /// </summary>
    internal IReadOnlyList<Sql> Withdraw(int number) =>
        [
            .. new[] { _schema.Releases, _schema.Steps, _schema.Course, _schema.Artifacts, _schema.Checks }.Select(
                table => (Sql)$"delete from {table} where environment = {_environment} and number = {number}"
            ),
        ];

    internal Sql UpdateRelease(ReleaseRecord release, long fencing) =>
        $"""
            update {_schema.Releases} set version = {release.Version}, state = {Text(
                release.State
            )}, message = {release.Message}, strategy = {release.Strategy},
                builder = {release.Builder}, fence = {release.Fence}, options = {release.Options},
                green_schema = {release.GreenSchema}, git_commit = {release.Commit},
                created_by = {release.CreatedBy}, fencing = {fencing}
            where environment = {_environment} and number = {release.Number}
            """;

    /// <summary>
    /// Sets the marker and both releases' states. The statements belong into the swap's own transaction.
    /// </summary>
    internal IReadOnlyList<Sql> SetLive(int number, int? previous, ReleaseState previousBecomes, long fencing)
    {
        var now = _warehouse.Dialect.NowPlus(TimeSpan.Zero);
        var statements = new List<Sql>
        {
            $"delete from {_schema.Live} where environment = {_environment}",
            $"insert into {_schema.Live} (environment, number, since, previous, fencing) values ("
                + $"{_environment}, {number}, {now}, {previous}, {fencing})",
        };
        if (previous is not null && previous != number)
        {
            statements.Add(
                $"""
                update {_schema.Releases} set state = {Text(previousBecomes)}, fencing = {fencing}
                where environment = {_environment} and number = {previous}
                """
            );
        }
        statements.Add(
            $"""
            update {_schema.Releases} set state = {Text(
                ReleaseState.Live
            )}, live_at = {now}, message = '', fencing = {fencing}
            where environment = {_environment} and number = {number}
            """
        );
        return statements;
    }

    /// <summary>
    /// Records that an environment was left. No release is live any more, and the relations are in the live schemas.
    /// Nothing goes back to an earlier release, which may have shared what was moved; <c>prune</c> drops what is left.
    /// </summary>
    /// <param name="number">The release that was live.</param>
    /// <param name="moved">The names that the release's relations had before.</param>
    /// <param name="fencing">The lease's number.</param>
    internal IReadOnlyList<Sql> Leave(int number, IReadOnlyList<RelationName> moved, long fencing) =>
        [
            $"delete from {_schema.Live} where environment = {_environment}",
            $"""
                update {_schema.Releases} set state = {Text(ReleaseState.Retired)}, message = {LeftMessage},
                fencing = {fencing} where environment = {_environment} and number = {number}
                """,
            $"""
                update {_schema.Releases} set state = {Text(ReleaseState.Retired)}, message = {BeforeMessage},
                fencing = {fencing} where environment = {_environment} and number > 0
                and state in ({Text(ReleaseState.Superseded)}, {Text(ReleaseState.RolledBack)})
                """,
            DeleteRelations(number),
            .. moved.Select(name =>
                (Sql)
                    $"""
                        delete from {_schema.Relations} where environment = {_environment}
                        and physical_schema = {name.Schema} and physical_name = {name.Name}
                        """
            ),
        ];

    /// <summary>The message of a release that was live when its environment was left.</summary>
    internal const string LeftMessage = "left: live has its tables and views themselves";

    private const string BeforeMessage = "the environment was left, and no release goes back to it";

    /// <summary>The marker, for views that decide by it.</summary>
    internal Decider Marker => new Decider.Marker(_schema.Live, _environment);

    internal Sql InsertStep(int number, string name, string state, double seconds, string detail, long fencing) =>
        $"""
            insert into {_schema.Steps} (environment, number, name, state, happened_at, seconds, detail, fencing)
            values ({_environment}, {number}, {name}, {state}, {_warehouse.Dialect.NowPlus(
                TimeSpan.Zero
            )}, {seconds}, {detail}, {fencing})
            """;

    /// <summary>
    /// The number of rows of one statement: as many as are useful, and whose values the engine takes.
    /// </summary>
    /// <param name="most">The largest useful number.</param>
    /// <param name="values">The number of values of a row.</param>
    internal int RowsOfOne(int most, int values) =>
        Math.Clamp((_warehouse.Dialect.Traits.MaxParameters - FewOther) / values, 1, most);

    /// <summary>Room for the values of a statement that belong to no row.</summary>
    private const int FewOther = 8;

    internal IReadOnlyList<Sql> InsertRelations(int number, IEnumerable<RelationRecord> relations) =>
        [
            .. relations
                .Chunk(RowsOfOne(200, values: 13))
                .Select(chunk =>
                {
                    var rows = Sql.Join(
                        ", ",
                        chunk.Select(relation =>
                            (Sql)
                                $"""
                                    ({_environment}, {number}, {relation.UniqueId}, {relation.Live.Schema},
                                    {relation.Live.Name}, {relation.Physical.Schema},
                                    {relation.Physical.Name}, {relation.Kind}, {relation.Materialized}, {relation.Rows},
                                    {relation.Checksum}, {relation.Fingerprint}, {relation.Origin})
                                    """
                        )
                    );
                    return (Sql)
                        $"""
                            insert into {_schema.Relations} (environment, number, unique_id, live_schema, live_name,
                            physical_schema, physical_name,
                                kind, materialized, row_count, checksum, fingerprint, origin) values {rows}
                            """;
                }),
        ];

    internal Sql DeleteRelations(int number) =>
        $"delete from {_schema.Relations} where environment = {_environment} and number = {number}";

    internal Sql DeleteRelation(int number, RelationName live) =>
        $"""
            delete from {_schema.Relations}
            where environment = {_environment} and number = {number} and live_schema = {live.Schema}
            and live_name = {live.Name}
            """;

    /// <summary>Sets the row counts of a release's relations, many in one statement.</summary>
    internal IReadOnlyList<Sql> SetRows(int number, IEnumerable<KeyValuePair<RelationName, long>> rows) =>
        [
            .. rows.OrderBy(pair => pair.Key.Schema, StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Name, StringComparer.Ordinal)
                .Chunk(RowsOfOne(100, values: 4))
                .Select(chunk =>
                {
                    var counts = Sql.Join(
                        " ",
                        chunk.Select(pair =>
                            (Sql)
                                $"""
                                    when live_schema = {pair.Key.Schema} and live_name = {pair.Key.Name}
                                    then {pair.Value}
                                    """
                        )
                    );
                    var names = Sql.Join(", ", chunk.Select(pair => (Sql)$"{pair.Key.Name}"));
                    return (Sql)
                        $"""
                            update {_schema.Relations} set row_count = case {counts} else row_count end
                            where environment = {_environment} and number = {number} and live_name in ({names})
                            """;
                }),
        ];

    internal IReadOnlyList<Sql> ReplaceChecks(int number, IReadOnlyList<CheckOutcome> checks) =>
        [
            $"delete from {_schema.Checks} where environment = {_environment} and number = {number}",
            .. checks
                .Select((check, index) => (Check: check, Index: index))
                .Chunk(RowsOfOne(100, values: 10))
                .Select(chunk =>
                {
                    var rows = Sql.Join(
                        ", ",
                        chunk.Select(row =>
                            (Sql)
                                $"""
                                    ({_environment}, {number}, {row.Index}, {row.Check.Name}, {row.Check.Relation},
                                    {row.Check.State.ToString().ToLowerInvariant()}, {row.Check.Severity.Word()},
                                    {row.Check.Value}, {row.Check.Threshold}, {row.Check.Message},
                                    {_warehouse.Dialect.NowPlus(TimeSpan.Zero)})
                                    """
                        )
                    );
                    return (Sql)
                        $"""
                            insert into {_schema.Checks} (environment, number, ordinal, name, relation, state,
                            severity, value, threshold, message, happened_at) values {rows}
                            """;
                }),
        ];

    internal Sql DeleteArtifact(int number, string name) =>
        $"delete from {_schema.Artifacts} where environment = {_environment} and number = {number} and "
        + $"name = {name}";

    internal IReadOnlyList<Sql> ReplaceArtifact(int number, string name, ReadOnlyMemory<byte> content)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(content.Span);
        return
        [
            DeleteArtifact(number, name),
            $"insert into {_schema.Artifacts} (environment, number, name, content) values ({_environment}, "
                + $"{number}, {name}, {zipped.ToArray()})",
        ];
    }

    /// <summary>Forgets rollbacks that an older version began without a list of steps.</summary>
    internal Sql ForgetFormerRollbacks() =>
        $"""
            delete from {_schema.Artifacts}
            where environment = {_environment} and {IsStanding} and name = {FormerRollback.Artifact}
            """;

    /// <summary>
    /// Deletes a release's artifacts. The report stays, because it says what the release was when its data is gone. The
    /// artifact <paramref name="keep"/> stays, too, and so do the names of the release's schemas, in which another
    /// release may still have relations.
    /// </summary>
    internal Sql DeleteArtifacts(int number, string keep = "") =>
        $"""
            delete from {_schema.Artifacts} where environment = {_environment} and number = {number}
                and name not in ({Reports.Documents.ReportDocument.Artifact}, {keep}, {SchemasArtifact})
            """;
}
