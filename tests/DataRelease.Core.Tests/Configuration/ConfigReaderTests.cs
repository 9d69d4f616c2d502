using System.Text.Json;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Configuration;

/// <summary>data-release.yml: what it may say, and what a mistake in it is told as.</summary>
public sealed class ConfigReaderTests
{
    [Fact]
    public void An_empty_file_is_all_defaults()
    {
        var config = ConfigReader.Read("", "c.yml", CheckKinds.All);

        config.Validate.Checks.ShouldBeEmpty();
        config.Environments.ShouldBeEmpty();
        var standard = new ReleaseConfig();
        (config.LedgerSchema, config.Build, config.Swap, config.Retention).ShouldBe(
            (standard.LedgerSchema, standard.Build, standard.Swap, standard.Retention)
        );
    }

    [Fact]
    public void The_guides_example_reads_as_it_says()
    {
        var guide = File.ReadAllText(Repository.PathOf("docs", "configuration.md")).ReplaceLineEndings("\n");
        foreach (var example in guide.Split("```yaml\n").Skip(1).Select(part => part.Split("```")[0]))
            ConfigReader.Read(example, "c.yml", CheckKinds.All);
    }

    [Theory]
    [InlineData("ledger_shema: x", "(1,1)", "did you mean 'ledger_schema'?")]
    [InlineData("ledger_schema: ''", "(1,16)", "'ledger_schema' is not a name")]
    [InlineData("ledger_schema: \"a\\0b\"", "(1,16)", "'ledger_schema' is not a name")]
    [InlineData("migrations: {schema: ' '}", "(1,22)", "'migrations.schema' is not a name")]
    [InlineData("environments: {e: {type: duckdb, path: a.db, schema: ''}}", "(1,54)", "schema' is not a name")]
    [InlineData("swap:\n  budget: soon", "(2,11)", "budget")]
    [InlineData("build:\n  threads: 0", "(2,12)", "threads")]
    [InlineData("build: [1, 2]", "(1,8)", "build")]
    [InlineData("validate:\n  checks:\n    - row_cuont", "(3,7)", "did you mean 'row_count'?")]
    [InlineData("validate:\n  checks:\n    - row_count: {key: [a]}", "(3,19)", "key")]
    [InlineData("validate:\n  checks:\n    - dbt_tests: {severity: warn}", "(3,19)", "severity")]
    [InlineData("validate:\n  on_inconclusive: perhaps", "(2,20)", "perhaps")]
    [InlineData("environments:\n  prod: {connection_env: 'Host=db;Password=x'}", "(2,26)", "name of a variable")]
    [InlineData("swap: {", "", "YAML")]
    [InlineData("swap: &a {budget: *a}", "", "its own anchor")]
    public void A_mistake_is_told_with_its_place(string yaml, string place, string says)
    {
        var error = Should.Throw<ReleaseException>(() => ConfigReader.Read(yaml, "c.yml", CheckKinds.All));

        error.Code.ShouldBe(ErrorCode.ConfigInvalid);
        error.Format().ShouldContain(says);
        error.Format().ShouldStartWith("c.yml(");
        if (place.Length > 0)
            error.Format().ShouldStartWith($"c.yml{place}: error DR1001: ");
    }

    [Fact]
    public void Nesting_without_end_is_an_error_and_no_crash() =>
        Should
            .Throw<ReleaseException>(() => ConfigReader.Read(new string('[', 200_000), "c.yml", CheckKinds.All))
            .Message.ShouldContain("nested");

    [Fact]
    public void A_secret_in_the_wrong_place_is_not_repeated()
    {
        var error = Should.Throw<ReleaseException>(() =>
            ConfigReader.Read(
                "environments:\n  prod: {connection_env: 'Host=db;Password=hunter2'}",
                "c.yml",
                CheckKinds.All
            )
        );

        error.Format().ShouldNotContain("hunter2");
    }

    [Fact]
    public void A_variable_wins_over_the_file()
    {
        using var folder = new TempFolder();
        folder.Write("data-release.yml", "default_environment: dev\nbuild: {threads: 2}\n");

        var config = ConfigReader.Load(
            folder.Path,
            null,
            name =>
                name switch
                {
                    "DATARELEASE_ENVIRONMENT" => "prod",
                    "DATARELEASE_THREADS" => "8",
                    _ => null,
                },
            CheckKinds.All
        );

        (config.DefaultEnvironment, config.Build.Threads).ShouldBe(("prod", 8));
    }

    [Fact]
    public void A_variable_with_a_wrong_value_is_an_error()
    {
        using var folder = new TempFolder();

        Should
            .Throw<ReleaseException>(() =>
                ConfigReader.Load(
                    folder.Path,
                    null,
                    name => name == "DATARELEASE_THREADS" ? "many" : null,
                    CheckKinds.All
                )
            )
            .Code.ShouldBe(ErrorCode.VariableInvalid);
    }

    [Fact]
    public void The_published_schema_has_exactly_the_keys_that_are_read()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "data-release.schema.json")));
        foreach (var (path, _) in Keys(schema.RootElement, ""))
        {
            var yaml = string.Join("\n", path.Split('/').Select((key, depth) => $"{new string(' ', depth * 2)}{key}:"));
            Should.NotThrow(() => ConfigReader.Read(yaml, "c.yml", CheckKinds.All), yaml);
        }
    }

    [Fact]
    public void The_published_schema_lacks_no_key_that_is_read()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "data-release.schema.json")));
        const string Unknown = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";
        foreach (var (path, mapping) in Keys(schema.RootElement, "").Prepend(("", schema.RootElement)))
        {
            if (!mapping.TryGetProperty("properties", out var published))
                continue;
            var keys = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Append(Unknown);
            var yaml = string.Join("\n", keys.Select((key, depth) => $"{new string(' ', depth * 2)}{key}:"));

            // A key that nobody knows is answered with those that are known.
            var said = Should
                .Throw<ReleaseException>(() => ConfigReader.Read(yaml, "c.yml", CheckKinds.All), yaml)
                .Message.Split('\n')
                .Single(line => line.Contains(Unknown, StringComparison.Ordinal));
            said.Split("known here: ")[1]
                .Trim()
                .Split(", ")
                .Order()
                .ShouldBe(published.EnumerateObject().Select(key => key.Name).Order(), path);
        }
    }

    private static IEnumerable<(string Path, JsonElement Schema)> Keys(JsonElement schema, string at)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            yield break;
        foreach (var property in properties.EnumerateObject())
        {
            var path = at.Length == 0 ? property.Name : $"{at}/{property.Name}";
            yield return (path, property.Value);
            foreach (var inner in Keys(property.Value, path))
                yield return inner;
        }
    }
}
