using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataRelease.Actors;

/// <summary>
/// A fake dbt for what the real one can't be made to do at will. The file <c>fake-dbt.json</c> in the working folder
/// says how it behaves; manifests, results and log lines are those that real dbt wrote. It writes each call to
/// <c>fake-dbt.log</c>, and keeps the profiles file that it was given.
/// </summary>
internal static class FakeDbt
{
    public static async Task<int> RunAsync(string[] args)
    {
        var scenario = JsonNode.Parse(await File.ReadAllTextAsync("fake-dbt.json"))!;
        string Text(string key, string standard) => (string?)scenario[key] ?? standard;
        var profiles = Path.Combine(After(args, "--profiles-dir"), "profiles.yml");
        // The parse for the next release runs beside the build, and would write to the same files.
        if (args[0] == "parse" && After(args, "--target-path").Contains("-ahead-", StringComparison.Ordinal))
        {
            await WriteManifestAsync(scenario, Schema(profiles), args);
            return 0;
        }
        await File.AppendAllTextAsync("fake-dbt.log", string.Join(' ', args) + "\n");
        File.Copy(profiles, "seen-profiles.yml", overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            var (file, folder) = (
                (int)File.GetUnixFileMode(profiles),
                (int)File.GetUnixFileMode(Path.GetDirectoryName(profiles)!)
            );
            await File.WriteAllTextAsync("seen-mode.txt", $"{Convert.ToString(file, 8)} {Convert.ToString(folder, 8)}");
        }

        var verb = args[0];
        if (Text("on", "build") == verb)
            return await MisbehaveAsync(Text("does", "succeed"), Text("assets", ""), scenario["results"], args);
        if (verb == "parse" || (verb == "compile" && (bool?)scenario["compiles"] == true))
            await WriteManifestAsync(scenario, Schema(profiles), args);
        return 0;
    }

    private static async Task<int> MisbehaveAsync(string what, string assets, JsonNode? given, string[] args)
    {
        var results = Path.Combine(After(args, "--target-path"), "run_results.json");
        switch (what)
        {
            case "garbage":
                await Console.Out.WriteLineAsync("Segmentation fault \u001b[31m(core dumped)");
                await Console.Error.WriteLineAsync("Traceback: something {not json");
                return 139;
            case "hang" or "hang-hard":
                using (
                    PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = what == "hang-hard")
                )
                using (
                    PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = what == "hang-hard")
                )
                {
                    await File.WriteAllTextAsync("fake-dbt.pid", $"{Environment.ProcessId}");
                    await Task.Delay(Timeout.Infinite);
                    return 0;
                }
            case "recorded":
                var name = Path.GetFileName(assets);
                await Console.Out.WriteLineAsync(await File.ReadAllTextAsync($"{assets}.jsonl"));
                var recorded = Path.Combine(
                    Path.GetDirectoryName(assets)!,
                    $"run_results.{name["build.".Length..]}.json"
                );
                if (File.Exists(recorded))
                    File.Copy(recorded, results, overwrite: true);
                return name is "build.failing_test" or "build.sql_error" or "build.kinds" or "build.failing_hook"
                    ? 1
                    : 2;
            case "disagree":
                await File.WriteAllTextAsync(
                    results,
                    """
                    {"results": [{"unique_id": "model.shop.orders", "status": "error", "execution_time": 1.0,
                      "failures": null, "message": "broken"}]}
                    """
                );
                return 0;
            case "results":
                await File.WriteAllTextAsync(
                    results,
                    new JsonObject { ["results"] = given!.DeepClone() }.ToJsonString()
                );
                return 1;
            case "no-results":
                return 0;
            case "broken-results":
                await File.WriteAllTextAsync(results, """{"results": [{"unique_id": 7""");
                return 0;
            default:
                throw new ArgumentException($"unknown scenario '{what}'");
        }
    }

    /// <summary>
    /// The recorded manifest with the schema that the profile says, as dbt's own generate_schema_name would have it.
    /// </summary>
    private static async Task WriteManifestAsync(JsonNode scenario, string schema, string[] args)
    {
        var text = await File.ReadAllTextAsync((string)scenario["manifest"]!);
        var manifest = JsonNode.Parse(text)!;
        foreach (var (id, node) in manifest["nodes"]!.AsObject())
        {
            var own = (string)node!["schema"]!;
            node["schema"] =
                (string?)scenario["escapes"] == id
                    ? "analytics"
                    : own.Replace("analytics", schema, StringComparison.Ordinal);
        }
        if ((string?)scenario["version"] is { } version)
            manifest["metadata"]!["dbt_version"] = version;
        var target = Directory.CreateDirectory(After(args, "--target-path")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(target, "manifest.json"),
            manifest.ToJsonString(new JsonSerializerOptions { MaxDepth = 256 })
        );
    }

    private static string Schema(string profiles) =>
        File.ReadLines(profiles)
            .Select(line => line.Trim())
            .First(line => line.StartsWith("schema:", StringComparison.Ordinal))["schema:".Length..]
            .Trim()
            .Trim('"', '\'');

    private static string After(string[] args, string option) => args[Array.IndexOf(args, option) + 1];
}
