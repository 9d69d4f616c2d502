using System.Text.Json;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Configuration;

/// <summary><c>monitor</c>: what it takes, and what it refuses with its place.</summary>
public sealed class MonitorReaderTests
{
    private const string Sql = "provider: sql, query: select 1, success_condition: value > 0";

    [Fact]
    public void Everything_is_read()
    {
        var config = ConfigReader.Read(
            """
            retention:
              window: 7d
            monitor:
              duration: 20m
              on_writes: carry
              metrics:
                - name: orders_p95
                  provider: probe
                  query: select count(*) from {relation:orders}
                  measure: p99
                  samples: 200
                  min_samples: 50
                  warm_up: 0
                  error_rate: 0.1%
                  tolerance: 10%
                  interval: 30s
                  count: 10
                  initial_delay: 10s
                  timeout: 2m
                  success_condition: value < 1.3 * blue
                  failure_condition: value > 2 * blue
                  failure_limit: 3
                  consecutive_failure_limit: 1
                  inconclusive_limit: 2
                  error_limit: 5
                  dry_run: true
                - name: nulls
                  provider: check
                  check: {null_rate: {relations: orders, columns: id, fail_unless: green = 0}}
                - name: rows
                  provider: check
                  check: row_count
                - name: calls
                  provider: statistics
                  relations: [orders]
                  roles: bi
                  measure: calls
                  min_calls: 5
                  failure_condition: green < blue / 2
                - name: errors
                  provider: http
                  url: http://prometheus:9090
                  prometheus: sum(rate(errors[5m]))
                  headers: {Accept-Language: en}
                  headers_env: {X-Scope: SCOPE}
                  bearer_env: TOKEN
                  redirects: any
                  failure_condition: value > 1
                - name: lag
                  provider: http
                  url_env: LAG_URL
                  path: data.lag[0].value
                  blue_path: $.blue
                  green_path: $['a green']
                  success_condition: value < blue + green
                - name: script
                  provider: command
                  command: [./measure.sh, --fast]
            """,
            "c.yml",
            CheckKinds.All
        );

        config.Retention.Window.ShouldBe(TimeSpan.FromDays(7));
        config.Monitor.IsWanted.ShouldBeTrue();
        config.Monitor.OnWrites.ShouldBe(OnWrites.Carry);
        config.Monitor.Analysis.Duration.ShouldBe(TimeSpan.FromMinutes(20));
        var metrics = config.Monitor.Analysis.Metrics;
        metrics
            .Select(metric => metric.Provider.Name)
            .ShouldBe(["probe", "check", "check", "statistics", "http", "http", "command"]);
        metrics[0].Where.ShouldBe(new SourceLocation("c.yml", 7, 7));
        metrics[0].FailureLimit.ShouldBe(3);
        metrics[0].ConsecutiveFailureLimit.ShouldBe(1);
        metrics[0].IsDryRun.ShouldBeTrue();
        var probe = metrics[0].Provider.ShouldBeOfType<ProviderConfig.Probe>();
        (probe.ErrorRate, probe.Tolerance, probe.LeastSamples).ShouldBe((0.001, 0.1, 50));
        metrics[5].Provider.ShouldBeOfType<ProviderConfig.Http>().Value!.ToString().ShouldBe("data.lag[0].value");
        metrics[6].Provider.ShouldBe(new ProviderConfig.Command("./measure.sh", ["--fast"]), new CommandsByText());
    }

    [Fact]
    public void Nothing_is_watched_unless_it_is_asked_for()
    {
        var config = ConfigReader.Read("", "c.yml", CheckKinds.All);

        config.Monitor.IsWanted.ShouldBeFalse();
        config.Retention.Window.ShouldBeNull();
    }

    [Fact]
    public void A_limit_of_failures_in_a_row_stands_alone()
    {
        Metric($"{{name: a, {Sql}}}").FailureLimit.ShouldBe(0);
        Metric($"{{name: a, {Sql}, consecutive_failure_limit: 2}}").FailureLimit.ShouldBeNull();
    }

