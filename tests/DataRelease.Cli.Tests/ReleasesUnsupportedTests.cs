using DataRelease.Snowflake;

namespace DataRelease.Cli.Tests;

/// <summary>
/// A warehouse of which this version has no swap: whoever would change something there is told so before anything is
/// asked, built, or even connected to.
/// </summary>
public sealed class ReleasesUnsupportedTests : IAsyncLifetime
{
    private readonly ToolRun _run = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_run["models"]);
        await File.WriteAllTextAsync(_run["models/orders.sql"], "select 1 as id", Cancellation);
        await File.WriteAllTextAsync(
            _run["data-release.yml"],
            """
            project: {name: shop, version: 1.0.0}
            environments:
              prod: {type: snowflake, schema: sales, connection_env: WHERE}
            """,
            Cancellation
        );
        _run.With("WHERE", "account=acme;user=sam;password=hush-hush;db=shop")
            // Whoever opens a session finds no driver, and says so.
            .With("DATARELEASE_SNOWFLAKE_DRIVER", _run["no-driver"]);
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("release")]
    [InlineData("deploy")]
    [InlineData("swap")]
    [InlineData("rollback")]
    [InlineData("resume")]
    [InlineData("abort")]
    [InlineData("prune")]
    [InlineData("leave")]
    [InlineData("rehearse")]
    [InlineData("refresh")]
    [InlineData("migrate up")]
    [InlineData("backup create")]
    [InlineData("doctor --fix")]
    [InlineData("certify")]
    public async Task What_would_change_something_is_refused_before_anything_runs(string verb)
    {
        var (exit, _, error) = await _run.RunAsync(Cancellation, [.. verb.Split(' '), "--yes"]);

        error.ShouldContain("error DR4210: Snowflake acme/SHOP: Snowflake commits each change of an object separately");
        exit.ShouldBe(2);
        error.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("history")]
    [InlineData("doctor")]
    public async Task What_looks_goes_as_far_as_the_driver(string verb)
    {
        var (exit, said, error) = await _run.RunAsync(Cancellation, verb);

        (said + error).ShouldContain("DR4201");
        exit.ShouldBe(1);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("release --dry-run --yes")]
    public async Task What_would_only_be_planned_is_not_refused_for_that(string verb)
    {
        var (_, said, error) = await _run.RunAsync(Cancellation, verb.Split(' '));

        (said + error).ShouldContain("DR4201");
    }

    [Fact]
    public void The_driver_is_no_part_of_the_tool() =>
        Directory
            .GetFiles(AppContext.BaseDirectory, "Snowflake.Data*")
            .ShouldBeEmpty($"{typeof(SnowflakeEngine).Assembly.GetName().Name} has no reference to it");
}
