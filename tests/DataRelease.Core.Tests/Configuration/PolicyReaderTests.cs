using System.Globalization;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Core.Tests.Configuration;

public sealed class PolicyReaderTests
{
    [Fact]
    public void Policies_are_read_with_their_places()
    {
        var policies = Read(
            """
            environments:
              prod:
                protected: true
                skip: never
                require:
                  - {environment: staging, soak: 1h}
                  - {approvals: 2, not_by: author}
                freeze:
                  name: weekend
                  cron: 0 16 * * FRI
                  duration: 64h
                  time_zone: Europe/Berlin
                  override: because
            """
        );

        policies
            .Environments.ShouldHaveSingleItem()
            .ShouldBe(new RequiredEnvironment("staging", TimeSpan.FromHours(1), new SourceLocation("c.yml", 6, 9)));
        policies
            .Approvals.ShouldHaveSingleItem()
            .ShouldBe(new RequiredApprovals(2, true, new SourceLocation("c.yml", 7, 9)));
        policies.NeverSkip.ShouldBe(new SourceLocation("c.yml", 4, 11));
        var freeze = policies.Freezes.ShouldHaveSingleItem();
        (freeze.Name, freeze.Duration, freeze.Zone.Id, freeze.MayBeOverridden, freeze.StopsRefreshes).ShouldBe(
            ("weekend", TimeSpan.FromHours(64), "Europe/Berlin", true, false)
        );
        freeze.Where.ShouldBe(new SourceLocation("c.yml", 9, 7));
        policies.HasAnyOfRefresh.ShouldBeTrue();
    }

    [Fact]
    public void One_entry_needs_no_list_and_none_is_no_policy()
    {
        Read("environments:\n  prod:\n    require: {environment: staging}\n")
            .Environments.ShouldHaveSingleItem()
            .Soak.ShouldBe(TimeSpan.Zero);
        Read("environments:\n  prod:\n    require: {approvals: 1, environment: staging}\n")
            .Approvals.ShouldHaveSingleItem()
            .NotByAuthor.ShouldBeFalse();
        Read("environments:\n  prod:\n    skip: allowed\n").HasAny.ShouldBeFalse();
    }

    // A template that leaves a value empty must not turn a gate off.
    [Theory]
    [InlineData("require:")]
    [InlineData("skip:")]
    [InlineData("freeze: ~")]
    [InlineData("protected:")]
    [InlineData("require: [{environment: }, {approvals: 1}]")]
    [InlineData("require: {approvals: , not_by: author}")]
    [InlineData("require: {approvals: 1, not_by: }")]
    [InlineData("require: {environment: staging, soak: }")]
    [InlineData("freeze: {cron: '* * * * *', duration: }")]
    [InlineData("freeze: {cron: , duration: 1h}")]
    [InlineData("freeze: {cron: '0 16 * * FRI', duration: 2h, time_zone: }")]
    public void A_policy_with_an_empty_value_is_an_error_and_never_no_policy(string policy)
    {
        var error = Should.Throw<ReleaseException>(() => Read($"environments:\n  prod:\n    {policy}\n"));

        error.Code.ShouldBe(ErrorCode.ConfigInvalid);
        error.Message.ShouldContain("has no value");
    }

