using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Approvals by principals, which only an engine with roles has.</summary>
public sealed class PostgresApprovalTests() : ReleaseSuite(Tests.Engine.Postgres)
{
    [Fact]
    public async Task Two_principals_are_two_people_and_the_authors_own_is_none()
    {
        Config = ConfigReader.Read(
            "environments:\n  prod:\n    require: {approvals: 2, not_by: author}\n",
            "c.yml",
            CheckKinds.All
        );
        await DeployAsync(With(1) with { By = "carol" });
        var (ada, bob) = (await RoleAsync("ada"), await RoleAsync("bob"));

        var own = await ApproveAsync(Place.Postgres!.ConnectionString, "dave");
        var first = await ApproveAsync(Place.Postgres.ConnectionStringOf(ada), "ada");
        var again = await ApproveAsync(Place.Postgres.ConnectionStringOf(ada), "eve");
        var one = await Engine().SwapAsync(new SwapRequest(), Cancellation);
        var second = await ApproveAsync(Place.Postgres.ConnectionStringOf(bob), "bob");

        own.Error!.Code.ShouldBe(ErrorCode.ApprovalMissing);
        first.Error?.Format().ShouldBeNull();
        first.Summary.ShouldContain($"is approved by {ada} (ada, ");
        again.Error?.Format().ShouldBeNull();
        one.Error!.Message.ShouldContain($"1 of 2: approved by {ada} (eve, ");
        second.Error?.Format().ShouldBeNull();
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    /// <summary>A person with the rights that the page says, and none on the data.</summary>
    private async Task<string> RoleAsync(string name)
    {
        var role = await Place.Postgres!.CreateRoleAsync(name, Cancellation);
        await Place.ExecuteAsync(
            $"grant usage on schema data_release to \"{role}\"",
            $"grant select, insert, update, delete on all tables in schema data_release to \"{role}\""
        );
        return role;
    }

    private async Task<ReleaseReport.Ended> ApproveAsync(string connection, string by)
    {
        await using var warehouse = new PostgresWarehouse(connection);
        return await new ReleaseEngine(
            At("prod") with
            {
                Warehouse = warehouse,
            },
            Events,
            TimeProvider.System
        ).ApproveAsync(new ApproveRequest { By = by }, Cancellation);
    }
}
