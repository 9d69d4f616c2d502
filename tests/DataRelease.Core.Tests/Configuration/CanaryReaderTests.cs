using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Core.Tests.Configuration;

/// <summary><c>canary</c>: what it takes, and what it refuses with its place.</summary>
public sealed class CanaryReaderTests
{
    [Fact]
    public void Everything_is_read()
    {
        var config = ConfigReader.Read(
            """
            strategy: canary
            canary:
              principal: setting
              setting: app.user
              accounts: [bi]
              steps:
                - {principals: [ann, bob]}
                - {weight: 10%, pause: 90m}
                - {weight: 100, pause: until promoted}
            """,
            "c.yml",
            CheckKinds.All
        );

        config.Strategy.ShouldBe(ReleaseStrategy.Canary);
        config.Canary.Principal.ShouldBe(CanaryPrincipal.Setting);
        config.Canary.Setting.ShouldBe("app.user");
        config.Canary.Accounts.ShouldBe(["bi"]);
        config
            .Canary.Steps.Select(step => (string.Join(',', step.Principals), step.Weight, step.Pause))
            .ShouldBe([
                ("ann,bob", null, null),
                ("", 10, new CanaryPause(TimeSpan.FromMinutes(90))),
                ("", 100, new CanaryPause(null)),
            ]);
    }

    [Theory]
    [InlineData("strategy: canaries", "canary")]
    [InlineData("canary: {steps: {weight: 10%}}", "'canary.steps' must be a list")]
    [InlineData("canary: {steps: [10%]}", "a step is a mapping")]
    [InlineData("canary: {steps: [{weight: 50%}, {weight: 10%}]}", "the weight falls from 50 % to 10 %")]
    [InlineData("canary: {steps: [{weight: 50%}, {weight: 50%}]}", "the weight is 50 % already")]
    [InlineData("canary: {steps: [{weight: 100%}, {weight: 100%}]}", "everybody already sees the release")]
    [InlineData("canary: {steps: [{weight: 0%}]}", "above 0 and up to 100")]
    [InlineData("canary: {steps: [{weight: 101%}]}", "above 0 and up to 100")]
    [InlineData("canary: {steps: [{weight: NaN}]}", "above 0 and up to 100")]
    [InlineData("canary: {steps: [{weight: -5%}]}", "above 0 and up to 100")]
    [InlineData("canary: {steps: [{pause: 1h}]}", "the first step waits before anybody sees the release")]
    [InlineData("canary: {steps: [{}]}", "a step needs 'principals', 'weight' or 'pause'")]
    [InlineData("canary: {steps: [{weight: 5%, pause: soon}]}", "it must be a duration such as 10m or 1h")]
    [InlineData("canary: {steps: [{weight: 5%, pause: 0s}]}", "it must be a duration such as 10m or 1h")]
    [InlineData(
        "canary: {steps: [{principals: [a]}, {principals: [a]}]}",
        "'a' already sees the release from an earlier step"
    )]
    [InlineData("canary: {steps: [{weigth: 5%}]}", "did you mean 'weight'?")]
    [InlineData("canary: {principal: user}", "role")]
    [InlineData("canary: {setting: 'a; drop'}", "it must be letters, digits, _ and .")]
    public void A_canary_that_makes_no_sense_is_refused(string yaml, string message) =>
        Should
            .Throw<ReleaseException>(() => ConfigReader.Read(yaml, "c.yml", CheckKinds.All))
            .Message.ShouldContain(message);
}