    [Theory]
    [InlineData("require: {soak: 1h}", "'soak' needs 'environment'")]
    [InlineData("require: {}", "'require' needs 'environment' or 'approvals'")]
    [InlineData("require: {environment: prod}", "'prod' can't require itself")]
    [InlineData("require: {not_by: author}", "needs 'approvals'")]
    [InlineData("require: {approvals: 0}", "a whole number of at least 1")]
    [InlineData("require: {approvals: 1, by: me}", "unknown key 'environments.prod.require.by'")]
    [InlineData("require: staging", "must be a mapping")]
    [InlineData("skip: sometimes", "it must be never or allowed")]
    [InlineData("freeze: {cron: '0 16 * * FRI'}", "needs 'duration'")]
    [InlineData("freeze: {duration: 2h}", "needs 'cron'")]
    [InlineData("freeze: {cron: 'at night', duration: 2h}", "it must be minute, hour, day, month and day of the week")]
    [InlineData("freeze: {cron: '0 0 31 2 *', duration: 2h}", "which never occurs")]
    [InlineData("freeze: {cron: '0 16 * * FRI', duration: 400d}", "a freeze lasts 366d at most")]
    [InlineData("freeze: {cron: '0 16 * * FRI', duration: 0s}", "a duration above zero")]
    [InlineData(
        "freeze: {cron: '0 16 * * FRI', duration: 2h, time_zone: Europe/Berlim}",
        "did you mean 'Europe/Berlin'?"
    )]
    [InlineData("freeze: {cron: '0 16 * * FRI', duration: 2h, override: always}", "it must be never or because")]
    public void What_makes_no_sense_is_an_error_at_its_line(string policy, string message)
    {
        var error = Should.Throw<ReleaseException>(() => Read($"environments:\n  prod:\n    {policy}\n"));

        error.Code.ShouldBe(ErrorCode.ConfigInvalid);
        error.Message.ShouldContain(message);
        error.Where!.Line.ShouldBe(3);
    }

    [Theory]
    // Friday, 16:00 in Berlin is 15:00 UTC in winter and 14:00 in summer.
    [InlineData("0 16 * * FRI", "64h", "Europe/Berlin", "2026-01-16T14:59", null)]
    [InlineData("0 16 * * FRI", "64h", "Europe/Berlin", "2026-01-16T15:00", "2026-01-19T07:00")]
    [InlineData("0 16 * * FRI", "64h", "Europe/Berlin", "2026-07-17T14:00", "2026-07-20T06:00")]
    [InlineData("0 16 * * FRI", "64h", "Europe/Berlin", "2026-07-20T05:59", "2026-07-20T06:00")]
    [InlineData("0 16 * * FRI", "64h", "Europe/Berlin", "2026-07-20T06:00", null)]
    // Clocks go back in the night: the duration is what goes by.
    [InlineData("0 16 * * FRI", "64h", "Europe/Berlin", "2026-10-24T12:00", "2026-10-26T06:00")]
    // 02:30 does not exist on that night; the freeze begins when it would have been.
    [InlineData("30 2 * * *", "1h", "Europe/Berlin", "2026-03-29T01:30", "2026-03-29T02:00")]
    // Every year over Christmas, also seen after New Year.
    [InlineData("0 0 20 12 *", "14d", "America/New_York", "2027-01-02T12:00", "2027-01-03T05:00")]
    // Windows that meet are one.
    [InlineData("0 22 * * MON,TUE", "24h", "UTC", "2026-11-30T23:00", "2026-12-02T22:00")]
    // One that never ends is told as long as can be said.
    [InlineData("0 * * * *", "1h", "UTC", "2026-11-30T23:30", "2027-01-11T16:00")]
    public void A_freeze_is_in_force_from_its_beginning_until_it_ends(
        string cron,
        string duration,
        string zone,
        string now,
        string? end
    )
    {
        var freeze = Read(
            $"environments:\n  prod:\n    freeze: {{cron: '{cron}', duration: {duration}, time_zone: {zone}}}\n"
        ).Freezes[0];

        freeze.EndOf(Utc(now)).ShouldBe(end is null ? null : Utc(end));
    }

    [Fact]
    public void The_end_is_told_by_the_clock_on_the_wall_and_in_UTC()
    {
        var freeze = Read(
            "environments:\n  prod:\n    freeze: {cron: '0 16 * * FRI', duration: 64h, time_zone: Europe/Berlin}\n"
        ).Freezes[0];

        freeze.Tell(Utc("2026-01-19T07:00")).ShouldBe("Mon 2026-01-19 08:00 Europe/Berlin (2026-01-19 07:00 UTC)");
    }

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static PolicyConfig Read(string yaml) =>
        ConfigReader.Read(yaml, "c.yml", CheckKinds.All).Environments["prod"].Policies;
}
