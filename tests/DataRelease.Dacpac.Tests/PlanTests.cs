using System.Text.Json;
using DataRelease.Cli;
using DataRelease.Testing;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac.Tests;

/// <summary>What a user types with a dacpac, and what comes of it without a server.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dacpac-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_example_is_planned_object_by_object()
    {
        var app = DacpacOf.Scripts(_folder.FullName, "shop", Example);

        var (exit, output, error) = await RunAsync("plan", app);

        error.ShouldBeEmpty();
        exit.ShouldBe(0);
        output.ShouldMatch("(?m)^shop.orders_of +new +procedure, in shop__r1$");
        output.ShouldMatch("(?m)^shop.revenue +new +view, in shop__r1$");
        output.ShouldMatch("(?m)^shop.orders +new +table, stays$");
        output.ShouldMatch("(?m)^shop.is_amount +new +scalar function, stays: shop.orders needs it$");
        output.ShouldNotContain("Permission");
        output.ShouldContain("shop 1.2.0.0: ");
    }

    [Fact]
    public async Task The_files_of_a_plan_are_scripts_for_both_parsers_and_a_dacpac_that_opens()
    {
        var app = DacpacOf.Scripts(_folder.FullName, "shop", Example);
        var dist = Path.Combine(_folder.FullName, "dist");

        (await RunAsync("plan", app, "--out", dist)).Exit.ShouldBe(0);

        var pointers = Parsed(dist, "pointers.sql");
        pointers.ShouldContain("set xact_abort on");
        pointers.ShouldContain(
            "create or alter view [shop].[revenue] as select [customer_id], [amount] from [shop__r1].[revenue]"
        );
        pointers.ShouldContain("GRANT SELECT");
        pointers.ShouldEndWith("commit transaction\n");
        var code = Parsed(dist, "code.sql");
        code.ShouldContain("CREATE SCHEMA [shop__r1]");
        code.ShouldContain("create procedure [shop__r1].[orders_of]");
        code.ShouldNotContain("CREATE TABLE");
        code.ShouldNotContain("view [shop].");
        var tables = Parsed(dist, "expand.sql");
        tables.ShouldContain("CREATE TABLE [shop].[orders]");
        tables.ShouldNotContain("shop__r1");
        tables.ShouldNotContain("orders_of");
        File.ReadAllText(Path.Combine(dist, "report.xml")).ShouldContain("<DeploymentReport");
        using var green = DacpacFile.Open(Path.Combine(dist, "green.dacpac"));
        green.Name.ShouldBe("shop");
    }

    [Fact]
    public async Task A_new_column_and_the_view_of_it_are_an_expansion_and_a_release()
    {
        var live = DacpacOf.Scripts(_folder.FullName, "live", Example);
        var next = DacpacOf.Scripts(
            _folder.FullName,
            "next",
            Example.Select(text =>
                text.Replace(
                        "[name] nvarchar(200) not null",
                        "[name] nvarchar(200) not null, [mail] nvarchar(200) null"
                    )
                    .Replace("group by", "/* by customer */ group by")
            )
        );

        var (exit, output, error) = await RunAsync("plan", next, "--against", live, "--output", "json");

        error.ShouldBeEmpty();
        exit.ShouldBe(0);
        var plan = JsonDocument
            .Parse(output)
            .RootElement.GetProperty("plan")
            .EnumerateArray()
            .ToDictionary(
                row => row.GetProperty("relation").GetString()!,
                row => row.GetProperty("change").GetString()
            );
        plan["shop.customers"].ShouldBe("changed");
        plan["shop.revenue"].ShouldBe("changed");
        plan["shop.orders"].ShouldBe("unchanged");
    }

    [Theory]
    [InlineData("[amount] decimal(10, 2) not null", "[amount] decimal(6, 2) not null", "DR2204")]
    [InlineData("default sysutcdatetime()", "default sysutcdatetime(), [z] int not null", "DR2204")]
    [InlineData(">= 0", "> 0", "DR2205")]
    [InlineData("set nocount on", "exec('select * from shop.revenue')", "DR2202")]
    [InlineData("set nocount on", "exec other.dbo.p", "DR2203")]
    public async Task What_a_release_can_not_take_along_is_refused_and_nothing_is_written(
        string text,
        string next,
        string code
    )
    {
        var live = DacpacOf.Scripts(_folder.FullName, "live", Example);
        var app = DacpacOf.Scripts(_folder.FullName, "next", Example.Select(script => script.Replace(text, next)));
        var dist = Path.Combine(_folder.FullName, "dist");

        var (exit, _, error) = await RunAsync("plan", app, "--against", live, "--out", dist);

        exit.ShouldBe(3, error);
        error.ShouldContain($"error {code}: ");
        Directory.Exists(dist).ShouldBeFalse();
    }

    [Fact]
    public async Task A_column_that_a_contract_migration_has_dropped_is_left_out_of_the_expansion()
    {
        var live = DacpacOf.Scripts(
            _folder.FullName,
            "live",
            Example.Select(text =>
                text.Replace("[name] nvarchar(200) not null", "[name] nvarchar(200) not null, [old] int")
            )
        );
        var app = DacpacOf.Scripts(_folder.FullName, "next", Example);
        var dist = Path.Combine(_folder.FullName, "dist");

        var (refused, _, error) = await RunAsync("plan", app, "--against", live);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "data-release.yml"),
            "dacpac:\n  accept: ['contracted:shop.customers']\n",
            TestContext.Current.CancellationToken
        );
        var (exit, _, warning) = await RunAsync("plan", app, "--against", live, "--out", dist);

        refused.ShouldBe(3);
        error.ShouldContain("error DR2204: ");
        exit.ShouldBe(0, warning);
        warning.ShouldContain("warning DR2204: ");
        Parsed(dist, "expand.sql").ShouldNotContain("DROP");
    }

    [Fact]
    public async Task A_name_in_a_string_is_told_at_its_line_and_passes_by_consent()
    {
        var app = DacpacOf.Scripts(
            _folder.FullName,
            "next",
            Example.Select(script => script.Replace("set nocount on", "exec('select * from shop.revenue')"))
        );

        var (_, _, refused) = await RunAsync("plan", app);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "data-release.yml"),
            "dacpac:\n  accept: ['dynamic_sql:shop.orders_of']\n",
            TestContext.Current.CancellationToken
        );
        var (exit, _, error) = await RunAsync("plan", app);

        refused.ShouldContain(
            "next.dacpac:shop.orders_of(7,25): error DR2202: a string in shop.orders_of contains 'shop.revenue'"
        );
        exit.ShouldBe(0);
        error.ShouldContain("warning DR2202");
    }

    [Fact]
    public async Task A_consent_of_no_known_kind_is_a_mistake_in_the_file()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "data-release.yml"),
            "dacpac:\n  accept: ['all:of it']\n",
            TestContext.Current.CancellationToken
        );

        var (exit, _, error) = await RunAsync("plan", DacpacOf.Scripts(_folder.FullName, "shop", Example));

        exit.ShouldBe(2);
        error.ShouldContain("data-release.yml(2,11): error DR1001: 'dacpac.accept' has 'all:of it'");
    }

    [Fact]
    public async Task A_script_before_or_after_the_deployment_is_never_run_unsaid()
    {
        var app = DacpacOf.Build(_folder.FullName, "shop", "delete shop.orders", null, Example);

        var (exit, _, error) = await RunAsync("plan", app);

        exit.ShouldBe(3);
        error.ShouldContain("error DR2207: the pre-deployment script is not run");
    }

    [Fact]
    public async Task Code_that_is_gone_needs_the_same_word_as_a_relation_that_is_gone()
    {
        var live = DacpacOf.Scripts(_folder.FullName, "live", [.. Example, "create view shop.old as select 1 as a"]);
        var app = DacpacOf.Scripts(_folder.FullName, "next", Example);

        var (exit, output, error) = await RunAsync("plan", app, "--against", live);
        var (allowed, statements, _) = await RunAsync("plan", app, "--against", live, "--allow-breaking", "--dry-run");

        exit.ShouldBe(3);
        error.ShouldContain("error DR2210: view shop.old is no longer in the dacpac");
        output.ShouldContain("shop.old");
        allowed.ShouldBe(0);
        statements.ShouldContain("drop view [shop].[old]");
    }

    [Fact]
    public async Task What_DacFx_can_not_put_together_is_an_error_with_a_code()
    {
        var live = DacpacOf.Scripts(
            _folder.FullName,
            "live",
            [
                .. Example,
                "create view shop.w as select 1 as a, 2 as b",
                "create trigger shop.tr on shop.customers after insert as select b from shop.w",
            ]
        );
        var app = DacpacOf.Scripts(_folder.FullName, "next", [.. Example, "create view shop.w as select 1 as a"]);

        var (exit, _, error) = await RunAsync("plan", app, "--against", live);

        exit.ShouldBe(3, error);
        error.ShouldContain("next.dacpac: error DR2206: ");
        error.ShouldContain("[shop].[w].[b]");
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("release")]
    [InlineData("deploy")]
    public async Task A_dacpac_is_refused_where_the_environment_is_no_SQL_Server(string verb)
    {
        var app = DacpacOf.Scripts(_folder.FullName, "shop", Example);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "data-release.yml"),
            "environments:\n  dev: {type: duckdb, path: dev.duckdb, schema: shop}\n",
            TestContext.Current.CancellationToken
        );

        var (exit, _, error) = await RunAsync(verb, app, "-e", "dev");

        exit.ShouldBe(3);
        error.ShouldContain("error DR2208: a dacpac is a database of SQL Server");
        File.Exists(Path.Combine(_folder.FullName, "dev.duckdb")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_only_environment_that_is_described_completely_is_the_dacpacs()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "data-release.yml"),
            "environments:\n  prod: {type: sqlserver, connection_env: DATABASE, schema: shop}\n",
            TestContext.Current.CancellationToken
        );

        var (exit, _, error) = await RunAsync("release", DacpacOf.Scripts(_folder.FullName, "shop", Example));

        exit.ShouldNotBe(0);
        error.ShouldContain("connection_env names DATABASE, which is not set");
    }

    [Fact]
    public async Task A_module_keeps_the_settings_that_it_was_written_for()
    {
        var app = DacpacOf.Build(
            _folder.FullName,
            "shop",
            null,
            null,
            ["create schema shop", "create procedure shop.said as select \"a text\" as said"],
            quotedIdentifiers: false
        );
        var dist = Path.Combine(_folder.FullName, "dist");

        (await RunAsync("plan", app, "--out", dist)).Exit.ShouldBe(0);

        var code = await File.ReadAllTextAsync(Path.Combine(dist, "code.sql"), TestContext.Current.CancellationToken);
        code.ShouldContain("SET QUOTED_IDENTIFIER OFF\nGO\ncreate procedure [shop__r1].said");
    }

    [Fact]
    public async Task A_folder_with_a_database_project_is_planned_from_what_its_build_made_last()
    {
        Project("Shop.sqlproj", "<Project Sdk=\"Microsoft.Build.Sql\"><PropertyGroup /></Project>");
        Built("Shop", "Debug", TimeSpan.FromHours(-1));
        Built("Shop", "Release", TimeSpan.FromMinutes(1));

        var (exit, output, error) = await RunAsync("plan");

        exit.ShouldBe(0, error);
        output.ShouldMatch("(?m)^shop.revenue +new +view, in shop__r1$");
        output.ShouldContain($"{Path.Combine("bin", "Release", "Shop.dacpac")} is taken, which was built at ");
    }

    [Fact]
    public async Task A_database_project_that_names_its_dacpac_differently_is_found_by_that_name()
    {
        var project = Project(
            "Shop.sqlproj",
            "<Project><PropertyGroup><SqlTargetName>Warehouse</SqlTargetName></PropertyGroup></Project>"
        );
        Built("Warehouse", "Debug", TimeSpan.FromMinutes(1));

        (await RunAsync("plan", project)).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task A_database_project_that_is_not_built_is_refused_with_the_command_that_builds_it()
    {
        var project = Project("Shop.sqlproj", "<Project />");

        var (exit, _, error) = await RunAsync("plan", project);

        exit.ShouldBe(2);
        error.ShouldContain("error DR2213: there is no bin/<configuration>/Shop.dacpac beside ");
        error.ShouldContain($"dotnet build {project}");
    }

    [Fact]
    public async Task A_dacpac_that_is_older_than_its_project_is_refused()
    {
        var project = Project("Shop.sqlproj", "<Project />");
        Built("Shop", "Debug", TimeSpan.FromMinutes(1));
        var file = Path.Combine(_folder.FullName, "later.sql");
        await File.WriteAllTextAsync(file, "create view shop.later as select 1 as a", Cancellation);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(5));

        var (exit, _, error) = await RunAsync("plan", project);

        exit.ShouldBe(2);
        error.ShouldContain("error DR2214: ");
        error.ShouldContain("Shop.dacpac is older than ");
        error.ShouldContain("later.sql");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Project(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void Built(string name, string configuration, TimeSpan age)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "bin", configuration)).FullName;
        File.SetLastWriteTimeUtc(DacpacOf.Scripts(folder, name, Example), DateTime.UtcNow + age);
    }

    [Fact]
    public async Task Options_of_a_dacpac_without_one_are_a_mistake()
    {
        var (exit, _, error) = await RunAsync("plan", "--against", "live.dacpac");

        exit.ShouldBe(2);
        error.ShouldContain("error DR2209: no dacpac is named");
    }

    private static IReadOnlyList<string> Example { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.PathOf("examples", "dacpac"), "*.sql", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText),
    ];

    /// <summary>The text, which both parsers read batch by batch, and what it hands to EXEC, too.</summary>
    private static string Parsed(string folder, string name)
    {
        var text = File.ReadAllText(Path.Combine(folder, name));
        foreach (TSqlParser parser in new TSqlParser[] { new TSql160Parser(true), new TSql170Parser(true) })
        {
            var tree = parser.Parse(new StringReader(text), out var errors);
            errors.Select(error => error.Message).ShouldBeEmpty(text);
            var inner = new Inner();
            tree.Accept(inner);
            foreach (var part in inner.Texts)
            {
                parser.Parse(new StringReader(part), out errors);
                errors.Select(error => error.Message).ShouldBeEmpty(part);
            }
        }
        return text;
    }

    private async Task<(int Exit, string Out, string Error)> RunAsync(params string[] args)
    {
        await using var stdout = new StringWriter();
        await using var stderr = new StringWriter();
        var exit = await CommandLine.RunAsync(
            [.. args, "--project", _folder.FullName],
            stdout,
            TextWriter.Synchronized(stderr),
            name => name == "CI" ? "true" : null,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        return (exit, stdout.ToString(), stderr.ToString());
    }

    private sealed class Inner : TSqlFragmentVisitor
    {
        public List<string> Texts { get; } = [];

        public override void Visit(ExecutableStringList node)
        {
            if (node.Strings.All(part => part is StringLiteral))
                Texts.Add(string.Concat(node.Strings.Cast<StringLiteral>().Select(part => part.Value)));
        }
    }
}
