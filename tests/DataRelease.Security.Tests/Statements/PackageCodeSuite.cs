using DataRelease.Testing;

namespace DataRelease.Security.Tests.Statements;

/// <summary>
/// Packages whose texts try to be more than the part of a statement that they stand in: each is packed with right
/// checksums and released, and writes to nothing but green.
/// </summary>
public abstract class PackageCodeSuite(Engine engine)
{
    /// <summary>True if U+00A0 separates words.</summary>
    protected virtual bool ReadsNoBreakSpaceAsBlank => false;

    [Theory]
    [InlineData("table", "select 1 as id -- note\r); create table keep.pwned(i int); (select 1 as id")]
    [InlineData("view", "select 1 as id -- note\r); create table keep.pwned(i int); (select 1 as id")]
    [InlineData("table", "select 1 as £$a$); create table keep.pwned(i int); create table keep.b as (select 1 as £$a$")]
    [InlineData("view", "select 1 as £$a$); create table keep.pwned(i int); create view keep.b as (select 1 as £$a$")]
    [InlineData("table", "select 1 as €$a$); create table keep.pwned(i int); create table keep.b as (select 1 as €$a$")]
    [InlineData("table", "select 1 as \u00A0$a$); create table keep.pwned(i int); (select 1 as \u00A0$a$")]
    [InlineData("table", "select E'a'\n'\\' ' as id); create table keep.pwned(i int); (select E'a'\n'\\' ' as id")]
    [InlineData("table", "select 1 as id) dr_rows; create table keep.pwned(i int); select * from (select 1 as id")]
    [InlineData("table", "select 1 as id) dr_rows -- note\r; create table keep.pwned(i int) --")]
    [InlineData("table", "select 1 as id\0); create table keep.pwned(i int)")]
    [InlineData("table", "with d as (delete from keep.precious returning *) select * from d")]
    [InlineData("table", "with d as (insert into keep.precious values (1) returning *) select 1 as id from d")]
    [InlineData("view", "with d as (delete from keep.precious returning *) select * from d")]
    [InlineData("table", "select 1 as id into keep.pwned")]
    [InlineData("table", "create table keep.pwned(i int)")]
    [InlineData("table", "delete from keep.precious")]
    [InlineData("incremental", "select 1 as id -- note\r) dr_rows; create table keep.pwned(i int); (select 1 as id")]
    public async Task Code_is_one_query_or_nothing(string materialized, string code)
    {
        await using var shop = await StartAsync();

        // What stands in the file does not matter: a forged package has what code it likes.
        var (exit, text, error) = await DeployAsync(shop, project =>
            project.Model("evil", code, materialized, raw: "select 1 as id")
        );

        // Where U+00A0 is a blank, what follows is a string: one query, and a harmless one.
        if (!ReadsNoBreakSpaceAsBlank || !code.Contains('\u00A0', StringComparison.Ordinal))
            exit.ShouldNotBe(0, $"{text}\n{error}");
        await KeptAsync(shop);
    }

    [Theory]
    [InlineData(
        "warn_if",
        "!= 0 -- note\r from (select 1) q; create table keep.pwned(i int); select 1 as a from (select 1"
    )]
    [InlineData("error_if", "!= 0 as £$a$ from keep.precious; create table keep.pwned(i int); select 1 as £$a$")]
    [InlineData("fail_calc", "1 as £$a$; create table keep.pwned(i int); select 1 as £$a$")]
    [InlineData("fail_calc", "1 into keep.pwned from keep.precious --\n")]
    [InlineData("fail_calc", "count(*) as failures into keep.pwned from keep.precious --")]
    public async Task What_judges_a_test_writes_nothing(string key, string value)
    {
        await using var shop = await StartAsync();

        var (exit, text, error) = await DeployAsync(shop, project =>
            project.Test("evil", "select 1 as id", [], new Dictionary<string, object> { [key] = value })
        );

        exit.ShouldNotBe(0, $"{text}\n{error}");
        await KeptAsync(shop);
    }

    [Theory]
    [InlineData("integer); create table keep.pwned(i int); create table keep.c (a integer")]
    [InlineData("integer -- note\r); create table keep.pwned(i int); create table keep.c (a integer")]
    [InlineData("integer default 1 /* £$a$ */); create table keep.pwned(i int) -- ")]
    public async Task The_type_of_a_seeds_column_is_a_type(string type)
    {
        await using var shop = await StartAsync();

        var (exit, text, error) = await DeployAsync(shop, project =>
            project.Seed("evil", "a\n1\n", new { column_types = new { a = type } })
        );

        exit.ShouldNotBe(0, $"{text}\n{error}");
        await KeptAsync(shop);
    }

