using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Releases.Certification;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>The certificate, at a size for every run: real swaps and rollbacks under real readers.</summary>
public abstract class CertifySuite(Engine engine) : ReleaseSuite(engine)
{
    private static readonly CertifyRequest _small = new()
    {
        Relations = 8,
        Readers = 4,
        Duration = TimeSpan.FromMilliseconds(600),
        Swaps = 2,
    };

    [Fact]
    public async Task Readers_notice_nothing_of_swaps_and_rollbacks()
    {
        var report = await Engine().CertifyAsync(_small, Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.ExitCode.ShouldBe(ExitCode.Done);
        var certified = report.ShouldBeOfType<ReleaseReport.Certified>();
        var certificate = certified.Certificate;
        certificate.IsSafe.ShouldBeTrue();
        (certificate.Errors, certificate.Torn, certificate.Empty).ShouldBe((0, 0, 0));
        (certificate.Swap.Done, certificate.Rollback.Done).ShouldBe((2, 2));
        certificate.Calm.Statements.ShouldBeGreaterThan(5);
        certificate.During.Statements.ShouldBeGreaterThan(0);
        certificate.Transactions.ShouldBeGreaterThan(0);
        certified.Checks.ShouldAllBe(check => check.State == CheckState.Pass || check.Name == "latency");
    }

    [Fact]
    public async Task Every_kind_of_reader_that_the_engine_has_notices_nothing()
    {
        var report = await Engine().CertifyAsync(_small with { Readers = Kinds.Length, Swaps = 1 }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        var certificate = report.ShouldBeOfType<ReleaseReport.Certified>().Certificate;
        certificate.Kinds.Select(kind => kind.Kind).ShouldBe(Kinds);
        certificate.Kinds.ShouldAllBe(kind => kind.Calm.Statements + kind.During.Statements > 0);
        (certificate.Errors, certificate.Torn, certificate.Empty).ShouldBe((0, 0, 0));
    }

    /// <summary>The engine's kinds of readers, in the order in which readers get them.</summary>
    protected abstract string[] Kinds { get; }

    [Fact]
    public async Task Certify_leaves_nothing_behind_and_touches_no_release()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();

        await Engine().CertifyAsync(_small with { Duration = TimeSpan.Zero, Swaps = 1 }, Cancellation);

        (await SchemasLikeCertifyAsync()).ShouldBeEmpty();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await Engine().HistoryAsync(Cancellation)).Entries.Select(entry => entry.Release.Id).ShouldBe(["r1"]);
    }

    [Fact]
    public async Task A_cancelled_certify_leaves_nothing_behind()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Events.When(happened => happened is ReleaseEvent.Progressed { Text: "swap 1 of 2" }, cancel.Cancel);

        var report = await Engine().CertifyAsync(_small with { Duration = TimeSpan.FromMinutes(10) }, cancel.Token);

        report.ExitCode.ShouldBe(ExitCode.Cancelled);
        (await SchemasLikeCertifyAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Schemas_that_exist_are_refused_and_left_alone()
    {
        await Place.ExecuteAsync(
            "create schema data_release_certify__r1",
            "create table data_release_certify__r1.mine as select 1 as id"
        );

        var report = await Engine().CertifyAsync(_small, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.CertifyNamesTaken);
        report.Error.ToDo.ShouldContain("drop schema");
        (await RelationsAsync("data_release_certify__r1")).ShouldBe(["mine:Table"]);
        (await HasSchemaAsync("data_release_certify")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public async Task Sizes_that_prove_nothing_are_refused(int relations, int readers, int swaps)
    {
        var report = await Engine()
            .CertifyAsync(
                new CertifyRequest
                {
                    Relations = relations,
                    Readers = readers,
                    Swaps = swaps,
                },
                Cancellation
            );

        report.ExitCode.ShouldBe(ExitCode.Usage);
    }

    private Task<IReadOnlyList<string>> SchemasLikeCertifyAsync() =>
        ReadAsync("select schema_name from information_schema.schemata where schema_name like 'data_release_certify%'");
}

public sealed class DuckDbCertify() : CertifySuite(Testing.Engines.Engine.DuckDb)
{
    protected override string[] Kinds =>
        ["statements", "prepared", "transactions", "pooled", "long", "transactions, with pauses"];
}

public sealed class PostgresCertify() : CertifySuite(Testing.Engines.Engine.Postgres)
{
    protected override string[] Kinds =>
        [
            "statements",
            "prepared",
            "read committed",
            "repeatable read",
            "serializable",
            "pooled",
            "long",
            "read committed, with pauses",
            "cursor",
            "copy",
        ];
}
