using System.Net;
using System.Text;
using DataRelease.Analysis;
using DataRelease.Analysis.Providers;
using DataRelease.Checks;
using DataRelease.Configuration;

namespace DataRelease.Core.Tests.Analysis;

/// <summary>Metrics over HTTP, against a real server that behaves badly.</summary>
public sealed class HttpProviderTests
{
    private static readonly MetricState _nothing = new() { Name = "a" };

    private readonly Dictionary<string, string> _variables = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"a": 1.5}""", "a", MeasurementOutcome.Success, 1.5, "")]
    [InlineData(
        """{"data": {"result": [{"value": 1}, {"value": 2e0}]}}""",
        "$.data.result[1]['value']",
        MeasurementOutcome.Success,
        2.0,
        ""
    )]
    [InlineData("""[1, 2, 3]""", "[-1]", MeasurementOutcome.Success, 3.0, "")]
    [InlineData("""7""", "$", MeasurementOutcome.Success, 7.0, "")]
    [InlineData("""{"a": null}""", "a", MeasurementOutcome.Inconclusive, null, "there is nothing at a")]
    [InlineData("""{}""", "a.b[0]", MeasurementOutcome.Inconclusive, null, "there is nothing at a.b[0]")]
    [InlineData("""[]""", "[0]", MeasurementOutcome.Inconclusive, null, "there is nothing at [0]")]
    [InlineData("""{"a": "1.5"}""", "a", MeasurementOutcome.Error, null, "at a is a string, not a number")]
    [InlineData("""{"a": true}""", "a", MeasurementOutcome.Error, null, "at a is true or false, not a number")]
    [InlineData("""{"a": {}}""", "a", MeasurementOutcome.Error, null, "at a is an object, not a number")]
    [InlineData("""{"a": NaN}""", "a", MeasurementOutcome.Error, null, "the answer is not JSON but application/json")]
    [InlineData("""{"a": 1e999}""", "a", MeasurementOutcome.Error, null, "value is Infinity, which is not a number")]
    [InlineData("", "a", MeasurementOutcome.Error, null, "the answer is not JSON but application/json")]
    [InlineData(
        "  <!doctype html><p>Log in",
        "a",
        MeasurementOutcome.Error,
        null,
        "the answer is HTML or XML, not JSON"
    )]
    public async Task A_number_is_found_by_its_path_or_it_is_an_error(
        string body,
        string path,
        MeasurementOutcome outcome,
        double? value,
        string message
    )
    {
        await using var server = new MetricServer(context => WriteAsync(context, body));

        var measured = await MeasureAsync($"url: {server.Address}/x, path: \"{path}\", success_condition: value > 0");

        measured.Outcome.ShouldBe(outcome, measured.Message);
        measured.Value.ShouldBe(value);
        measured.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Both_sides_can_be_in_one_answer()
    {
        await using var server = new MetricServer(context => WriteAsync(context, """{"b": 10, "g": 12}"""));

        var measured = await MeasureAsync(
            $"url: {server.Address}, path: g, blue_path: b, green_path: g, success_condition: green < 1.1 * blue"
        );

        measured.Outcome.ShouldBe(MeasurementOutcome.Failure);
        (measured.Value, measured.Blue, measured.Green).ShouldBe((12, 10, 12));
    }

    [Theory]
    [InlineData(
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.25"]}]}}""",
        MeasurementOutcome.Success,
        0.25,
        ""
    )]
    [InlineData(
        """{"status":"success","data":{"resultType":"scalar","result":[1,"3"]}}""",
        MeasurementOutcome.Success,
        3.0,
        ""
    )]
    [InlineData(
        """{"status":"success","data":{"resultType":"vector","result":[]}}""",
        MeasurementOutcome.Inconclusive,
        null,
        "there is no such series"
    )]
    [InlineData(
        """{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"NaN"]}]}}""",
        MeasurementOutcome.Error,
        null,
        "value is NaN"
    )]
    [InlineData(
        """{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"+Inf"]}]}}""",
        MeasurementOutcome.Error,
        null,
        "which is not a number"
    )]
    [InlineData(
        """{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"x"]}]}}""",
        MeasurementOutcome.Error,
        null,
        "sample is not a number"
    )]
    [InlineData(
        """{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"1"]},{"value":[1,"2"]}]}}""",
        MeasurementOutcome.Error,
        null,
        "2 series"
    )]
    [InlineData(
        """{"status":"success","data":{"resultType":"matrix","result":[]}}""",
        MeasurementOutcome.Error,
        null,
        "matrix"
    )]
    [InlineData(
        """{"status":"success","data":{"resultType":"vector","result":[1]}}""",
        MeasurementOutcome.Error,
        null,
        "1 series"
    )]
    [InlineData(
        """{"status":"error","errorType":"bad_data","error":"parse error at char 4"}""",
        MeasurementOutcome.Error,
        null,
        "Prometheus refuses the query: parse error at char 4"
    )]
    [InlineData(
        """{"status":"success"}""",
        MeasurementOutcome.Error,
        null,
        "the answer does not have Prometheus's " + "form"
    )]
    [InlineData("""["success"]""", MeasurementOutcome.Error, null, "the answer does not have Prometheus's form")]
    public async Task Prometheus_is_asked_in_its_own_form(
        string body,
        MeasurementOutcome outcome,
        double? value,
        string message
    )
    {
        await using var server = new MetricServer(context =>
        {
            context.Response.StatusCode = body.Contains("\"error\"") ? 400 : 200;
            return WriteAsync(context, body);
        });

        var measured = await MeasureAsync(
            $"url: {server.Address}/prom/, prometheus: 'sum(rate(errors{{job=\"a b\"}}[5m]))', "
                + "success_condition: value > 0"
        );

        measured.Outcome.ShouldBe(outcome, measured.Message);
        measured.Value.ShouldBe(value);
        measured.Message.ShouldContain(message);
        server.Asked.ShouldBe(["/prom/api/v1/query?query=sum%28rate%28errors%7Bjob%3D%22a%20b%22%7D%5B5m%5D%29%29"]);
    }

    [Theory]
    [InlineData(500, "the answer is status 500")]
    [InlineData(404, "the answer is status 404")]
    [InlineData(401, "the answer is status 401")]
    public async Task A_status_of_trouble_is_an_error(int status, string message)
    {
        await using var server = new MetricServer(context =>
        {
            context.Response.StatusCode = status;
            return WriteAsync(context, """{"a": 1}""");
        });

        var measured = await MeasureAsync($"url: {server.Address}, path: a, success_condition: value > 0");

        (measured.Outcome, measured.Message).ShouldBe((MeasurementOutcome.Error, message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_of_more_than_10_MB_is_an_error(bool saysHowLong)
    {
        await using var server = new MetricServer(async context =>
        {
            var block = Encoding.UTF8.GetBytes(new string(' ', 1024 * 1024));
            if (saysHowLong)
                context.Response.ContentLength64 = 11 * block.Length;
            else
                context.Response.SendChunked = true;
            for (var sent = 0; sent < 11; sent++)
                await context.Response.OutputStream.WriteAsync(block);
        });

        var measured = await MeasureAsync($"url: {server.Address}, path: a, success_condition: value > 0");

        (measured.Outcome, measured.Message).ShouldBe((MeasurementOutcome.Error, "the answer is longer than 10 MB"));
    }

    [Fact]
    public async Task An_answer_that_comes_late_is_given_up()
    {
        await using var server = new MetricServer(async context =>
        {
            context.Response.SendChunked = true;
            await context.Response.OutputStream.WriteAsync("{"u8.ToArray());
            await context.Response.OutputStream.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(20), Cancellation);
        });
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        late.CancelAfter(TimeSpan.FromMilliseconds(300));
        var start = TimeProvider.System.GetTimestamp();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            MeasureAsync($"url: {server.Address}, path: a, success_condition: value > 0", late.Token)
        );

        TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Nobody_listening_is_an_error()
    {
        string address;
        await using (var server = new MetricServer(_ => Task.CompletedTask))
            address = server.Address;

        var measured = await MeasureAsync($"url: {address}, path: a, success_condition: value > 0");

        measured.Outcome.ShouldBe(MeasurementOutcome.Error);
        measured.Message.ShouldStartWith("no answer: ");
    }

    [Theory]
    [InlineData("", MeasurementOutcome.Error, "it redirects to a private address; 'redirects: any' allows that")]
    [InlineData(
        ", redirects: public",
        MeasurementOutcome.Error,
        "it redirects to a private address; 'redirects: any' allows that"
    )]
    [InlineData(", redirects: none", MeasurementOutcome.Error, "it redirects, and 'redirects' is none")]
    [InlineData(", redirects: any", MeasurementOutcome.Success, "")]
    public async Task A_redirect_to_a_private_address_is_followed_only_where_that_is_allowed(
        string redirects,
        MeasurementOutcome outcome,
        string message
    )
    {
        await using var inner = new MetricServer(context => WriteAsync(context, """{"a": 1}"""));
        await using var server = new MetricServer(context =>
        {
            context.Response.Redirect(inner.Address);
            return Task.CompletedTask;
        });

        var measured = await MeasureAsync($"url: {server.Address}, path: a, success_condition: value > 0{redirects}");

        (measured.Outcome, measured.Message).ShouldBe((outcome, message));
        inner.Asked.Count.ShouldBe(outcome == MeasurementOutcome.Success ? 1 : 0);
    }

    [Fact]
    public async Task A_redirect_in_a_circle_ends()
    {
        MetricServer? server = null;
        await using var circle = server = new MetricServer(context =>
        {
            context.Response.Redirect(server!.Address + "/again");
            return Task.CompletedTask;
        });

        var measured = await MeasureAsync(
            $"url: {circle.Address}, path: a, success_condition: value > 0, redirects: any"
        );

        (measured.Outcome, measured.Message).ShouldBe((MeasurementOutcome.Error, "it redirects more than 5 times"));
    }

    [Fact]
    public async Task Secrets_come_from_variables_and_stay_on_their_server()
    {
        var seen = new List<string?>();
        await using var other = new MetricServer(context =>
        {
            seen.Add(context.Request.Headers["Authorization"] ?? context.Request.Headers["X-Scope"]);
            return WriteAsync(context, """{"a": 1}""");
        });
        await using var server = new MetricServer(context =>
        {
            seen.Add($"{context.Request.Headers["Authorization"]} {context.Request.Headers["X-Scope"]}");
            context.Response.Redirect(other.Address);
            return Task.CompletedTask;
        });
        _variables["TOKEN"] = "t0ken";
        _variables["SCOPE"] = "s3cret";
        _variables["URL"] = $"{server.Address}/?key=s3cret";

        var measured = await MeasureAsync(
            "url_env: URL, bearer_env: TOKEN, headers_env: {X-Scope: SCOPE}, path: a, success_condition: value > 0, "
                + "redirects: any"
        );

        measured.Outcome.ShouldBe(MeasurementOutcome.Success, measured.Message);
        seen.ShouldBe(["Bearer t0ken s3cret", null]);
    }

    [Fact]
    public async Task A_url_of_a_variable_may_have_a_user_and_password()
    {
        string? seen = null;
        await using var server = new MetricServer(context =>
        {
            seen = context.Request.Headers["Authorization"];
            return WriteAsync(context, """{"a": 1}""");
        });
        _variables["URL"] = server.Address.Replace("http://", "http://me:p%40ss@", StringComparison.Ordinal) + "/x\n";

        var measured = await MeasureAsync("url_env: URL, path: a, success_condition: value > 0");

        measured.Outcome.ShouldBe(MeasurementOutcome.Success, measured.Message);
        seen.ShouldBe($"Basic {Convert.ToBase64String("me:p@ss"u8)}");
    }

    [Fact]
    public async Task A_secret_of_several_lines_is_no_header()
    {
        _variables["TOKEN"] = "a\r\nX-Evil: 1";

        var measured = await MeasureAsync(
            "url: 'http://127.0.0.1:1', bearer_env: TOKEN, path: a, success_condition: value > 0"
        );

        measured.Message.ShouldBe("the variable TOKEN holds more than one line");
    }

    [Fact]
    public async Task A_variable_that_is_not_set_is_named_and_nothing_is_asked()
    {
        await using var server = new MetricServer(context => WriteAsync(context, """{"a": 1}"""));

        var measured = await MeasureAsync(
            $"url: {server.Address}, bearer_env: TOKEN, path: a, success_condition: value > 0"
        );

        (measured.Outcome, measured.Message).ShouldBe((MeasurementOutcome.Error, "the variable TOKEN is not set"));
        server.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("8.8.8.8", false)]
    [InlineData("172.32.0.1", false)]
    [InlineData("2606:4700::1111", false)]
    [InlineData("64:ff9b::808:808", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("64:ff9b::7f00:1", true)]
    [InlineData("2002:a00:1::", true)]
    public void Private_addresses_are_told_in_every_form(string address, bool isPrivate) =>
        PrivateAddresses.Contain(IPAddress.Parse(address)).ShouldBe(isPrivate);

    private async Task<Measurement> MeasureAsync(string metric, CancellationToken? cancellation = null)
    {
        var config = ConfigReader
            .Read($"monitor:\n  metrics:\n    - {{name: a, provider: http, {metric}}}\n", "c.yml", CheckKinds.All)
            .Monitor.Analysis.Metrics[0];
        var scope = new MetricScope
        {
            Warehouse = null!,
            Relations = [],
            Events = null!,
            Clock = TimeProvider.System,
            Variables = name => _variables.GetValueOrDefault(name),
        };
        var reading = await MetricProviders
            .Of(config, TimeSpan.FromMinutes(30))
            .MeasureAsync(scope, _nothing, cancellation ?? Cancellation);
        return AnalysisRules.Judge(config, reading, default, default);
    }

    private static async Task WriteAsync(HttpListenerContext context, string body)
    {
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
    }
}
