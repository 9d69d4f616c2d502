using DataRelease.Ledgers;
using DataRelease.Postgres;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Swaps;

public sealed class CodeChangeTests
{
    [Fact]
    public void A_name_that_no_release_had_is_claimed_before_it_is_made() =>
        Texts(CodeChange.Between([], [Procedure("p", 1)]).Last).ShouldBe(["claim p", "make p of 1"]);

    [Fact]
    public void A_name_of_the_release_before_is_only_made_again()
    {
        var change = CodeChange.Between([Procedure("p", 1)], [Procedure("p", 2)]);

        change.First.ShouldBeEmpty();
        Texts(change.Last).ShouldBe(["make p of 2"]);
        change.Names.ShouldBe(1);
        change.Replaces.ShouldBeTrue();
    }

    [Fact]
    public void A_right_goes_before_what_it_is_on() =>
        Texts(CodeChange.Between([Procedure("p", 1), Right("r")], []).First).ShouldBe(["take r", "drop p"]);

    [Fact]
    public void What_is_the_same_in_both_releases_is_left_alone()
    {
        var change = CodeChange.Between([Right("r"), Procedure("p", 1)], [Right("r"), Procedure("p", 1)]);

        change.First.ShouldBeEmpty();
        change.Last.ShouldBeEmpty();
    }

    private static CodePointer Procedure(string name, int release) =>
        new(name, [$"make {name} of {release}"], $"drop {name}") { Claim = $"claim {name}" };

    private static CodePointer Right(string name) => new(name, [$"give {name}"], $"take {name}") { IsRight = true };

    private static IEnumerable<string> Texts(IReadOnlyList<Sql> statements) =>
        statements.Select(statement => statement.Render(new PostgresDialect()).Text);
}
