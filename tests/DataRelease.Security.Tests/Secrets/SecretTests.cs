using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DataRelease.Cli.Tests;
using DataRelease.Testing;
using Npgsql;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Secrets;

/// <summary>Planted secrets are looked for everywhere that a run leaves anything: none is found.</summary>
public sealed class SecretTests
{
    /// <summary>With all that URLs, connection strings, YAML and shells treat in ways of their own.</summary>
    private const string Password = "p@ss/w:rd%2F#?;=\"'& t0ps3cret";

    [Fact]
    public void The_hunt_finds_what_it_is_there_to_find()
    {
        foreach (
            var form in new[]
            {
                Password,
                Uri.EscapeDataString(Password),
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"x{Password}yz")),
                JsonSerializer.Serialize(Password),
                Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Password)),
            }
        )
        {
            var hunt = new SecretHunt(Password);
            hunt.In("a place", form);
            hunt.Found.ShouldNotBeEmpty(form);
        }
        using var zipped = new MemoryStream();
        using (
            var zip = new System.IO.Compression.GZipStream(
                zipped,
                System.IO.Compression.CompressionLevel.Fastest,
                leaveOpen: true
            )
        )
            zip.Write(Encoding.UTF8.GetBytes($"text {Password} text"));
        var inside = new SecretHunt(Password);
        inside.In("an archive", [1, 2, 3, .. zipped.ToArray()]);
        inside.Found.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_password_is_nowhere_after_a_whole_life_of_releases()
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        await PlantAsync(shop);
        shop.Run.With("SHOP_PASSWORD", Password)
            .With("GITHUB_OUTPUT", shop.Run["output.txt"])
            .With("GITHUB_STEP_SUMMARY", shop.Run["summary.md"]);
        Profile(shop, "\"{{ env_var('SHOP_PASSWORD') }}\"");
        var hunt = new SecretHunt(Password);

        foreach (
            var verb in new string[][]
            {
                ["doctor"],
                ["plan", shop.Package(1)],
                ["release", shop.Package(1)],
                ["release", shop.Package(2)],
                ["deploy", shop.Package(3)],
                ["diff"],
                ["validate"],
                ["status"],
                ["history"],
                ["swap"],
                ["rollback"],
                ["report"],
                ["report", "--format", "junit", "--file", shop.Run["report.xml"]],
                ["report", "--format", "json", "--file", shop.Run["report.json"]],
                ["report", "--format", "markdown", "--file", shop.Run["report.md"]],
                ["prune", "--keep", "0"],
                ["doctor", "--fix"],
            }
        )
        {
            foreach (var output in new[] { "text", "json" })
            {
                var (_, text, error) = await shop.Run.RunAsync([
                    .. verb,
                    "--yes",
                    "--verbosity",
                    "debug",
                    "--output",
                    output,
                    "--json-file",
                    shop.Run["result.json"],
                    "--ci",
                    "github",
                ]);
                hunt.In($"stdout of {verb[0]}", text);
                hunt.In($"stderr of {verb[0]}", error);
            }
        }
        hunt.InFolder(shop.Run.Project);
        await using var warehouse = shop.Open(null);
        await hunt.InLedgerAsync(warehouse);

        hunt.NothingWasFound();
        hunt.Places.ShouldBeGreaterThan(200);
        await EndAsync(shop);
    }

    [Theory]
    [InlineData("wrong", "DR4002")]
    [InlineData("unreachable", "DR4001")]
    [InlineData("no such database", "DR4003")]
    [InlineData("broken URL", "DR4020")]
    [InlineData("broken string", "DR4001")]
    [InlineData("unknown word", "DR4001")]
    [InlineData("no kind of URL", "DR40")]
    public async Task An_error_of_the_connection_does_not_repeat_it(string what, string code)
    {
        await using var shop = await SmallShop.CreateAsync(On.Postgres);
        var escaped = Uri.EscapeDataString(Password);
        var (host, port) = (shop.Postgres!.Host, shop.Postgres.Port);
        shop.Run.With(
            "SHOP_URL",
            what switch
            {
                "wrong" => $"postgres://{shop.Postgres.User}:{escaped}@{host}:{port}/{shop.Postgres.Name}",
                "unreachable" => $"postgresql://me:{escaped}@127.0.0.1:1/shop",
                "no such database" => new NpgsqlConnectionStringBuilder(shop.Postgres.ConnectionString)
                {
                    Database = "nowhere",
                }.ConnectionString,
                "broken URL" => $"postgres://me:{Password}@[::1/shop",
                "broken string" =>
                    $"Host={host};Port=abc;Password=\"{Password.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
                "unknown word" =>
                    $"Host={host};Passwort=\"{Password.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
                _ => $"mysql://me:{escaped}@{host}/shop",
            }
        );
        await File.WriteAllTextAsync(
            shop.Run["data-release.yml"],
            "environments: {prod: {connection_env: SHOP_URL, type: postgres, schema: analytics}}\n",
            TestContext.Current.CancellationToken
        );
        var hunt = new SecretHunt(Password, shop.Postgres.Password);

        foreach (var extra in new string[][] { [], ["--output", "json"], ["--verbosity", "debug"] })
        {
            var (exit, text, error) = await shop.Run.RunAsync([
                "release",
                shop.Package(1),
                "-e",
                "prod",
                "--ci",
                "azure",
                .. extra,
            ]);
            exit.ShouldBeOneOf(1, 2);
            error.ShouldContain(code);
            hunt.In("stdout", text);
            hunt.In("stderr", error);
        }
        // The profile of another environment is where its password belongs.
        hunt.InFolder(shop.Run.Project, "profiles.yml");

        hunt.NothingWasFound();
    }

    [Theory]
    [InlineData(
        "environments: {prod: {connection_env: 'postgres:SECRET@host', type: postgres, schema: a}}",
        "data-release.yml"
    )]
    [InlineData(
        "environments: {prod: {connection_env: 'Host=h;Password=SECRET', type: postgres, schema: a}}",
        "data-release.yml"
    )]
    [InlineData(
        "made_up: {target: dev, outputs: {dev: {type: postgres, host: h, user: u, password: 'SECRET', password: x}}}",
        "profiles.yml"
    )]
    [InlineData("made_up:\n  outputs:\n    dev:\n      password: \"SECRET\n", "profiles.yml")]
    [InlineData(
        "made_up: {target: dev, outputs: {dev: {type: postgres, host: h, user: u, dbname: d, password: '{{ "
            + "SECRET }}'}}}",
        "profiles.yml"
    )]
    [InlineData("made_up: {target: dev, outputs: {dev: {type: nosuch, password: 'SECRET'}}}", "profiles.yml")]
    [InlineData(
        "made_up: {target: dev, outputs: {dev: {type: postgres, password: 'SECRET', schema: a}}}",
        "profiles.yml"
    )]
    public async Task A_mistake_beside_a_secret_does_not_repeat_it(string text, string file)
    {
        await using var shop = await SmallShop.CreateAsync(On.DuckDb);
        await File.WriteAllTextAsync(
            shop.Run[file],
            text.Replace("SECRET", "t0ps3cretw0rd", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        var hunt = new SecretHunt("t0ps3cretw0rd");

        foreach (
            var verb in new string[][]
            {
                ["doctor"],
                ["release", shop.Package(1)],
                ["plan", "--offline"],
                ["release", "-e", "prod"],
            }
        )
        {
            var (exit, output, error) = await shop.Run.RunAsync(verb);
            if (verb[0] == "release")
                exit.ShouldNotBe(0);
            hunt.In($"stdout of {verb[0]}", output);
            hunt.In($"stderr of {verb[0]}", error);
        }

        hunt.NothingWasFound();
    }

    [Fact]
    public async Task A_dbt_that_prints_the_password_is_not_repeated()
    {
        using var run = ToolRun.OfShop().With("DATARELEASE_DBT", Actor.FakeDbt).With("SHOP_PASSWORD", "t0ps3cretw0rd");
        Directory.Delete(run["release"], recursive: true);
        await File.WriteAllTextAsync(
            run["profiles.yml"],
            "shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb, schema: analytics, "
                + "password: \"{{ env_var('SHOP_PASSWORD') }}\"}}}\n",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            run["fake-dbt.json"],
            JsonSerializer.Serialize(
                new
                {
                    on = "build",
                    does = "results",
                    manifest = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json"),
                    results = new[]
                    {
                        new
                        {
                            unique_id = "model.shop.orders",
                            status = "error",
                            execution_time = 0.1,
                            failures = 1,
                            message = "could not connect with password=t0ps3cretw0rd to it",
                        },
                    },
                }
            ),
            TestContext.Current.CancellationToken
        );
        var hunt = new SecretHunt("t0ps3cretw0rd");

        var (exit, text, error) = await run.RunAsync(
            "release",
            "--verbosity",
            "debug",
            "--json-file",
            run["result.json"]
        );

        exit.ShouldBe(1);
        error.ShouldContain("password=***");
        hunt.In("stdout", text);
        hunt.In("stderr", error);
        hunt.InFolder(run.Project, "fake-dbt.json");
        await using var warehouse = new DuckDb.DuckDbWarehouse(run.Database);
        await hunt.InLedgerAsync(warehouse);
        hunt.NothingWasFound();
    }

    [Fact]
    public void What_the_ledger_keeps_of_a_manifest_has_no_variables_of_the_machine()
    {
        var manifest =
            """{"metadata": {"dbt_version": "1.7.20", "env": {"TOKEN": "t0ps3cretw0rd", "x": {"}": 1}},"""
            + """ "adapter_type": "duckdb"}, "nodes": {}}""";

        var kept = Encoding.UTF8.GetString(
            Builds.ManifestText.WithoutEnvironment(Encoding.UTF8.GetBytes(manifest)).Span
        );

        kept.ShouldBe("""{"metadata": {"dbt_version": "1.7.20", "env": {}, "adapter_type": "duckdb"}, "nodes": {}}""");
        Encoding
            .UTF8.GetString(Builds.ManifestText.WithoutEnvironment("{\"a\": [1, "u8.ToArray()).Span)
            .ShouldBe("{\"a\": [1, ");
    }

    [Fact]
    public async Task While_it_runs_and_after_it_was_killed_no_argument_and_no_readable_file_holds_a_secret()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("/proc is Linux's");
        using var run = ToolRun.OfShop();
        Directory.Delete(run["release"], recursive: true);
        await File.WriteAllTextAsync(
            run["profiles.yml"],
            "shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb, schema: analytics, token: "
                + "l1teralt0ken, password: \"{{ env_var('SHOP_PASSWORD') }}\"}}}\n",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            run["fake-dbt.json"],
            JsonSerializer.Serialize(
                new
                {
                    on = "build",
                    does = "hang",
                    manifest = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json"),
                }
            ),
            TestContext.Current.CancellationToken
        );
        var temporary = Directory.CreateDirectory(run["tmp"]).FullName;
        var hunt = new SecretHunt("t0ps3cretw0rd");
        using var tool = Start(run, temporary);
        try
        {
            await UntilAsync(
                () => File.Exists(run["fake-dbt.pid"]) && new FileInfo(run["fake-dbt.pid"]).Length > 0,
                tool
            );
            var dbt = int.Parse(
                await File.ReadAllTextAsync(run["fake-dbt.pid"], TestContext.Current.CancellationToken),
                System.Globalization.CultureInfo.InvariantCulture
            );
            foreach (var pid in new[] { tool.Id, dbt })
            {
                var arguments = await File.ReadAllBytesAsync(
                    $"/proc/{pid}/cmdline",
                    TestContext.Current.CancellationToken
                );
                arguments.Length.ShouldBeGreaterThan(0);
                hunt.In($"arguments of {pid}", arguments);
                new SecretHunt("l1teralt0ken").In("arguments", arguments);
            }

            tool.Kill();
            await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
            Process.GetProcessById(dbt).Kill();
        }
        finally
        {
            if (!tool.HasExited)
                tool.Kill();
        }

        hunt.In("stdout", await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        hunt.In("stderr", await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        hunt.InFolder(run.Project);
        hunt.NothingWasFound();
        // What stands in the user's own file may stand in its copy: which nobody else may read.
        var copies = Directory
            .EnumerateFiles(temporary, "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("l1teralt0ken", StringComparison.Ordinal))
            .ToList();
        copies.ShouldNotBeEmpty();
        if (!OperatingSystem.IsWindows())
        {
            foreach (var copy in copies)
            {
                File.GetUnixFileMode(copy).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
                File.GetUnixFileMode(Path.GetDirectoryName(copy)!)
                    .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        // The next command that takes the lease sweeps it.
        await File.WriteAllTextAsync(
            run["fake-dbt.json"],
            JsonSerializer.Serialize(
                new
                {
                    on = "build",
                    does = "no-results",
                    manifest = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json"),
                }
            ),
            TestContext.Current.CancellationToken
        );
        using var next = Start(run, temporary);
        await next.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.EnumerateFiles(temporary, "profiles.yml", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private static Process Start(ToolRun run, string temporary)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "data-release"))
        {
            WorkingDirectory = run.Project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "release", "--project", run.Project })
            start.ArgumentList.Add(argument);
        (
            start.Environment["TMPDIR"],
            start.Environment["SHOP_PASSWORD"],
            start.Environment["DATARELEASE_DBT"],
            start.Environment["CI"]
        ) = (temporary, "t0ps3cretw0rd", Actor.FakeDbt, "true");
        // A killed runtime leaves the pipes of its diagnostics in the folder, and who reads one waits for ever.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }

    private static async Task UntilAsync(Func<bool> holds, Process tool)
    {
        var patience = Stopwatch.StartNew();
        while (!holds())
        {
            if (tool.HasExited || patience.Elapsed > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException(
                    $"it did not come so far: {await tool.StandardError.ReadToEndAsync()}"
                );
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A role with that password.</summary>
    private static Task PlantAsync(SmallShop shop) =>
        shop.ExecuteAsync(
            $"create role \"{Role(shop)}\" login superuser password '"
                + $"{Password.Replace("'", "''", StringComparison.Ordinal)}'"
        );

    private static Task EndAsync(SmallShop shop) =>
        shop.ExecuteAsync(
            $"reassign owned by \"{Role(shop)}\" to \"{shop.Postgres!.User}\"",
            $"drop owned by \"{Role(shop)}\"",
            $"drop role \"{Role(shop)}\""
        );

    private static string Role(SmallShop shop) => $"planted_{shop.Postgres!.Name}";

    private static void Profile(SmallShop shop, string password) =>
        File.WriteAllText(
            shop.Run["profiles.yml"],
            $"""
            made_up:
              target: dev
              outputs:
                dev:
                  type: postgres
                  host: {shop.Postgres!.Host}
                  port: {shop.Postgres.Port}
                  user: {Role(shop)}
                  password: {password}
                  dbname: {shop.Postgres.Name}
                  schema: analytics

            """
        );
}
