using DataRelease.Ledgers;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Strategies;

public sealed class KeptStateTests
{
    [Theory]
    [InlineData("a.b.c", "a.b.d", "x", "y", null)]
    [InlineData("a.b.c", "z.b.c", "x", "x", "its code differs")]
    [InlineData("a.b.c", "a.z.c", "x", "x", "its code differs")]
    [InlineData("", "a.b.c", "x", "x", null)]
    [InlineData("", "", "x", "y", "its code differs")]
    [InlineData("", "", "", "", "its code differs")]
    public void State_stays_where_code_and_settings_are_the_same(
        string now,
        string then,
        string file,
        string fileThen,
        string? why
    ) =>
        Compare(
                Relation(3) with
                {
                    Fingerprint = now,
                    Checksum = file,
                },
                Relation(2) with
                {
                    Fingerprint = then,
                    Checksum = fileThen,
                }
            )
            .ShouldBe(why);

    [Fact]
    public void State_goes_back_where_the_columns_are_others() =>
        Compare(Relation(3), Relation(2), "id bigint").ShouldBe("its columns differ");

    [Fact]
    public void State_goes_back_where_it_was_something_else_then()
    {
        Compare(Relation(3), Relation(2) with { Materialized = "table" }).ShouldBe("it was table then");
        Compare(Relation(3) with { Materialized = "snapshot" }, Relation(2)).ShouldBe("it was incremental then");
    }

    [Fact]
    public void What_both_share_is_no_question()
    {
        var shared = Relation(2);

        KeptState.Compare([shared], [shared], Columns("id integer")).ShouldBeEmpty();
        KeptState.Compare([Relation(3)], [], Columns("id integer")).ShouldBeEmpty();
        KeptState.Compare([Relation(3) with { Materialized = "table" }], [shared], Columns("id")).ShouldBeEmpty();
    }

    private static string? Compare(RelationRecord now, RelationRecord then, string columns = "id integer") =>
        KeptState.Compare([now], [then], Columns(columns)).ShouldHaveSingleItem().WhyNot;

    private static Dictionary<RelationName, string> Columns(string then) =>
        new() { [Relation(3).Physical] = "id integer", [Relation(2).Physical] = then };

    private static RelationRecord Relation(int number) =>
        new(
            "model.shop.events",
            new RelationName("analytics", "events"),
            new RelationName($"analytics__r{number}", "events"),
            "table",
            "incremental",
            null,
            "sha256:1",
            "a.b.c",
            number
        );
}