    [Theory]
    [InlineData("{provider: sql}", "needs 'name'")]
    [InlineData("{name: a}", "needs 'provider'")]
    [InlineData(
        "{name: a, provider: sqll}",
        "'monitor.metrics.a.provider' is 'sqll'; it must be probe, sql, check, statistics, http or command"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: valu > 0}",
        "there is no 'valu' here, did you mean 'value'?"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value + 1}",
        "it is a number, not a condition"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: 1 < 2}",
        "'success_condition' is '1 < 2', which does not use value or blue or green"
    )]
    [InlineData("{name: a, provider: sql, query: select 1}", "needs 'success_condition' or 'failure_condition'")]
    [InlineData("{name: a, provider: sql, success_condition: value > 0}", "needs 'query'")]
    [InlineData(
        "{name: a, provider: sql, query: 'select count(*) from {green}', success_condition: value > 0}",
        "name the relation: {green:orders} instead of {green}"
    )]
    [InlineData(
        "{name: a, provider: sql, query: 'select 1; delete from x', success_condition: value > 0}",
        "it must be one query"
    )]
    [InlineData("{name: a, provider: probe, query: 'select 1'}", "must name a relation")]
    [InlineData(
        "{name: a, provider: probe, query: 'select 1 from {relation:x}', measure: p99, samples: 50}",
        "with 50 samples, the p99 is the slowest one"
    )]
    [InlineData(
        "{name: a, provider: probe, query: 'select 1 from {relation:x}', min_samples: 200}",
        "'min_samples' is more than 'samples', 100"
    )]
    [InlineData(
        "{name: a, provider: probe, query: 'select 1 from {relation:x}', error_rate: 50%}",
        "must be from 0.001% to 20%"
    )]
    [InlineData(
        "{name: a, provider: check, check: {row_counts: {}}}",
        "unknown check 'row_counts', did you mean 'row_count'?"
    )]
    [InlineData("{name: a, provider: check, check: dbt_tests}", "only the build runs 'dbt_tests'")]
    [InlineData(
        "{name: a, provider: check, check: {row_count: {severity: off}}}",
        "a check that is off measures nothing"
    )]
    [InlineData(
        "{name: a, provider: check, check: row_count, success_condition: value > 0}",
        "unknown key 'monitor.metrics.a.success_condition'"
    )]
    [InlineData("{name: a, provider: command, command: 'run me now'}", "[run, me, now]")]
    [InlineData("{name: a, provider: command, command: []}", "'command' must be a list")]
    [InlineData("{name: a, provider: command, command: x, success_condition: value < blue}", "there is no 'blue' here")]
    [InlineData("{name: a, provider: http, path: x, success_condition: value > 0}", "needs 'url', or 'url_env'")]
    [InlineData(
        "{name: a, provider: http, url: 'http://a', url_env: B, path: x, success_condition: value > 0}",
        "needs 'url', or 'url_env'"
    )]
    [InlineData(
        "{name: a, provider: http, url: 'ftp://a', path: x, success_condition: value > 0}",
        "'url' must begin with http:// or https://"
    )]
    [InlineData(
        "{name: a, provider: http, url: 'http://me:secret@a', path: x, success_condition: value > 0}",
        "contains a user or a password"
    )]
    [InlineData(
        "{name: a, provider: http, url: 'http://a', path: x, headers: {Authorization: secret}}",
        "name the variable that holds it under 'headers_env'"
    )]
    [InlineData(
        "{name: a, provider: http, url: 'http://a', path: x, bearer_env: 'a secret', success_condition: value > 0}",
        "'bearer_env' must be the name of a variable"
    )]
    [InlineData(
        "{name: a, provider: http, url: 'http://a', path: 'x..y', success_condition: value > 0}",
        "is not a step of a path"
    )]
    [InlineData(
        "{name: a, provider: http, url: 'http://a', path: x, success_condition: value < blue}",
        "there is no 'blue' here"
    )]
    [InlineData("{name: a, provider: http, url: 'http://a', success_condition: value > 0}", "needs 'path'")]
    [InlineData(
        "{name: a, provider: http, url: 'http://a', path: x, prometheus: up, success_condition: value > 0}",
        "unknown key 'monitor.metrics.a.path'"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value > 0, initial_delay: 30m}",
        "'initial_delay' is 30m, but the analysis ends after 30m"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value > 0, interval: 1h}",
        "'interval' is 1h, but the analysis ends after 30m"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value > 0, interval: 5m, count: 10}",
        "10 measurements take 45m, but the analysis ends after 30m"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value > 0, count: 3, failure_limit: 3}",
        "with 'failure_limit' 3 of 3 it could never fail"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value > 0, failure_limit: 60}",
        "with 'failure_limit' 60 of 60 it could never fail"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value > 0, count: 3, inconclusive_limit: 3}",
        "nothing would have to be measured"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, failure_limit: 1, consecutive_failure_limit: 2}",
        "is never reached before 'failure_limit' 1"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value > 0, interval: 0s}",
        "a duration above zero"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value > 0, count: 0}",
        "a whole number of at least 1"
    )]
    [InlineData(
        "{name: a, provider: sql, query: select 1, success_condition: value > 0, failure_limits: 1}",
        "did you mean 'failure_limit'?"
    )]
    [InlineData("orders", "a metric is a mapping")]
    public void A_metric_that_makes_no_sense_is_refused_at_its_place(string metric, string message)
    {
        var error = Should.Throw<ReleaseException>(() =>
            ConfigReader.Read($"monitor:\n  metrics:\n    - {metric}\n", "c.yml", CheckKinds.All)
        );

        error.Code.ShouldBe(ErrorCode.ConfigInvalid);
        error.Message.ShouldContain(message);
        error.Where!.Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("monitor: {duration: 10m}", "there is nothing to measure: add 'monitor.metrics'")]
    [InlineData("monitor: {metrics: {a: 1}}", "'monitor.metrics' must be a list")]
    [InlineData("monitor: {on_writes: lose}", "it must be refuse, carry or accept")]
    [InlineData("monitor: {metric: []}", "did you mean 'metrics'?")]
    [InlineData($"monitor: {{metrics: [{{name: a, {Sql}}}, {{name: a, {Sql}}}]}}", "there is already a metric 'a'")]
    [InlineData("retention: {window: soon}", "a duration such as")]
    public void A_monitor_that_makes_no_sense_is_refused(string yaml, string message) =>
        Should
            .Throw<ReleaseException>(() => ConfigReader.Read(yaml, "c.yml", CheckKinds.All))
            .Message.ShouldContain(message);

    [Fact]
    public void The_published_schema_has_exactly_the_keys_of_each_provider()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "data-release.schema.json")));
        var options = schema
            .RootElement.GetProperty("properties")
            .GetProperty("monitor")
            .GetProperty("properties")
            .GetProperty("metrics")
            .GetProperty("items")
            .GetProperty("oneOf")
            .EnumerateArray()
            .ToDictionary(option =>
                option.GetProperty("properties").GetProperty("provider").GetProperty("const").GetString()!
            );

        options.Keys.ShouldBe(["probe", "sql", "check", "statistics", "http", "command"]);
        foreach (var (provider, option) in options)
        {
            // A key that nobody knows is answered with those that are known.
            var known = Known($"{{name: a, provider: {provider}, qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq: 1}}");
            // Which keys http takes depends on its form.
            if (provider == "http")
                known.UnionWith(Known("{name: a, provider: http, prometheus: up, qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq: 1}"));

            option
                .GetProperty("properties")
                .EnumerateObject()
                .Select(key => key.Name)
                .Order()
                .ShouldBe(known.Order(), provider);
        }
    }

    private static HashSet<string> Known(string metric) =>
        [
            .. Should
                .Throw<ReleaseException>(() =>
                    ConfigReader.Read($"monitor:\n  metrics:\n    - {metric}\n", "c.yml", CheckKinds.All)
                )
                .Message.Split('\n')
                .First(line => line.Contains("known here: ", StringComparison.Ordinal))
                .Split("known here: ")[1]
                .Trim()
                .Split(", "),
        ];

    private static MetricConfig Metric(string metric) =>
        ConfigReader
            .Read($"monitor:\n  metrics:\n    - {metric}\n", "c.yml", CheckKinds.All)
            .Monitor.Analysis.Metrics.ShouldHaveSingleItem();

    private sealed class CommandsByText : IEqualityComparer<ProviderConfig>
    {
        public bool Equals(ProviderConfig? one, ProviderConfig? other) => Text(one) == Text(other);

        public int GetHashCode(ProviderConfig one) => 0;

        private static string? Text(ProviderConfig? one) =>
            one is ProviderConfig.Command command
                ? string.Join('|', command.Arguments.Prepend(command.Executable))
                : null;
    }
}
