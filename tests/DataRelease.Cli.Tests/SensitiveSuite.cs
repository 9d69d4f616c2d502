using DataRelease.Checks;
using DataRelease.Cli.Terminals;
using DataRelease.Configuration;
using DataRelease.Diffs;
using DataRelease.DuckDb;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Cli.Tests;

/// <summary>
/// Values of sensitive columns are in nothing that the tool prints, writes or keeps, whatever is compared and checked,
/// on every engine.
/// </summary>
public abstract class SensitiveSuite(bool isPostgres) : IAsyncLifetime
{
    /// <summary>Of a text, a number and a moment: what all values of a sensitive column have in them.</summary>
    private static readonly string[] _secrets = ["secret-4242", "5151515", "1987-06-0"];

    private const string Plain = "plain-7777";

    private readonly ToolRun _run = ToolRun.OfNothing();
    private PostgresDatabase? _database;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (isPostgres)
            _database = await PostgresServer.CreateDatabaseAsync(Cancellation);
        _run.With("HERE", _database?.ConnectionString ?? "here.duckdb");
        await File.WriteAllTextAsync(
            _run["data-release.yml"],
            $$"""
            project: {name: made_up, version: 1.0.0}
            environments:
              here: {type: {{(isPostgres ? "postgres" : "duckdb")}}, schema: analytics, connection_env: HERE}
            report: {budget: 1h, sensitive: ['*MAIL', pin, born]}
            validate:
              timeout: 0s
              checks:
                - data_diff: {key: [id], severity: warn}
                - distribution: {min_rows: 1, severity: warn}
                - aggregate: {severity: warn}
                - freshness: {column: born, severity: warn}
            """,
            Cancellation
        );
    }

    [Fact]
    public async Task Values_of_sensitive_columns_are_in_no_page_no_document_no_message_and_no_terminal()
    {
        await ReleaseAsync(1);
        var release = await ReleaseAsync(0);

        var told = new Dictionary<string, string> { ["release"] = release };
        told["page"] = await File.ReadAllTextAsync(
            Directory.GetFiles(_run["target/data-release/here"], "r2.html").Single(),
            Cancellation
        );
        foreach (var format in new[] { "json", "markdown", "junit" })
            told[format] = await RunAsync("report", "--release", "r2", "--format", format, "--file", "-");
        told["trend"] = await RunAsync("report", "--trend", "5", "--format", "json", "--file", "-");
        foreach (var output in new[] { "text", "json" })
            told[$"diff as {output}"] = await RunAsync([.. Diff, "--output", output]);
        told["deploy"] = await RunAsync("deploy", "--output", "json");
        var (diff, validation) = await InTerminalAsync();
        (told["diff in a terminal"], told["validate in a terminal"]) = (diff, validation);

        foreach (var (where, text) in told)
        {
            foreach (var secret in _secrets)
                text.Contains(secret, StringComparison.Ordinal)
                    .ShouldBeFalse($"{secret} is in {where}: {Around(text, secret)}");
        }
        // What is not sensitive is shown in the same places, and checks of the sensitive ones did run.
        foreach (var where in new[] { "page", "json", "diff as text", "diff as json", "diff in a terminal" })
        {
            told[where].ShouldContain(Plain, customMessage: where);
            told[where].ShouldContain("(hidden)", customMessage: where);
        }
        foreach (var where in new[] { "json", "junit" })
        {
            told[where].ShouldContain("my_mail: (hidden)", customMessage: where);
            told[where].ShouldContain("born (hidden)", customMessage: where);
        }
        told["json"].ShouldContain("min(pin) (hidden)");
    }

    /// <summary>A view whose sensitive values can't be read: the engine names the first of them.</summary>
    [Fact]
    public async Task What_the_engine_says_about_a_sensitive_value_is_nowhere()
    {
        const string Secret = "4242-secret";
        foreach (var more in new[] { "", ", 1 as more" })
        {
            Directory.CreateDirectory(_run["models"]);
            await File.WriteAllTextAsync(
                _run["models/people.sql"],
                $"""
                -- materialized: view
                -- key: id
                select n as id, cast('4242' || '-secret-' || n as integer) as pin{more}
                from generate_series(1, 40) as s(n)
                """,
                Cancellation
            );
            var told = await RunAsync("release");
            told.ShouldNotContain(Secret);
        }

        var page = await File.ReadAllTextAsync(
            Directory.GetFiles(_run["target/data-release/here"], "r2.html").Single(),
            Cancellation
        );
        page.ShouldNotContain(Secret);
        foreach (var format in new[] { "json", "markdown", "junit" })
            (await RunAsync("report", "--release", "r2", "--format", format, "--file", "-")).ShouldNotContain(Secret);
        (await RunAsync("report", "--release", "r2", "--format", "json", "--file", "-")).ShouldContain(
            "s message is not shown, because analytics.people has a column of report.sensitive"
        );
    }

    /// <summary>Rows are compared that the engine can't read; on the command line the column is named, too.</summary>
    [Theory]
    [InlineData("['*MAIL', pin, born]")]
    [InlineData("[]", "--sensitive", "pin")]
    public async Task A_diff_does_not_repeat_what_the_engine_says_about_a_sensitive_value(
        string sensitive,
        params string[] options
    )
    {
        const string Secret = "4242-secret";
        var config = await File.ReadAllTextAsync(_run["data-release.yml"], Cancellation);
        await File.WriteAllTextAsync(
            _run["data-release.yml"],
            config.Replace("['*MAIL', pin, born]", sensitive, StringComparison.Ordinal),
            Cancellation
        );
        Directory.CreateDirectory(_run["models"]);
        foreach (var more in new[] { "", ", 1 as more" })
        {
            await File.WriteAllTextAsync(
                _run["models/people.sql"],
                $"""
                -- materialized: view
                select n as id, cast('4242' || '-secret-' || n as integer) as pin{more}
                from generate_series(1, 40) as s(n)
                """,
                Cancellation
            );
            await RunAsync("release");
        }
        string[] diff = ["diff", "people", "--release", "r2", "--against", "r1", "--key", "id"];

        var plain = await _run.RunAsync(diff);
        var told = await _run.RunAsync([.. diff, .. options]);

        (plain.Exit, told.Exit).ShouldBe((1, 1));
        plain.Error.Contains(Secret, StringComparison.Ordinal).ShouldBe(options.Length > 0);
        told.Error.ShouldNotContain(Secret);
        told.Error.ShouldContain("the engine's message is not shown");
    }

    /// <summary>What rows have in common are values of them.</summary>
    [Theory]
    [InlineData(5, true)]
    [InlineData(0, false)]
    public async Task Without_samples_no_value_of_a_row_is_shown(int samples, bool isShown)
    {
        const string Kind = "kind-aa";
        var config = await File.ReadAllTextAsync(_run["data-release.yml"], Cancellation);
        await File.WriteAllTextAsync(
            _run["data-release.yml"],
            config.Replace("sensitive: ['*MAIL', pin, born]", $"samples: {samples}", StringComparison.Ordinal),
            Cancellation
        );
        foreach (var shift in new[] { 0, 1 })
        {
            Directory.CreateDirectory(_run["models"]);
            await File.WriteAllTextAsync(
                _run["models/parts.sql"],
                $"""
                -- materialized: table
                -- key: id
                select n as id, 'kind' || case when n % 4 = 0 then '-aa' else '-bb' end as status,
                    n + case when n % 4 = 0 then {shift} else 0 end as amount
                from generate_series(1, 400) as s(n)
                """,
                Cancellation
            );
            await RunAsync("release");
        }

        var told = new[]
        {
            await File.ReadAllTextAsync(
                Directory.GetFiles(_run["target/data-release/here"], "r2.html").Single(),
                Cancellation
            ),
            await RunAsync("report", "--release", "r2", "--format", "json", "--file", "-"),
            await RunAsync("diff", "parts", "--release", "r2", "--against", "r1", "--samples", $"{samples}"),
        };

        foreach (var text in told)
            text.Contains(Kind, StringComparison.Ordinal).ShouldBe(isShown);
    }

    private static string[] Diff =>
        [
            "diff",
            "orders",
            "--release",
            "r2",
            "--against",
            "r1",
            "--key",
            "id",
            "--sensitive",
            "my_mail",
            "pin",
            "born",
            "--statistics",
        ];

    /// <summary>Every row is changed, and its sensitive values have moved.</summary>
    private async Task<string> ReleaseAsync(int shift)
    {
        Directory.CreateDirectory(_run["models"]);
        await File.WriteAllTextAsync(
            _run["models/orders.sql"],
            $"""
            -- materialized: table
            -- key: id
            select n as id, '{Plain}-' || (n % 2 * {shift}) as note, '{_secrets[
                0
            ]}-' || (n % (2 + {shift})) as my_mail, {_secrets[1]}0 + n % 3 + {shift} as pin,
                cast(timestamp '{_secrets[
                2
            ]}1 00:00:00' + n % 5 * interval '1 day' + {shift} * interval '1 hour' as timestamp) as born
            from generate_series(1, 40) as s(n)
            """,
            Cancellation
        );
        return await RunAsync("release");
    }

    /// <summary>Runs the tool, which must end well.</summary>
    private async Task<string> RunAsync(params string[] args)
    {
        var (exit, text, error) = await _run.RunAsync(args);
        exit.ShouldBe(0, $"{string.Join(' ', args)}: {error}");
        return $"{text}{error}";
    }

    /// <summary>What a person sees, who has a terminal that can do everything.</summary>
    private async Task<(string Diff, string Validation)> InTerminalAsync()
    {
        await using var warehouse = _database is not null
            ? new PostgresWarehouse(_database.ConnectionString)
            : (Warehouse)new DuckDbWarehouse(_run["here.duckdb"], TimeProvider.System);
        var config = ConfigReader.Read(
            await File.ReadAllTextAsync(_run["data-release.yml"], Cancellation),
            "data-release.yml",
            CheckKinds.All
        );
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("here", "analytics", warehouse, config, _ =>
                throw new InvalidOperationException("nothing is built")
            ),
            new RecordingEvents(),
            TimeProvider.System
        );
        var options = new DiffOptions { Sensitive = ["my_mail", "pin", "born"], Statistics = true };
        var diff = await engine.DiffAsync(
            new DiffRequest
            {
                Release = "r2",
                Against = "r1",
                Key = ["id"],
                Options = options,
            },
            Cancellation
        );
        var validation = await engine.ValidateAsync(new ValidateRequest(), Cancellation);
        validation.Checks.ShouldNotBeEmpty();
        return (await DrawAsync(diff), await DrawAsync(validation));
    }

    private static async Task<string> DrawAsync(ReleaseReport report)
    {
        report.Error?.Format().ShouldBeNull();
        await using var writer = new StringWriter();
        await TextReport.WriteAsync(report, writer, new TerminalShape(200, HasColour: true, HasUnicode: true));
        return writer.ToString();
    }

    private static string Around(string text, string secret)
    {
        var at = Math.Max(0, text.IndexOf(secret, StringComparison.Ordinal) - 200);
        return text[at..Math.Min(text.Length, at + 300)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _run.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}

public sealed class DuckDbSensitiveTests() : SensitiveSuite(isPostgres: false);

public sealed class PostgresSensitiveTests() : SensitiveSuite(isPostgres: true);
