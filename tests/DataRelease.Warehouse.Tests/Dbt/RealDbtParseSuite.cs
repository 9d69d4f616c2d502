using System.Diagnostics;
using System.Globalization;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Configuration;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Dbt;

/// <summary>
/// dbt's partial parse across releases, each of which has a schema of its own: what dbt itself says about it.
/// </summary>
public abstract class RealDbtParseSuite(Engine engine) : RealDbtSuite(engine)
{
    private const string InFull = "Unable to do partial parsing";

    [Fact]
    public async Task The_next_release_parses_what_changed_and_nothing_else()
    {
        await PrepareAsync();
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        Said("parse").ShouldContain(InFull);

        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();

        Said("parse").ShouldNotContain(InFull);
        Write("models/second.sql", "select id + 10 as id from {{ ref('first') }}\n");
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        Said("parse").ShouldNotContain(InFull);
        Said("parse").ShouldContain("1 files changed");
        (await ReadAsync("select id from analytics.second")).ShouldBe(["11"]);
        (await RelationsAsync("analytics__r3")).ShouldBe(["first:Table", "second:View"], ignoreOrder: true);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(KeptFile()).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.GetDirectoryName(KeptFile())!)
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_refresh_by_dbt_parses_partially_too()
    {
        await PrepareAsync();
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();

        var night = await EngineOfProject().RefreshAsync(new RefreshRequest(), Cancellation);

        night.Error?.Format().ShouldBeNull();
        night.Release!.RefreshOf.ShouldBe("r1");
        Said("parse").ShouldNotContain(InFull);
    }

