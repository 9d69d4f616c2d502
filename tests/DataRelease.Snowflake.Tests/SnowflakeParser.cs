using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace DataRelease.Snowflake.Tests;

/// <summary>
/// A parser that knows Snowflake, as a second opinion: polyglot-sql, whose grammar descends from sqlglot's. It is
/// fetched with npm for this run, or stands in the folder that <c>DATARELEASE_TEST_SNOWFLAKE_PARSER</c> names.
/// </summary>
internal static class SnowflakeParser
{
    private const string Variable = "DATARELEASE_TEST_SNOWFLAKE_PARSER";

    private const string Package = "@polyglot-sql/sdk";

    private const string Version = "0.12.1";

    /// <summary>
    /// Reads a list of statements, writes a verdict a line. What it keeps as it stands it does not know.
    /// </summary>
    private const string Program = """
        import { readFileSync } from 'node:fs';
        const parser = await import('@polyglot-sql/sdk');
        for (const sql of JSON.parse(readFileSync(0, 'utf8'))) {
          let verdict;
          try {
            const read = parser.parse(sql, 'snowflake');
            const trees = read.ast ? (typeof read.ast === 'string' ? JSON.parse(read.ast) : read.ast) : [];
            const kinds = trees.map(tree => Object.keys(tree)[0]);
            verdict = read.success === false
              ? { why: String(read.error) }
              : kinds.some(kind => kind === 'raw' || kind === 'command')
                ? { why: 'kept as it stands' }
                : { kinds, tree: JSON.stringify(trees) };
          } catch (error) {
            verdict = { why: String(error.message ?? error) };
          }
          console.log(JSON.stringify(verdict));
        }
        """;

    private static readonly Lazy<(string? Folder, string Why)> _place = new(Find);

    /// <summary>Why there is no second opinion; null if there is.</summary>
    public static string? WhyNot => _place.Value.Folder is null ? _place.Value.Why : null;

    /// <summary>What it says of each statement, in order.</summary>
    public static IReadOnlyList<Verdict> Read(IReadOnlyList<string> statements)
    {
        var script = Path.Combine(_place.Value.Folder!, "read.mjs");
        var (exit, output) = Run("node", _place.Value.Folder!, JsonSerializer.Serialize(statements), script);
        exit.ShouldBe(0, output);
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<Verdict>(line, JsonSerializerOptions.Web)!),
        ];
    }

    private static (string? Folder, string Why) Find()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        var folder = named is { Length: > 0 } ? named : Path.Combine(Path.GetTempPath(), $"snowflake-parser-{Version}");
        try
        {
            var installed = Path.Combine(folder, "node_modules", "@polyglot-sql", "sdk");
            if (!Directory.Exists(installed))
            {
                if (named is { Length: > 0 })
                    return (null, $"{Variable} names {named}, which has no node_modules/{Package}");
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, "package.json"), "{\"private\": true, \"type\": \"module\"}");
                var (exit, output) = Run(
                    "npm",
                    folder,
                    "",
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts",
                    $"{Package}@{Version}"
                );
                if (exit != 0)
                    return (null, $"no parser that knows Snowflake: npm does not give {Package}: {output.Trim()}");
            }
            File.WriteAllText(Path.Combine(folder, "read.mjs"), Program);
            var (answers, said) = Run("node", folder, "[\"select 1\"]", Path.Combine(folder, "read.mjs"));
            return answers == 0 ? (folder, "") : (null, $"no parser that knows Snowflake: node says {said.Trim()}");
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            return (null, $"no parser that knows Snowflake: {error.Message}; {Variable} can name one");
        }
    }

    private static (int Exit, string Output) Run(string program, string folder, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result + (process.ExitCode == 0 ? "" : errors.Result));
    }
}

/// <summary>What the parser says of one statement.</summary>
/// <param name="Why">Why it does not know it; null if it does.</param>
/// <param name="Tree">Its tree, as JSON.</param>
internal sealed record Verdict(string? Why, string? Tree);
