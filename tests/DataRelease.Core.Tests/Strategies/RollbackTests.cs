using DataRelease.Backups;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;
using DataRelease.Strategies;

namespace DataRelease.Core.Tests.Strategies;

public sealed class RollbackTests
{
    [Fact]
    public void Code_goes_back_after_what_would_be_lost_was_counted() =>
        Names(Code).ShouldBe(["count", "go-back", "leave", "verify"]);

    [Fact]
    public void Who_gave_rows_up_is_back_first_and_hears_of_them_afterwards()
    {
        var list = Rollback.Steps(Code with { AcceptLoss = true });

        Names(list).ShouldBe(["go-back", "leave", "verify"]);
        list.OfType<LeaveStep>().ShouldHaveSingleItem().AcceptLoss.ShouldBeTrue();
    }

    [Fact]
    public void Rows_that_are_taken_along_are_copied_before_the_swap_even_where_they_were_given_up() =>
        Names(Code with { CarryWrites = true, AcceptLoss = true })
            .ShouldBe(["count", "carry-writes", "go-back", "leave", "verify"]);

    [Fact]
    public void State_that_stays_is_shared_before_the_swap_and_counts_as_no_loss()
    {
        var list = Rollback.Steps(Code with { KeepState = true });

        Names(list).ShouldBe(["count", "keep-state", "go-back", "leave", "verify"]);
        list.OfType<CountStep>().ShouldHaveSingleItem().Keeps.ShouldBeTrue();
        list.OfType<LeaveStep>().ShouldHaveSingleItem().Keeps.ShouldBeTrue();
        list.OfType<VerifyStep>().ShouldHaveSingleItem().Keeps.ShouldBeTrue();
        list.TakeWhile(step => step.IsPreparation).Count().ShouldBe(2);
    }

    [Fact]
    public void Schema_follows_code_and_data_follows_schema()
    {
        var list = Rollback.Steps(Code with { Down = [Migration], Version = Version });

        Names(list).ShouldBe(["count", "go-back", "leave", "migrate-down", "restore", "verify"]);
        list.OfType<RestoreStep>().ShouldHaveSingleItem().OutsideOnly.ShouldBeTrue();
    }

    [Fact]
    public void Where_code_stays_state_is_restored_too()
    {
        var list = Rollback.Steps(Code with { MovesCode = false, Version = Version });

        list.ShouldHaveSingleItem().ShouldBe(new RestoreStep { Version = "v3" });
    }

    [Fact]
    public void Nothing_but_what_prepares_a_rollback_can_be_taken_back() =>
        Rollback
            .Steps(Code with { CarryWrites = true, Down = [Migration], Version = Version })
            .Where(step => step.IsPreparation)
            .Select(step => step.Name)
            .ShouldBe(["count", "carry-writes"]);

    [Fact]
    public void A_list_comes_back_from_the_ledger_as_it_was_written()
    {
        var list = Rollback.Steps(
            Code with
            {
                CarryWrites = true,
                KeepState = true,
                Down = [Migration],
                Version = Version,
            }
        );

        StepCatalog.Rows(3, 7, Rollback.Name, list).Select(StepCatalog.Read).ShouldBe(list);
    }

    private static RollbackPlan Code =>
        new()
        {
            From = Release(3),
            To = Release(2),
            MovesCode = true,
        };

    private static MigrationRecord Migration =>
        new()
        {
            Id = 1,
            Name = "V0001__add_refunds.sql",
            Kind = MigrationKind.Versioned,
            Phase = MigrationPhase.Expand,
            Checksum = "",
            State = MigrationState.Applied,
            AppliedAt = DateTimeOffset.UnixEpoch,
            AppliedBy = "ci",
        };

    private static DataVersion Version =>
        new()
        {
            Number = 3,
            Environment = "prod",
            State = DataVersionState.Ready,
            Reason = "asked",
            Schema = "data_release__v3",
            CreatedAt = DateTimeOffset.UnixEpoch,
            CreatedBy = "ci",
        };

    private static ReleaseRecord Release(int number) =>
        new()
        {
            Environment = "prod",
            Number = number,
            Version = $"{number}.0.0",
            State = ReleaseState.Superseded,
            LiveSchema = "analytics",
            GreenSchema = $"analytics__r{number}",
            CreatedAt = DateTimeOffset.UnixEpoch,
            CreatedBy = "ci",
        };

    private static IEnumerable<string> Names(RollbackPlan plan) => Names(Rollback.Steps(plan));

    private static IEnumerable<string> Names(IReadOnlyList<Step> steps) => steps.Select(step => step.Name);
}
