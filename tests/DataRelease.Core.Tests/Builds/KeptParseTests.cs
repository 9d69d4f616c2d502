using DataRelease.Builds.Dbt;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Builds;

/// <summary>What is kept of dbt's parse, for whom, and how it gets there.</summary>
public sealed class KeptParseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_taken_by_who_has_the_same_schema_variables_and_macros()
    {
        Project("models/a.sql", "select 1");
        Keep("analytics__r2", "r2's");

        Take("analytics__r2").ShouldBe("r2's");
        Take("analytics__r3").ShouldBeNull();
        Take("analytics__r2", vars: "{a: 1}").ShouldBeNull();
        Take("analytics__r2", target: "dev").ShouldBeNull();
        Take("analytics__r2", environment: "staging").ShouldBeNull();
        // What changed in a model dbt sees by itself.
        Project("models/a.sql", "select 2");
        Take("analytics__r2").ShouldBe("r2's");
        Project("macros/deep/b.sql", "{% macro b() %}{% endmacro %}");
        Take("analytics__r2").ShouldBeNull();
        Keep("analytics__r2", "with b");
        Take("analytics__r2").ShouldBe("with b");
        Project("dbt_packages/c/macros/c.sql", "{% macro c() %}{% endmacro %}");
        Take("analytics__r2").ShouldBeNull();
    }

    [Fact]
    public void One_is_kept_and_what_another_process_is_writing_stays()
    {
        Keep("analytics__r2", "r2's");
        var folder = _folder["target/data-release/prod/parse"];
        _folder.Write("target/data-release/prod/parse/x.msgpack.1.part", "half");
        var left = _folder.Write("target/data-release/prod/parse/x.msgpack.2.part", "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow - TimeSpan.FromHours(2));

        Keep("analytics__r3", "r3's");

        Take("analytics__r2").ShouldBeNull();
        Take("analytics__r3").ShouldBe("r3's");
        Directory
            .GetFiles(folder)
            .Select(Path.GetFileName)
            .Where(name => name!.EndsWith(".part", StringComparison.Ordinal))
            .ShouldBe(["x.msgpack.1.part"]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Directory.GetFiles(folder, "*.msgpack").Single())
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_place_that_can_not_be_written_to_costs_a_parse_and_no_error()
    {
        Keep("analytics__r2", "r2's");
        _folder.Write("taken/target", "a file in place of dbt's folder");

        Kept("analytics__r2")!.Take(_folder["taken/target"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", null, true)]
    [InlineData("flags: {partial_parse: false}", null, false)]
    [InlineData("flags: {partial_parse: true}", null, true)]
    [InlineData("flags: {partial_parse: false}", "1", true)]
    [InlineData("", "False", false)]
    [InlineData("", "0", false)]
    public void A_project_may_be_parsed_in_full_every_time(string flags, string? variable, bool partially)
    {
        _folder.Write("dbt_project.yml", $"name: made_up\n{flags}\n");

        DbtProject
            .Load(_folder.Path, name => name == "DBT_PARTIAL_PARSE" ? variable : null)
            .ParsesPartially.ShouldBe(partially);
    }

    private void Project(string file, string text) => _folder.Write(file, text);

    private void Keep(string schema, string content) =>
        Kept(schema)!.Keep(_folder.Write("parsed/partial_parse.msgpack", content));

    private string? Take(string schema, string? vars = null, string target = "prod", string environment = "prod")
    {
        var place = _folder[$"taken/{Guid.NewGuid():N}"];
        return Kept(schema, vars, target, environment)!.Take(place)
            ? File.ReadAllText(Path.Combine(place, "partial_parse.msgpack"))
            : null;
    }

    private KeptParse? Kept(string schema, string? vars = null, string target = "prod", string environment = "prod") =>
        KeptParse.For(
            new DbtProject(_folder.Path, "made_up", "1.0.0", "made_up", ["models", "macros"], false),
            new DbtTarget("profiles.yml", "made_up", target, new Dictionary<string, object?>()),
            environment,
            schema,
            vars
        );
}
