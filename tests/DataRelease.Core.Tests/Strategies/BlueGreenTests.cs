using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Strategies;

namespace DataRelease.Core.Tests.Strategies;

public sealed class BlueGreenTests
{
    private static readonly BuildOptions _some = new() { Select = ["orders+"], FullRefresh = true };

    [Fact]
    public void A_project_that_plans_by_itself_is_planned_before_anything_is_migrated() =>
        Names(BlueGreen.Candidate(_some, null, BuildSource.Project, plansInWarehouse: false))
            .ShouldBe(["plan", "migrate", "carry", "build", "validate"]);

    [Fact]
    public void A_project_that_asks_the_warehouse_is_planned_after_its_migrations() =>
        Names(BlueGreen.Candidate(_some, null, BuildSource.Project, plansInWarehouse: true))
            .ShouldBe(["migrate", "plan", "carry", "build", "validate"]);

    [Fact]
    public void A_project_with_tables_in_place_adds_to_them_before_its_code_is_built() =>
        Names(BlueGreen.Candidate(_some, null, BuildSource.Package, plansInWarehouse: false, expands: true))
            .ShouldBe(["plan", "migrate", "expand", "carry", "build", "validate"]);

    [Fact]
    public void Without_safeguards_green_is_marked_and_swapped() =>
        Names(BlueGreen.GoLive(new ReleaseConfig(), hasBlue: true, allowBreaking: false)).ShouldBe(["mark", "swap"]);

    [Fact]
    public void Safeguards_come_before_the_swap() =>
        Names(BlueGreen.GoLive(Careful, hasBlue: true, allowBreaking: false))
            .ShouldBe(["rehearse", "backup", "mark", "swap"]);

    [Fact]
    public void A_first_release_has_no_way_back_to_rehearse() =>
        Names(BlueGreen.GoLive(Careful, hasBlue: false, allowBreaking: false)).ShouldBe(["backup", "mark", "swap"]);

    [Fact]
    public void A_list_comes_back_from_the_ledger_as_it_was_written()
    {
        IReadOnlyList<Step> list =
        [
            .. BlueGreen.Candidate(_some, "1.4.0", BuildSource.Package, plansInWarehouse: false, expands: true),
            .. BlueGreen.GoLive(Careful, hasBlue: true, allowBreaking: true),
        ];

        var rows = StepCatalog.Rows(7, 0, BlueGreen.Name, list);

        rows.Select(row => row.Ordinal).ShouldBe(Enumerable.Range(0, list.Count));
        var read = rows.Select(StepCatalog.Read).ToList();
        Names(read).ShouldBe(Names(list));
        var plan = read.OfType<PlanStep>().ShouldHaveSingleItem();
        plan.Build.Select.ShouldBe(["orders+"]);
        plan.Build.FullRefresh.ShouldBeTrue();
        plan.Version.ShouldBe("1.4.0");
        plan.Source.ShouldBe(BuildSource.Package);
        read.OfType<SwapStep>().ShouldHaveSingleItem().AllowBreaking.ShouldBeTrue();
    }

    [Fact]
    public void A_step_that_is_not_known_is_an_error_of_the_ledger() =>
        Should
            .Throw<Errors.ReleaseException>(() =>
                StepCatalog.Read(new CourseStep(7, 3, BlueGreen.Name, "teleport", "{}"))
            )
            .Message.ShouldContain("step 3 of r7");

    private static ReleaseConfig Careful =>
        new()
        {
            Rollback = new RollbackConfig { Rehearse = true },
            Backups = new BackupConfig { BeforeRelease = true },
        };

    private static IEnumerable<string> Names(IEnumerable<Step> steps) => steps.Select(step => step.Name);
}