    [Fact]
    public async Task Other_variables_are_seen_and_a_parse_that_does_not_fit_is_dbts_to_refuse()
    {
        await PrepareAsync();
        Write("models/first.sql", "{{ config(materialized='table', alias=var('name', 'first')) }}select 1 as id\n");
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        var ofSecond = await File.ReadAllBytesAsync(KeptFile(), Cancellation);

        (await ReleaseProjectAsync(new BuildOptions { Vars = "{name: another}" })).Error?.Format().ShouldBeNull();

        Said("parse").ShouldContain(InFull);
        (await RelationsAsync("analytics__r2")).ShouldContain("another:Table");
        // Without the variables there is no parse; then one of another schema, and one that is none.
        await ReleaseAsync();
        await File.WriteAllBytesAsync(KeptFile(), ofSecond, Cancellation);
        await ReleaseAsync();
        Said("parse").ShouldContain("profile has changed");
        await File.WriteAllTextAsync(KeptFile(), "no parse", Cancellation);
        await ReleaseAsync();
        (await RelationsAsync("analytics__r5")).ShouldBe(["first:Table", "second:View"], ignoreOrder: true);

        async Task ReleaseAsync()
        {
            (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
            (await ReadAsync("select id from analytics.first")).ShouldBe(["1"]);
        }
    }

    [Fact]
    public async Task A_macro_that_names_schemas_by_another_macro_is_seen_when_that_one_changes()
    {
        await PrepareAsync();
        Write(
            "macros/names.sql",
            "{% macro generate_schema_name(custom_schema_name, node) -%}{{ target.schema }}{{ ending() }}"
                + "{%- endmacro %}"
        );
        Write("macros/ending.sql", "{% macro ending() -%}_old{%- endmacro %}");
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        Write("macros/ending.sql", "{% macro ending() -%}_new{%- endmacro %}");

        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();

        (await RelationsAsync("analytics__r2_new")).ShouldContain("first:Table");
        (await HasSchemaAsync("analytics__r2_old")).ShouldBeFalse();
    }

    [Fact]
    public async Task With_reuse_the_project_is_compiled_from_the_kept_parse()
    {
        await PrepareAsync();
        var reuse = new BuildOptions { Reuse = ReuseMode.Unchanged };
        (await ReleaseProjectAsync(reuse)).Error?.Format().ShouldBeNull();
        Write("models/second.sql", "select id + 10 as id from {{ ref('first') }}\n");

        (await ReleaseProjectAsync(reuse)).Error?.Format().ShouldBeNull();

        Said("compile").ShouldNotContain(InFull);
        (await RelationsAsync("analytics__r2")).ShouldBe(["second:View"]);
        (await ReadAsync("select id from analytics.second")).ShouldBe(["11"]);
    }

    [Fact]
    public async Task A_part_of_the_project_is_parsed_and_listed_by_one_process()
    {
        await PrepareAsync();
        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();
        Forget();

        var part = await ReleaseProjectAsync(new BuildOptions { Select = ["first"] });

        part.Error?.Format().ShouldBeNull();
        Verbs().ShouldBe(["ls", "build"]);
        Said("ls").ShouldNotContain(InFull);
        (await RelationsAsync("analytics__r2")).ShouldBe(["first:Table"]);
        Write("models/second.sql", "select id from {{ ref('frist') }}\n");
        var broken = await ReleaseProjectAsync(new BuildOptions { Select = ["first"] });
        broken.Error.ShouldNotBeNull().Code.ShouldBe(Errors.ErrorCode.DbtFailed);
        broken.Error!.Message.ShouldContain("frist");
    }

    [Fact]
    public async Task A_parse_that_the_release_does_not_wait_for_is_ended_and_leaves_nothing()
    {
        await PrepareAsync("sleep 600");
        Patience = TimeSpan.FromMilliseconds(100);

        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();

        Directory.Exists(PathOf("target/data-release/prod/parse")).ShouldBeFalse();
        var id = int.Parse(
            await File.ReadAllTextAsync(PathOf("../beside.pid"), Cancellation),
            NumberFormatInfo.InvariantInfo
        );
        IsRunning(id).ShouldBeFalse();
        Directory.Exists(await FolderBesideAsync()).ShouldBeFalse();
        (await ReadAsync("select id from analytics.second")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_parse_that_fails_beside_the_build_is_not_heard_of()
    {
        await PrepareAsync("echo '{\"info\": {\"level\": \"error\", \"name\": \"X\", \"msg\": \"it broke\"}}'; exit 2");

        (await ReleaseProjectAsync()).Error?.Format().ShouldBeNull();

        Directory.Exists(PathOf("target/data-release/prod/parse")).ShouldBeFalse();
        Events.Of<Reports.ReleaseEvent.Noted>().ShouldNotContain(noted => noted.Text.Contains("it broke"));
        Events.Of<Reports.ReleaseEvent.Warned>().ShouldBeEmpty();
        Directory.Exists(await FolderBesideAsync()).ShouldBeFalse();
    }

    /// <summary>A project, and in front of dbt a script that keeps what every process is asked and says.</summary>
    /// <param name="beside">What stands in place of dbt for the parse beside a build; null for dbt.</param>
    private async Task PrepareAsync(string? beside = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the script in front of dbt is for a POSIX shell");
        await PrepareAsync(
            ("models/first.sql", "{{ config(materialized='table') }}select 1 as id\n"),
            ("models/second.sql", "select id from {{ ref('first') }}\n")
        );
        var dbt = DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable)!;
        Patience = TimeSpan.FromMinutes(2);
        Executable = PathOf("../dbt-that-is-heard");
        Directory.CreateDirectory(PathOf("../said"));
        Write(
            "../dbt-that-is-heard",
            $$"""
            #!/bin/sh
            here='{{PathOf("..")}}'
            case "$*" in
              *data-release-ahead-*)
                echo "$*" > "$here/beside.args"
                echo $$ > "$here/beside.pid"
                {{(beside is null ? "" : $"{beside}\n")}}exec '{{dbt}}' "$@" ;;
            esac
            export DBT_LOG_LEVEL=debug
            log="$here/said/$(date +%s%N).$1"
            '{{dbt}}' "$@" > "$log"
            code=$?
            cat "$log"
            exit $code

            """
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Executable, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>What the last process of a verb said.</summary>
    private string Said(string verb) => File.ReadAllText(Logs().Last(log => Path.GetExtension(log) == $".{verb}"));

    /// <summary>The processes of a release, but for the one beside.</summary>
    private List<string> Verbs() => [.. Logs().Select(log => Path.GetExtension(log)[1..])];

    private void Forget()
    {
        foreach (var log in Logs())
            File.Delete(log);
    }

    private IEnumerable<string> Logs() => Directory.GetFiles(PathOf("../said")).Order(StringComparer.Ordinal);

    private string KeptFile() => Directory.GetFiles(PathOf("target/data-release/prod/parse")).ShouldHaveSingleItem();

    private async Task<string> FolderBesideAsync()
    {
        var target = (await File.ReadAllTextAsync(PathOf("../beside.args"), Cancellation))
            .Split(' ', StringSplitOptions.TrimEntries)
            .Single(word => word.Contains("data-release-ahead-", StringComparison.Ordinal));
        return Path.GetDirectoryName(target)!;
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

public sealed class DuckDbRealDbtParse() : RealDbtParseSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRealDbtParse() : RealDbtParseSuite(Testing.Engines.Engine.Postgres);
