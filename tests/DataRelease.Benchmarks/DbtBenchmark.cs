using System.Globalization;
using DataRelease.Builds.Dbt;
using DataRelease.Testing;

namespace DataRelease.Benchmarks;

/// <summary>
/// <c>release</c> of the shop against plain <c>dbt build</c> of the same project, on PostgreSQL: at most 1.10× plus one
/// dbt parse. Needs dbt with the postgres adapter on PATH, and a server.
/// </summary>
internal static class DbtBenchmark
{
    private const int Runs = 5;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        if (DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable) is not { } dbt)
        {
            Console.WriteLine("skipped: no dbt on PATH");
            return;
        }
        await using var database = await PostgresServer.CreateDatabaseAsync(cancellation);
        using var folder = new TempFolder();
        Repository.CopyExample("shop", folder.Path);
        Directory.Delete(folder["release"], recursive: true);
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString);
        Environment.SetEnvironmentVariable("PGHOST", connection.Host);
        Environment.SetEnvironmentVariable("PGPORT", connection.Port.ToString(CultureInfo.InvariantCulture));
        Environment.SetEnvironmentVariable("PGUSER", connection.Username);
        Environment.SetEnvironmentVariable("PGPASSWORD", connection.Password);
        Environment.SetEnvironmentVariable("PGDATABASE", connection.Database);
        var tool = Measure.Executable("DataRelease.Cli", "data-release");
        var (plain, parse, release) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i <= Runs; i++)
        {
            Environment.SetEnvironmentVariable("DBT_SCHEMA", "plain");
            var build = (
                await Measure.RunAsync(
                    dbt,
                    folder.Path,
                    ["build", "--target", "postgres", "--profiles-dir", "."],
                    cancellation
                )
            ).Seconds;
            var alone = (
                await Measure.RunAsync(
                    dbt,
                    folder.Path,
                    ["parse", "--no-partial-parse", "--target", "postgres", "--profiles-dir", "."],
                    cancellation
                )
            ).Seconds;
            Environment.SetEnvironmentVariable("DBT_SCHEMA", "analytics");
            var whole = (
                await Measure.RunAsync(tool, folder.Path, ["release", "-e", "postgres"], cancellation)
            ).Seconds;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  run {i}: dbt build {build:0.00} s, dbt parse {alone:0.00} s, release {whole:0.00} s"
                        + $"{(i == 0 ? " (not counted)" : "")}"
                )
            );
            if (i == 0)
                continue;
            plain.Add(build);
            parse.Add(alone);
            release.Add(whole);
        }
        Measure.Print(
            "release without one dbt parse",
            Measure.Median(release) - Measure.Median(parse),
            "dbt build",
            Measure.Median(plain),
            1.10
        );
    }
}