    [Theory]
    [InlineData("select 1 as id -- a note that ends with a return\r")]
    [InlineData("select 'it''s; not' as id, $$;$$ as b, E'\\';' as c /* ; /* ) */ */;")]
    [InlineData("(select 1 as id) union all (select 2)")]
    [InlineData("with d as (select 1 as id) select * from d order by id")]
    [InlineData("select 1 as é, 2 as \"a;b\"")]
    public async Task Code_that_is_one_query_is_built(string code)
    {
        await using var shop = await StartAsync();

        var (exit, text, error) = await DeployAsync(shop, project =>
            project.Model("good", code, "table").Model("seen", code, "view")
        );

        exit.ShouldBe(0, $"{text}\n{error}");
    }

    /// <summary>A query that writes to the sequence <c>keep.counter</c>.</summary>
    protected abstract string MovesSequence { get; }

    /// <summary>What the sequence gave last; nothing if it was not asked.</summary>
    protected abstract string Sequence { get; }

    [Fact]
    public async Task A_test_that_would_write_is_refused_by_the_engine()
    {
        await using var shop = await StartAsync();
        await shop.ExecuteAsync("create sequence keep.counter");
        foreach (
            var settings in new Dictionary<string, object>[]
            {
                [],
                new() { ["fail_calc"] = $"({MovesSequence})" },
            }
        )
        {
            var (exit, text, error) = await DeployAsync(shop, project =>
                project.Test("evil", settings.Count == 0 ? MovesSequence : "select 1 as id", [], settings)
            );

            exit.ShouldNotBe(0, $"{text}\n{error}");
            $"{text}{error}".ShouldContain("read-only");
        }
        (await shop.ReadAsync(Sequence)).ShouldBe(["null"]);
    }

    protected async Task<SmallShop> StartAsync()
    {
        var shop = await SmallShop.CreateAsync(engine);
        await shop.ExecuteAsync("create schema keep", "create table keep.precious as select 42 as x");
        return shop;
    }

    protected static async Task<(int Exit, string Text, string Error)> DeployAsync(
        SmallShop shop,
        Action<CompiledProject> add
    )
    {
        var project = shop.Project("9.0.0");
        add(project);
        project.Model("orders", "select 1 as id").Write();
        await shop.WorksAsync("pack", "--out", shop.Run["packages"]);
        return await shop.Run.RunAsync("deploy", shop.Package(9));
    }

    protected static async Task KeptAsync(SmallShop shop)
    {
        (await shop.ReadAsync("select x from keep.precious")).ShouldBe(["42"]);
        (
            await shop.ReadAsync(
                "select table_name from information_schema.tables where table_schema = 'keep' order by 1"
            )
        ).ShouldBe(["precious"]);
    }
}

public sealed class DuckDbPackageCode() : PackageCodeSuite(Engine.DuckDb)
{
    protected override bool ReadsNoBreakSpaceAsBlank => true;

    /// <summary>No rights of a role keep a query from functions that write files or change the process.</summary>
    [Theory]
    [InlineData("select 1 as id from enable_profiling(save_location := '{file}')")]
    [InlineData(
        "select 1 as id where exists (from Main.\"ENABLE_LOGGING\"(storage := 'file', storage_path := '{file}'))"
    )]
    [InlineData("select id from query('select 1 as id from enable_profiling(save_location := ''{file}'')')")]
    [InlineData("select id from query('select 1 as id from ' || 'enable_profiling(save_location := ''{file}'')')")]
    [InlineData("from json_execute_serialized_sql(json_serialize_sql('from enable_profiling()'))")]
    [InlineData("select write_log('x') as id")]
    [InlineData("with a as (from force_checkpoint()) select 1 as id")]
    public async Task A_function_that_does_more_than_read_is_refused(string code)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "written.txt");
        await using var shop = await StartAsync();
        var evil = code.Replace("{file}", file, StringComparison.Ordinal);

        foreach (
            var add in new Action<CompiledProject>[]
            {
                project => project.Model("evil", evil, "table"),
                project => project.Model("evil", evil, "view"),
                project => project.Test("evil", evil, []),
                project =>
                    project.Test(
                        "evil",
                        "select 1 as id",
                        [],
                        new Dictionary<string, object> { ["fail_calc"] = $"(select count(*) from ({evil}))" }
                    ),
            }
        )
        {
            var (exit, text, error) = await DeployAsync(shop, add);

            exit.ShouldNotBe(0, $"{text}\n{error}");
            error.ShouldContain("DR3009");
        }
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
        await KeptAsync(shop);
    }

    protected override string MovesSequence => "select nextval('keep.counter') as id";

    protected override string Sequence => "select last_value from duckdb_sequences() where sequence_name = 'counter'";
}

public sealed class PostgresPackageCode() : PackageCodeSuite(Engine.Postgres)
{
    protected override string MovesSequence => "select nextval('keep.counter') as id";

    protected override string Sequence => "select case when is_called then last_value end from keep.counter";
}
