using DataRelease.Testing;
using DuckDB.NET.Data;

namespace DataRelease.Cli.Tests;

/// <summary>The example that goes back by itself: what its README says, run.</summary>
public sealed class CanaryExampleTests
{
    private const string Readme = "examples/canary/README.md";

    [Fact]
    public async Task The_readmes_commands_end_as_it_says()
    {
        using var run = ToolRun.OfNothing();
        Repository.CopyExample("canary", run.Project);
        var lines = Code().Where(line => line.StartsWith("data-release ", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(3);

        (await run.RunAsync(Arguments(lines[0]))).Exit.ShouldBe(0);
        Repository.CopyExample("canary-v2", run.Project);
        var (exit, _, error) = await run.RunAsync(Arguments(lines[1]));
        var (status, told, _) = await run.RunAsync([.. Arguments(lines[2]), "--output", "json"]);

        lines[1].ShouldContain("exit code 5");
        exit.ShouldBe(5, error);
        // It says what was seen, and that it is no chance.
        error.ShouldContain("customer_page_p95: 1 of");
        error.ShouldContain("p95");
        error.ShouldContain("; p = ");
        status.ShouldBe(0);
        told.ShouldContain("\"release\": \"r1\"");
        (await KindAsync(run.Database)).ShouldBe("r1");
    }

    [Fact]
    public void The_readmes_first_command_is_a_program_that_lays_the_same_files()
    {
        var command = Code()[0].Split(' ');

        command[..2].ShouldBe(["dotnet", "run"]);
        var program = File.ReadAllText(Repository.PathOf(command[2].Split('/')));
        program.ShouldContain("Lay(\"canary\");");
        program.ShouldContain("Lay(\"canary-v2\");");
        program.ShouldContain("const int RolledBack = 5;");
    }

    /// <summary>Which release the view shows to a session that says nothing.</summary>
    private static async Task<string> KindAsync(string database)
    {
        await using var connection = new DuckDBConnection($"Data Source={database}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "select sql from duckdb_views() where view_name = 'customer_pages' and schema_name = " + "'analytics'";
        var sql = (string)(await command.ExecuteScalarAsync())!;
        return
            sql.Contains("analytics__r1", StringComparison.Ordinal)
            && !sql.Contains("analytics__r2", StringComparison.Ordinal)
            ? "r1"
            : sql;
    }

    private static string[] Arguments(string line) =>
        line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];

    /// <summary>The lines of its code blocks.</summary>
    private static List<string> Code()
    {
        var lines = new List<string>();
        var isCode = false;
        foreach (var line in File.ReadAllLines(Repository.PathOf(Readme.Split('/'))))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            else if (isCode)
                lines.Add(line);
        }
        return lines;
    }
}
