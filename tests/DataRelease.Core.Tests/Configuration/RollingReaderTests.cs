using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Core.Tests.Configuration;

/// <summary><c>rolling</c>: what it takes, and what it refuses with its place.</summary>
public sealed class RollingReaderTests
{
    [Fact]
    public void Everything_is_read()
    {
        var config = ConfigReader.Read(
            """
            strategy: rolling
            rolling:
              pause: 1h
              waves:
                - {schema: marketing, pause: 10m}
                - {tag: [nightly, weekly]}
                - {select: "orders+"}
                - {count: 5, pause: until promoted}
              together:
                - [orders, order_lines]
                - [days, weeks]
            """,
            "c.yml",
            CheckKinds.All
        );

        config.Strategy.ShouldBe(ReleaseStrategy.Rolling);
        config.Rolling.Pause.ShouldBe(new CanaryPause(TimeSpan.FromHours(1)));
        config.Rolling.Waves[0].Schemas.ShouldBe(["marketing"]);
        config.Rolling.Waves[0].Pause.ShouldBe(new CanaryPause(TimeSpan.FromMinutes(10)));
        config.Rolling.Waves[1].Tags.ShouldBe(["nightly", "weekly"]);
        config.Rolling.Waves[2].Select.ShouldBe(["orders+"]);
        config.Rolling.Waves[2].Pause.ShouldBeNull();
        config.Rolling.Waves[3].Count.ShouldBe(5);
        config.Rolling.Waves[3].Pause.ShouldBe(new CanaryPause(null));
        config.Rolling.Waves[3].Where!.Line.ShouldBe(8);
        config
            .Rolling.Together.Select(group => (string.Join(' ', group.Relations), group.Where!.Line))
            .ShouldBe([("orders order_lines", 10), ("days weeks", 11)]);
    }

    [Fact]
    public void One_group_needs_no_list_around_it() =>
        ConfigReader
            .Read("rolling: {together: [a, b]}", "c.yml", CheckKinds.All)
            .Rolling.Together.ShouldHaveSingleItem()
            .Relations.ShouldBe(["a", "b"]);

    [Theory]
    [InlineData("strategy: roling", "did you mean 'rolling'?")]
    [InlineData("rolling: {waves: {schema: a}}", "'rolling.waves' must be a list")]
    [InlineData("rolling: {waves: [a]}", "a wave is a mapping")]
    [InlineData("rolling: {waves: [{}]}", "a wave needs one of schema, tag, select, count")]
    [InlineData("rolling: {waves: [{pause: 1h}]}", "a wave needs one of schema, tag, select, count")]
    [InlineData("rolling: {waves: [{schema: a, tag: b}]}", "this one has schema and tag")]
    [InlineData("rolling: {waves: [{schema: []}]}", "'rolling.waves.schema' names nothing")]
    [InlineData("rolling: {waves: [{count: 0}]}", "a whole number of at least 1")]
    [InlineData("rolling: {waves: [{count: 10%}]}", "a whole number of at least 1")]
    [InlineData("rolling: {waves: [{count: 1, pause: soon}]}", "'rolling.waves.pause' is 'soon'")]
    [InlineData("rolling: {waves: [{shema: a}]}", "did you mean 'schema'?")]
    [InlineData("rolling: {pause: 0s}", "'rolling.pause' is '0s'")]
    [InlineData("rolling: {together: a}", "must be a list of relations, or a list of such lists")]
    [InlineData("rolling: {together: [a]}", "at least two")]
    [InlineData("rolling: {together: [a, a]}", "at least two")]
    [InlineData("rolling: {together: [[a, b], c]}", "lists of relations with single relations")]
    [InlineData("rolling: {together: [{a: b}, {c: d}]}", "lists of relations with single relations")]
    [InlineData("rolling: {wave: []}", "did you mean 'waves'?")]
    public void Waves_that_make_no_sense_are_refused(string yaml, string message)
    {
        var error = Should.Throw<ReleaseException>(() => ConfigReader.Read(yaml, "c.yml", CheckKinds.All));

        error.Message.ShouldContain(message);
        error.Where!.Line.ShouldBe(1);
    }
}
