using System.Globalization;
using System.Text;
using DataRelease.Builds.Dbt;
using DataRelease.Testing;
using Npgsql;

namespace DataRelease.Benchmarks;

/// <summary>
/// <c>release</c> and <c>refresh</c> by the clock against plain <c>dbt build</c> with its warm partial parse, of a
/// generated project, interleaved: at most 1.3×. Needs dbt with both adapters on PATH, and a server.
/// </summary>
internal static class DbtBenchmark
{
    private static readonly (int Models, int Runs)[] _sizes = [(40, 5), (300, 3)];
    private static readonly string[] _engines = ["duckdb", "postgres"];

    public static async Task RunAsync(CancellationToken cancellation)
    {
        if (DbtBuilder.FindExecutable("dbt", Environment.GetEnvironmentVariable) is not { } dbt)
        {
            Console.WriteLine("skipped: no dbt on PATH");
            return;
        }
        await using var database = await PostgresServer.CreateDatabaseAsync(cancellation);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        Environment.SetEnvironmentVariable("PGPASSWORD", connection.Password);
        foreach (var (models, runs) in _sizes)
        {
            foreach (var engine in _engines)
            {
                using var folder = new TempFolder();
                WriteProject(folder, models, connection);
                Console.WriteLine($"{models} models, {engine}, {runs} runs:");
                await new Comparison(dbt, folder, engine).RunAsync(runs, cancellation);
                if (engine == "postgres")
                    await DropAsync(database.ConnectionString, cancellation);
            }
        }
    }

