using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;
using Npgsql;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Fuzzing;

/// <summary>
/// A ledger whose rows somebody changed: every verb ends with a result or a code, nobody's tables are touched, and live
/// never shows what is not a release's.
/// </summary>
public abstract class LedgerFuzzSuite(On engine)
{
    private static readonly string[] _tables =
    [
        "releases",
        "live",
        "steps",
        "relations",
        "checks",
        "artifacts",
        "leases",
        "ledger_versions",
    ];

    private static readonly string[][] _verbs =
    [
        ["status"],
        ["history"],
        ["diff"],
        ["doctor"],
        ["doctor", "--fix"],
        ["doctor", "--fix", "--dry-run"],
        ["rollback"],
        ["rollback", "--to", "r1"],
        ["rollback", "--dry-run"],
        ["prune", "--keep", "0"],
        ["abort"],
        ["abort", "--release", "r1"],
        ["resume"],
        ["validate"],
        ["swap"],
        ["plan"],
        ["status", "--output", "json"],
        ["doctor", "--output", "json"],
    ];

    private static readonly string[] _words =
    [
        "analytics",
        "analytics__r1",
        "analytics__r2",
        "analytics__r3",
        "secrets",
        "data_release",
        "public",
        "main",
        "pg_catalog",
        "precious",
        "orders",
        "totals",
        "live",
        "validated",
        "swapping",
        "building",
        "planned",
        "failed",
        "superseded",
        "rolled_back",
        "retired",
        "aborted",
        "manifest.json",
        "shape.json",
        "schemas",
        "rollback.json",
        "package",
        "prod",
        "dev",
        "{}",
        "[]",
        "null",
        "{\"Timeout\": \"x\"}",
        "1 1",
        "99 99999999999",
        "r1",
        "pass",
        "fail",
        "7",
    ];

    [Fact]
    public async Task A_ledger_that_was_changed_at_random_is_never_obeyed_blindly()
    {
        await using var shop = await SmallShop.CreateAsync(engine);
        shop.Run.With("DATARELEASE_DBT", "no-such-dbt");
        await shop.ExecuteAsync(
            "create schema secrets",
            "create table secrets.precious as select 42 as x",
            "create schema analytics",
            "create table analytics.kept as select 7 as x"
        );
        await shop.WorksAsync("release", shop.Package(1));
        await shop.WorksAsync("release", shop.Package(2));
        await shop.WorksAsync("deploy", shop.Package(3));
        await using var template = new Template(shop);
        await template.SaveAsync();

        await Cases.RunAsync(20, async (mutator, token) =>
        {
            await template.RestoreAsync();
            var changed = await ChangeAsync(shop, template.Database, mutator);
            var verbs = new List<string>();
            for (var times = 1 + mutator.Next(3); times > 0; times--)
            {
                string[] verb = mutator.Next(12) == 0 ? ["release", shop.Package(3)] : mutator.Pick(_verbs);
                verbs.Add(string.Join(' ', verb.Take(2)));
                var (exit, text, error) = await shop.Run.RunAsync(token, [.. verb, "--yes"]);
                try
                {
                    Cases.KeepsItsWord(exit, text, error);
                }
                catch (InvalidOperationException broken)
                {
                    throw new InvalidOperationException(
                        $"{string.Join("; ", changed)} -> {string.Join(", ", verbs)}: {broken.Message}",
                        broken
                    );
                }
            }
            await UnharmedAsync(
                shop,
                template.Database,
                $"{string.Join("; ", changed)} -> {string.Join(", ", verbs)}",
                !changed.Any(text => text.Contains("relations", StringComparison.Ordinal))
            );
        });
    }

