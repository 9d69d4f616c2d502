using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Testing;

namespace DataRelease.Benchmarks;

/// <summary>
/// Reading and planning a manifest of 10,000 nodes: goals are 1 s for each 50 MB, and three times the file in memory.
/// </summary>
internal static class ManifestBenchmark
{
    private const int Nodes = 10_000;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        var path = folder["manifest.json"];
        Generate(path);
        var megabytes = new FileInfo(path).Length / 1e6;
        var self = Environment.ProcessPath!;
        var runs = new List<(double Seconds, double Memory, double Empty)>();
        for (var i = 0; i < 5; i++)
        {
            var (_, output) = await Measure.RunAsync(self, folder.Path, ["read-manifest", path], cancellation);
            var parts = output
                .Trim()
                .Split(' ')
                .Select(part => double.Parse(part, CultureInfo.InvariantCulture))
                .ToList();
            runs.Add((parts[0], parts[1], parts[2]));
        }
        var seconds = Measure.Median(runs.Select(run => run.Seconds));
        var memory = Measure.Median(runs.Select(run => run.Memory - run.Empty));
        Measure.Print(
            string.Create(CultureInfo.InvariantCulture, $"read and plan {megabytes:0} MB"),
            seconds,
            "1 s per 50 MB",
            megabytes / 50,
            1
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"memory: {memory:0} MB over the empty process; file: {megabytes:0} MB; ratio "
                    + $"{memory / megabytes:0.00}, goal 3.00{(memory / megabytes <= 3 ? "" : "  MISSED")}"
            )
        );
    }

    /// <summary>The child process: reads, plans, prints seconds and megabytes.</summary>
    public static async Task<int> ReadAsync(string path, CancellationToken cancellation)
    {
        var empty = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        var began = Stopwatch.GetTimestamp();
        var manifest = await ManifestReader.ReadAsync(path, ManifestDetail.Structure, cancellation);
        var target = new GreenTarget("prod", "db", "analytics", "analytics__r1");
        var relations = manifest.Nodes.Values.Count(node =>
            node.IsRelation && target.LiveSchemaOf(node.Schema) is null
        );
        var keys = ManifestKeys.Read(manifest).Count;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{seconds} {self.PeakWorkingSet64 / 1e6} {empty}")
        );
        return relations + keys > 0 ? 0 : 1;
    }

    /// <summary>Opening a package whose manifest has 300 MB: the goal is three times the manifest in memory.</summary>
    public static async Task RunPackageAsync(CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        var json = folder["manifest.json"];
        Generate(json, 45_000);
        var megabytes = new FileInfo(json).Length / 1e6;
        await using (var zip = await ZipFile.OpenAsync(folder["big.nupkg"], ZipArchiveMode.Create, cancellation))
        {
            await using (var source = File.OpenRead(json))
            await using (var target = await Stored(zip).OpenAsync(cancellation))
                await source.CopyToAsync(target, cancellation);
            string digest;
            await using (var source = File.OpenRead(json))
                digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(source, cancellation));
            var content = $$"""
                {"format": 1, "name": "big", "version": "1.0.0", "adapterType": "postgres", "dbtVersion": "1.10.0",
                "database": "db", "baseSchema": "analytics", "sources": {},
                "entries": {"data-release/manifest.json": "{{digest}}" } }
                """;
            await using var entry = await zip.CreateEntry("data-release/package.json").OpenAsync(cancellation);
            await entry.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content), cancellation);
        }
        var (_, output) = await Measure.RunAsync(
            Environment.ProcessPath!,
            folder.Path,
            ["read-package", folder["big.nupkg"]],
            cancellation
        );
        var parts = output.Trim().Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToList();
        Measure.Print(
            string.Create(CultureInfo.InvariantCulture, $"open a package of {megabytes:0} MB"),
            parts[0],
            "1 s per 50 MB",
            megabytes / 50,
            1
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"memory: {parts[1] - parts[2]:0} MB over the empty process; manifest: {megabytes:0} MB; ratio "
                    + $"{(parts[1] - parts[2]) / megabytes:0.00}, goal 3.00"
            )
        );
    }

    /// <summary>Made-up code shrinks to less than a package may: it is stored as it is.</summary>
    private static ZipArchiveEntry Stored(ZipArchive zip) =>
        zip.CreateEntry("data-release/manifest.json", CompressionLevel.NoCompression);

    /// <summary>The child process: opens the package, prints seconds and megabytes.</summary>
    public static async Task<int> ReadPackageAsync(string path, CancellationToken cancellation)
    {
        var empty = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        var began = Stopwatch.GetTimestamp();
        var package = await ReleasePackage.OpenAsync(path, cancellation);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{seconds} {self.PeakWorkingSet64 / 1e6} {empty}")
        );
        return package.Manifest.Nodes.Count > 0 ? 0 : 1;
    }

    private static void Generate(string path, int nodes = Nodes)
    {
        using var stream = File.Create(path);
        using var writer = new Utf8JsonWriter(stream);
        var code = string.Concat(
            Enumerable
                .Range(0, 60)
                .Select(line =>
                    $"    sum(case when status = 'state_{line}' then amount else 0 end) as amount_{line},\n"
                )
        );
        writer.WriteStartObject();
        writer.WriteStartObject("metadata");
        writer.WriteString("dbt_schema_version", "https://schemas.getdbt.com/dbt/manifest/v12.json");
        writer.WriteString("dbt_version", "1.10.0");
        writer.WriteString("project_name", "big");
        writer.WriteString("adapter_type", "postgres");
        writer.WriteEndObject();
        writer.WriteStartObject("nodes");
        for (var i = 0; i < nodes; i++)
        {
            var isTest = i % 2 == 1;
            var id = isTest ? $"test.big.unique_model_{i - 1}_id.{i:x10}" : $"model.big.model_{i}";
            writer.WriteStartObject(id);
            writer.WriteString("unique_id", id);
            writer.WriteString("resource_type", isTest ? "test" : "model");
            writer.WriteString("name", isTest ? $"unique_model_{i - 1}_id" : $"model_{i}");
            writer.WriteString("alias", isTest ? $"unique_model_{i - 1}_id" : $"model_{i}");
            writer.WriteString("package_name", "big");
            writer.WriteString("database", "db");
            writer.WriteString("schema", "analytics");
            writer.WriteString("relation_name", isTest ? null : $"\"db\".\"analytics\".\"model_{i}\"");
            writer.WriteString("original_file_path", $"models/area_{i % 40}/model_{i}.sql");
            writer.WriteString("raw_code", code);
            writer.WriteString("compiled_code", code);
            writer.WriteString("description", $"What model {i} is for, in the words of the team that keeps it.");
            writer.WriteStartObject("checksum");
            writer.WriteString("name", "sha256");
            writer.WriteString("checksum", $"{i:x64}");
            writer.WriteEndObject();
            writer.WriteStartObject("config");
            writer.WriteString(
                "materialized",
                isTest ? "test"
                    : i % 10 == 0 ? "incremental"
                    : "table"
            );
            writer.WriteString("unique_key", "id");
            writer.WriteEndObject();
            writer.WriteStartObject("depends_on");
            writer.WriteStartArray("nodes");
            for (var back = 2; back <= 6 && i - back >= 0; back += 2)
                writer.WriteStringValue($"model.big.model_{(i - back) / 2 * 2}");
            writer.WriteEndArray();
            writer.WriteEndObject();
            if (isTest)
            {
                writer.WriteString("attached_node", $"model.big.model_{i - 1}");
                writer.WriteStartObject("test_metadata");
                writer.WriteString("name", "unique");
                writer.WriteStartObject("kwargs");
                writer.WriteString("column_name", "id");
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteStartObject("columns");
                for (var column = 0; column < 20; column++)
                {
                    writer.WriteStartObject($"column_{column}");
                    writer.WriteString("name", $"column_{column}");
                    writer.WriteString("description", "What this column holds and where it comes from.");
                    writer.WriteString("data_type", "numeric(12,2)");
                    writer.WriteEndObject();
                }
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