    private static void WriteProject(TempFolder folder, int models, NpgsqlConnectionStringBuilder server)
    {
        folder.Write(
            "dbt_project.yml",
            "name: bench\nversion: 1.0.0\nprofile: bench\nmodels: {bench: {+materialized: table}}\n"
        );
        folder.Write(
            "profiles.yml",
            $$$"""
            bench:
              target: duckdb
              outputs:
                duckdb: {type: duckdb, path: bench.duckdb, schema: "{{ env_var('DBT_SCHEMA') }}", threads: 4}
                postgres:
                  type: postgres
                  host: '{{{server.Host}}}'
                  port: {{{server.Port}}}
                  user: '{{{server.Username}}}'
                  password: "{{ env_var('PGPASSWORD') }}"
                  dbname: '{{{server.Database}}}'
                  threads: 4
                  schema: "{{ env_var('DBT_SCHEMA') }}"

            """
        );
        folder.Write(
            "seeds/base.csv",
            "id,amount\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{i * 3}\n"))
        );
        var tests = new StringBuilder("version: 2\nmodels:\n");
        for (var i = 0; i < models; i++)
        {
            folder.Write(
                $"models/m{i}.sql",
                $$$"""select id, amount + 1 as amount from {{ ref('{{{(i < 10 ? "base" : $"m{i - 10}")}}}') }}"""
            );
            tests.Append(
                CultureInfo.InvariantCulture,
                $"  - {{name: m{i}, columns: [{{name: id, tests: [not_null, unique]}}]}}\n"
            );
        }
        folder.Write("models/tests.yml", tests.ToString());
    }

    private static async Task DropAsync(string server, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(cancellation);
        await using var drop = new NpgsqlCommand(
            "select format('drop schema %I cascade', nspname) from pg_namespace "
                + "where nspname ~ '^(plain|analytics|data_release)'",
            connection
        );
        var statements = new List<string>();
        await using (var reader = await drop.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                statements.Add(reader.GetString(0));
        }
        // One schema a transaction: a server's locks are for fewer relations than these have together.
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>One project on one engine.</summary>
    private sealed class Comparison(string dbt, TempFolder folder, string engine)
    {
        private readonly string _tool = Measure.Executable("DataRelease.Cli", "data-release");
        private readonly Dictionary<string, List<double>> _seconds = [];
        private readonly Dictionary<string, List<double>> _parts = [];

        public async Task RunAsync(int runs, CancellationToken cancellation)
        {
            for (var i = 0; i <= runs; i++)
            {
                // The first of each warms up.
                var counts = i > 0;
                await PlainAsync("dbt build", counts, ["build"], cancellation);
                await PlainAsync("dbt parse in full", counts, ["parse", "--no-partial-parse"], cancellation);
                await PlainAsync("dbt parse, nothing changed", counts, ["parse"], cancellation);
                // Without what the release before left of a parse, as it was before there was such a thing.
                var parse = folder[$"target/data-release/{engine}/parse"];
                if (Directory.Exists(parse))
                    Directory.Delete(parse, recursive: true);
                await OursAsync("release, parsing in full", counts, "release", cancellation);
                await OursAsync("release", counts, "release", cancellation);
                await OursAsync("refresh", counts, "refresh", cancellation);
            }
            foreach (var what in new[] { "release, parsing in full", "release", "refresh" })
            {
                Measure.Print($"  {what}", Median(_seconds[what]), "dbt build", Median(_seconds["dbt build"]), 1.3);
                Console.WriteLine(
                    "    of which "
                        + string.Join(
                            ", ",
                            _parts
                                .Where(part => part.Key.StartsWith($"{what}:", StringComparison.Ordinal))
                                .Select(part => $"{part.Key[(what.Length + 1)..]} {Text(Median(part.Value))}")
                        )
                );
            }
            foreach (var what in new[] { "dbt parse in full", "dbt parse, nothing changed" })
                Console.WriteLine($"  {what}: {Text(Median(_seconds[what]))}");
        }

        private static double Median(List<double> values) => Measure.Median(values);

        private static string Text(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");

        private async Task PlainAsync(string what, bool counts, string[] arguments, CancellationToken cancellation)
        {
            Environment.SetEnvironmentVariable("DBT_SCHEMA", "plain");
            var (seconds, _) = await Measure.RunAsync(
                dbt,
                folder.Path,
                [.. arguments, "--target", engine, "--profiles-dir", "."],
                cancellation
            );
            if (counts)
                Add(_seconds, what, seconds);
        }

        private async Task OursAsync(string what, bool counts, string verb, CancellationToken cancellation)
        {
            Environment.SetEnvironmentVariable("DBT_SCHEMA", "analytics");
            var log = folder["target/data-release/data-release.log"];
            if (File.Exists(log))
                File.Delete(log);
            var (seconds, _) = await Measure.RunAsync(_tool, folder.Path, [verb, "-e", engine], cancellation);
            if (!counts)
                return;
            Add(_seconds, what, seconds);
            foreach (var (part, time) in Parts(await File.ReadAllLinesAsync(log, cancellation), seconds))
                Add(_parts, $"{what}:{part}", time);
        }

        /// <summary>Where the time went, by the log of the command.</summary>
        private static IEnumerable<(string Part, double Seconds)> Parts(string[] lines, double all)
        {
            var marks = lines
                .Select(line => line.Split(' ', 3))
                .Where(words => words.Length == 3)
                .Select(words =>
                    (
                        At: DateTimeOffset.TryParse(words[0], CultureInfo.InvariantCulture, out var at) ? at : default,
                        Text: words[2]
                    )
                )
                .Where(line => line.At != default)
                .ToList();
            double At(string text) =>
                (
                    marks.First(line => line.Text.StartsWith(text, StringComparison.Ordinal)).At - marks[0].At
                ).TotalSeconds;
            var (planned, parsed, began, built, end) = (
                At("step   plan"),
                At("ok   plan"),
                At("step   build"),
                At("ok   build"),
                At("end ")
            );
            yield return ("process", all - end);
            yield return ("before", planned);
            yield return ("plan", parsed - planned);
            yield return ("between", began - parsed);
            yield return ("build", built - began);
            yield return ("after", end - built);
        }

        private static void Add(Dictionary<string, List<double>> of, string what, double seconds)
        {
            if (!of.TryGetValue(what, out var list))
                of[what] = list = [];
            list.Add(seconds);
        }
    }
}
