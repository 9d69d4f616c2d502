using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Core.Tests.Configuration;

/// <summary><c>notify</c> and <c>log</c>: what they take, and what they refuse.</summary>
public sealed class NotifyReaderTests
{
    [Fact]
    public void Everything_is_read()
    {
        var config = ConfigReader.Read(
            """
            notify:
              - {url_env: A}
              - {url_env: B, format: teams, on: [candidate, rolled_back], environments: [prod, staging]}
            log: {enabled: false, file: logs/a.log, max_megabytes: 2}
            """,
            "c.yml",
            CheckKinds.All
        );

        config
            .Notify.Select(one => (one.UrlEnv, one.Format))
            .ShouldBe([("A", NotifyFormat.CdEvents), ("B", NotifyFormat.Teams)]);
        config.Notify[0].On.ShouldBe(NotifyConfig.Standard);
        config.Notify[0].Wants(NotifyEvent.Live, "anywhere").ShouldBeTrue();
        config.Notify[0].Wants(NotifyEvent.Candidate, "anywhere").ShouldBeFalse();
        config.Notify[1].Wants(NotifyEvent.Candidate, "prod").ShouldBeTrue();
        config.Notify[1].Wants(NotifyEvent.Candidate, "dev").ShouldBeFalse();
        config.Log.ShouldBe(
            new LogConfig
            {
                IsOn = false,
                File = "logs/a.log",
                MaxMegabytes = 2,
            }
        );
        ConfigReader
            .Read("notify: {url_env: A, on: live}", "c.yml", CheckKinds.All)
            .Notify.Single()
            .On.ShouldBe([NotifyEvent.Live]);
        ConfigReader.Read("notify:\nlog:\n", "c.yml", CheckKinds.All).Notify.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("notify: {format: slack}", "'notify' needs 'url_env'")]
    [InlineData("notify: {url_env: A, format: email}", "it must be cdevents, slack or teams")]
    [InlineData("notify: {url_env: A, on: [live, dead]}", "'notify.on' has 'dead'")]
    [InlineData("notify: {url_env: A, onn: live}", "did you mean 'on'?")]
    [InlineData("notify: [A]", "'notify' must be a mapping")]
    [InlineData("log: {max_megabytes: 0}", "a whole number of at least 1")]
    public void What_makes_no_sense_is_refused(string yaml, string message) =>
        Should
            .Throw<ReleaseException>(() => ConfigReader.Read(yaml, "c.yml", CheckKinds.All))
            .Message.ShouldContain(message);

    [Fact]
    public void An_address_by_mistake_is_not_repeated()
    {
        var error = Should.Throw<ReleaseException>(() =>
            ConfigReader.Read(
                "notify: {url_env: 'https://hooks.slack.com/services/T0PS3CRET'}",
                "c.yml",
                CheckKinds.All
            )
        );

        error.Message.ShouldContain("'url_env' must be the name of a variable");
        error.Message.ShouldNotContain("T0PS3CRET");
    }
}
