using DataRelease.Snowflake;

namespace DataRelease.Cli.Tests;

/// <summary>
/// A warehouse that commits each change of an object separately: what can't be done there is told so before anything is
/// connected to, and everything else goes as far as the driver, which is not here.
/// </summary>
public sealed class WarehouseCannotTests : IAsyncLifetime
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
    [InlineData("backup create")]
    [InlineData("backup restore v1")]
    public async Task Several_tables_are_not_copied_as_one(string verb)
    {
        var (exit, _, error) = await _run.RunAsync(Cancellation, [.. verb.Split(' '), "--yes"]);

        error.ShouldContain("error DR4210: Snowflake acme/SHOP commits each change of a table separately");
        exit.ShouldBe(2);
        error.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("release")]
    [InlineData("deploy")]
    public async Task A_project_of_plain_SQL_is_refused(string verb)
    {
        var (exit, _, error) = await _run.RunAsync(Cancellation, [.. verb.Split(' '), "--yes"]);

        error.ShouldContain("DR4210: Snowflake acme/SHOP reads $schema$.name in capital letters");
        exit.ShouldBe(2);
    }

    [Theory]
    [InlineData("swap")]
    [InlineData("rollback")]
    [InlineData("resume")]
    [InlineData("abort")]
    [InlineData("prune")]
    [InlineData("refresh")]
    [InlineData("doctor --fix")]
    public async Task What_changes_something_goes_as_far_as_the_driver(string verb)
    {
        var (exit, said, error) = await _run.RunAsync(Cancellation, [.. verb.Split(' '), "--yes"]);

        (said + error).ShouldContain("DR4201");
        exit.ShouldBe(1);
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

    [Fact]
    public void The_driver_is_no_part_of_the_tool() =>
        Directory
            .GetFiles(AppContext.BaseDirectory, "Snowflake.Data*")
            .ShouldBeEmpty($"{typeof(SnowflakeEngine).Assembly.GetName().Name} has no reference to it");
}
