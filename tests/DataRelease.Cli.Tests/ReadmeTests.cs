using System.Text.RegularExpressions;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>What README quotes of the first command is what the tool says.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task What_it_says_one_sees_is_seen()
    {
        using var run = ToolRun.OfNothing();
        var seen = "";
        foreach (var (exit, layers) in ((int, string[])[])[(0, []), (0, ["shop-v2"]), (3, ["shop-v3"])])
        {
            Lay(run, [.. layers.Prepend("shop")]);
            var (got, text, error) = await run.RunAsync("release");
            got.ShouldBe(exit, error);
            seen = text + error;
            File.Exists(run["target/data-release/dev/r1.html"]).ShouldBeTrue("the first page is kept");
        }
        var (done, way, rest) = await run.RunAsync("rollback", "--yes");
        done.ShouldBe(0, rest);
        var lines = Timeless(seen + way + rest).Split('\n');

        var quoted = Quoted();
        quoted.Count.ShouldBeGreaterThan(10);
        foreach (var quote in quoted)
        {
            // Three dots stand for what is left out at a line's end.
            var isPart = quote.EndsWith(" ...", StringComparison.Ordinal);
            var start = Timeless(isPart ? quote[..^4] : quote);
            lines.ShouldContain(
                line => isPart ? line.StartsWith(start, StringComparison.Ordinal) : line == start,
                quote
            );
        }
    }

    [Fact]
    public async Task The_first_command_keeps_the_pages_and_ends_with_the_one_to_open()
    {
        var program = await File.ReadAllTextAsync(
            Repository.PathOf("build", "quickstart.cs"),
            TestContext.Current.CancellationToken
        );

        program.ShouldContain("child.Name != \"target\"");
        program[program.IndexOf("Say(\"Go on with it\")", StringComparison.Ordinal)..].ShouldContain("\"r3.html\")}");
    }

    /// <summary>Lays a version's files over nothing; the warehouse and the pages stay.</summary>
    private static void Lay(ToolRun run, string[] layers)
    {
        foreach (var folder in Directory.EnumerateDirectories(run.Project))
        {
            if (Path.GetFileName(folder) != "target")
                Directory.Delete(folder, recursive: true);
        }
        foreach (var layer in layers)
            Repository.CopyExample(layer, run.Project);
    }

    /// <summary>The lines of the first code block under "What you see" that the tool writes.</summary>
    private static List<string> Quoted()
    {
        var text = File.ReadAllText(Repository.PathOf("README.md"));
        var block = text[text.IndexOf("## What you see", StringComparison.Ordinal)..].Split("```")[1];
        return
        [
            .. block.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("$ ", StringComparison.Ordinal)),
        ];
    }

    private static string Timeless(string text) =>
        Moment().Replace(Duration().Replace(text.ReplaceLineEndings("\n"), "  0 s"), "then");

    [GeneratedRegex(@" +\d+\.\d\d s", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d UTC", RegexOptions.CultureInvariant)]
    private static partial Regex Moment();
}
