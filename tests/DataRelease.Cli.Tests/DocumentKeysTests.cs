using System.CommandLine;
using System.Text.Json;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli.Tests;

/// <summary>A JSON document has the keys of its verb, and no others.</summary>
public sealed class DocumentKeysTests
{
    private static readonly string[] _everywhere =
    [
        "schema",
        "command",
        "exitCode",
        "environment",
        "release",
        "live",
        "steps",
        "problems",
        "error",
        "summary",
        "report",
    ];

    public static TheoryData<string> Verbs => [.. DocumentKeys.ByVerb.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_verb_that_ends_in_an_error_writes_all_of_its_keys_and_no_others(string verb)
    {
        using var document = JsonDocument.Parse(
            JsonReport.Write(
                verb,
                new ReleaseReport.Ended
                {
                    ExitCode = ExitCode.Failed,
                    Error = new ReleaseException(ErrorCode.Unexpected, "nothing works"),
                }
            )
        );

        document
            .RootElement.EnumerateObject()
            .Select(key => key.Name)
            .ShouldBe(_everywhere.Concat(DocumentKeys.ByVerb[verb]), ignoreOrder: true);
        JsonSchemaSubset.ShouldFit(document);
    }

    [Fact]
    public void Every_verb_of_the_command_line_has_its_keys()
    {
        var root = Commands.Root(new Surroundings(TextWriter.Null, TextWriter.Null, _ => null, TimeProvider.System));

        Leaves(root, "").ShouldBe(DocumentKeys.ByVerb.Keys, ignoreOrder: true);

        static IEnumerable<string> Leaves(Command command, string name) =>
            command.Subcommands.SelectMany(sub =>
                sub.Subcommands.Count == 0 ? [$"{name}{sub.Name}"] : Leaves(sub, $"{name}{sub.Name} ")
            );
    }

    [Fact]
    public void A_key_of_another_verb_does_not_fit_the_schema()
    {
        var written = JsonReport.Write("init", new ReleaseReport.Ended { Summary = "done" });
        using var wrong = JsonDocument.Parse(
            written.Replace("\"steps\":", "\"losses\": [], \"steps\":", StringComparison.Ordinal)
        );

        Should
            .Throw<ShouldAssertException>(() => JsonSchemaSubset.ShouldFit(wrong))
            .Message.ShouldContain("$.losses may not be there");
    }

    [Fact]
    public async Task A_command_line_that_names_no_verb_has_the_keys_of_every_document()
    {
        using var run = ToolRun.OfNothing();

        var (exit, document) = await run.JsonAsync("relase");

        exit.ShouldBe(2);
        document.RootElement.EnumerateObject().Select(key => key.Name).ShouldBe(_everywhere, ignoreOrder: true);
    }
}