    /// <summary>One to three changes; those that the engine itself refuses are none.</summary>
    private static async Task<IReadOnlyList<string>> ChangeAsync(SmallShop shop, string? database, Mutator mutator)
    {
        var done = new List<string>();
        await using var warehouse = shop.Open(database);
        await using var session = await warehouse.OpenAsync(TestContext.Current.CancellationToken);
        for (var times = 1 + mutator.Next(3); times > 0; times--)
        {
            var table = new RelationName("data_release", mutator.Pick(_tables));
            var columns = (
                await warehouse.ReadRelationsAsync(session, ["data_release"], TestContext.Current.CancellationToken)
            )
                .Single(relation => relation.Name == table)
                .Columns;
            var column = mutator.Pick(columns);
            Sql where =
                columns.Any(each => each.Name == "number") && mutator.Next(2) == 0
                    ? $" where number = {1 + mutator.Next(3)}"
                    : Sql.Empty;
            Sql statement = mutator.Next(8) switch
            {
                0 => $"delete from {table}{where}",
                1 => $"insert into {table} select * from {table}{where}",
                _ => $"update {table} set {new Identifier(column.Name)} = {Value(column.Type, mutator)}{where}",
            };
            try
            {
                await session.ExecuteAsync(statement, TestContext.Current.CancellationToken);
                var (text, values) = (
                    statement.Render(warehouse.Dialect).Text,
                    statement.Render(warehouse.Dialect).Values
                );
                done.Add(
                    $"{text} ["
                        + string.Join(
                            ", ",
                            values.Select(value =>
                                value is byte[] bytes ? $"{bytes.Length} bytes"
                                : Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 60 } cut
                                    ? cut[..60]
                                : value
                            )
                        )
                        + $"]"
                );
            }
            catch (Exception error) when (error is DbException or ArgumentException or InvalidCastException)
            {
                // Keys and NOT NULL: such a ledger can't be.
            }
        }
        return done;
    }

    private static Sql Value(string type, Mutator mutator) =>
        type.ToLowerInvariant() switch
        {
            "integer" => $"{mutator.Pick([-1, 0, 1, 2, 3, 4, 99, int.MaxValue, int.MinValue])}",
            "bigint" => $"{mutator.Pick([-1L, 0L, 1L, 5L, long.MaxValue, long.MinValue])}",
            "boolean" => $"{mutator.Next(2) == 0}",
            "double precision" or "double" =>
                $"{mutator.Pick([-1.0, 0.0, 1e300, double.NaN, double.PositiveInfinity])}",
            "bytea" or "blob" =>
                $"{Enumerable.Range(0, mutator.Next(300)).Select(_ => (byte)mutator.Next(256)).ToArray()}",
            var time when time.StartsWith("timestamp", StringComparison.Ordinal) => Sql.Raw(
                mutator.Pick([
                    "'0001-01-01'",
                    "'9999-12-31'",
                    "'infinity'",
                    "'-infinity'",
                    "'4000-01-01 BC'",
                    "'290000-01-01'",
                    "'1970-01-01'",
                    "null",
                ])
            ),
            _ => mutator.Next(3) == 0
                ? (Sql)$"{mutator.Evil().Replace("\0", "", StringComparison.Ordinal)}"
                : (Sql)$"{mutator.Pick(_words)}",
        };

    private static async Task UnharmedAsync(SmallShop shop, string? database, string story, bool isWhole)
    {
        (await shop.ReadAsync("select x from secrets.precious", database)).ShouldBe(["42"], story);
        (await shop.ReadAsync("select x from analytics.kept", database)).ShouldBe(["7"], story);
        await using var warehouse = shop.Open(database);
        await using var session = await warehouse.OpenAsync(TestContext.Current.CancellationToken);
        var definitions = await warehouse.ReadViewDefinitionsAsync(
            session,
            ["analytics"],
            TestContext.Current.CancellationToken
        );
        definitions.Values.ShouldAllBe(
            text =>
                !text.Contains("secrets", StringComparison.Ordinal)
                && !text.Contains("precious", StringComparison.Ordinal),
            story
        );
        if (!isWhole)
            return;
        var versions = new HashSet<string>();
        foreach (var view in definitions.Keys.Where(view => view.Name is "orders" or "totals"))
            versions.UnionWith(
                await session.QueryAsync(
                    $"select distinct v from {view}",
                    row => Convert.ToString(row.GetValue(0), CultureInfo.InvariantCulture)!,
                    TestContext.Current.CancellationToken
                )
            );
        versions.Count.ShouldBe(1, $"live shows parts of several releases: {string.Join(", ", versions)}; {story}");
    }

    /// <summary>The place as it was, again and again.</summary>
    private sealed class Template(SmallShop shop) : IAsyncDisposable
    {
        private byte[]? _file;

        public string? Database => shop.Postgres is null ? null : $"{shop.Postgres.Name}_work";

        public async Task SaveAsync()
        {
            if (shop.Postgres is null)
                _file = await File.ReadAllBytesAsync(shop.Run.Database, TestContext.Current.CancellationToken);
            else
            {
                NpgsqlConnection.ClearAllPools();
                shop.WriteProfile(shop.Postgres.User, shop.Postgres.Password, Database);
            }
        }

        public async Task RestoreAsync()
        {
            if (_file is not null)
            {
                File.Delete($"{shop.Run.Database}.wal");
                await File.WriteAllBytesAsync(shop.Run.Database, _file, TestContext.Current.CancellationToken);
                return;
            }
            await AdministerAsync($"drop database if exists \"{Database}\" with (force)");
            await AdministerAsync($"create database \"{Database}\" template \"{shop.Postgres!.Name}\"");
        }

        public async ValueTask DisposeAsync()
        {
            if (Database is not null)
                await AdministerAsync($"drop database if exists \"{Database}\" with (force)");
        }

        private async Task AdministerAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(shop.Postgres!.ConnectionString)
                {
                    Database = "postgres",
                    Pooling = false,
                }.ConnectionString
            );
            await connection.OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}

public sealed class DuckDbLedgerFuzz() : LedgerFuzzSuite(On.DuckDb);

public sealed class PostgresLedgerFuzz() : LedgerFuzzSuite(On.Postgres);
