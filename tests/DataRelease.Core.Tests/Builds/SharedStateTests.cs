using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Builds.Reuse;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;
using Microsoft.Extensions.Time.Testing;

namespace DataRelease.Core.Tests.Builds;

/// <summary>Which state is written where it is live, decided on values.</summary>
public sealed class SharedStateTests
{
    [Fact]
    public void The_same_code_and_settings_write_to_the_table_that_is_live()
    {
        var node = Node("{}");

        var state = Decide(node, Blue(node));

        state.WhyNot.ShouldBeEmpty();
        state.InPlace["model.shop.events"].Physical.ShouldBe(new RelationName("analytics__r4", "events"));
    }

    [Fact]
    public void Another_code_other_settings_and_code_that_is_not_known_do_not()
    {
        var node = Node("{}");
        var before = Blue(node);

        WhyNot(node with { CodeDigest = "b" }, before).ShouldBe("its code changed");
        WhyNot(Node("""{"unique_key": "id"}"""), before).ShouldBe("its settings changed");
        WhyNot(node with { CodeDigest = null }, before).ShouldBe("its code can't be compared (it depends on the run)");
        WhyNot(node, before with { Fingerprint = "" }).ShouldBe("what r4 was made from is not known");
    }

    [Fact]
    public void What_is_no_table_of_the_kind_at_that_place_is_not_written_to()
    {
        var node = Node("{}");
        var before = Blue(node);

        WhyNot(node, null).ShouldBe("what is live does not have it yet");
        WhyNot(node, before with { Live = new RelationName("analytics", "former") })
            .ShouldBe("what is live does not have it yet");
        WhyNot(node, before with { Materialized = "table" }).ShouldBe("what is live is not a table of the same kind");
        WhyNot(node, before, isTable: false).ShouldBe("what is live is not a table of the same kind");
    }

    [Theory]
    [InlineData("ignore", null)]
    [InlineData("fail", null)]
    [InlineData("append_new_columns", "on_schema_change is append_new_columns, which may change the columns of ")]
    [InlineData("sync_all_columns", "on_schema_change is sync_all_columns, which may change the columns of ")]
    public void Columns_that_may_change_are_not_changed_where_it_is_live(string setting, string? why)
    {
        var node = Node($$"""{"on_schema_change": "{{setting}}"}""");

        (Decide(node, Blue(node)).WhyNot.GetValueOrDefault(node.UniqueId) ?? "").ShouldStartWith(why ?? "");
    }

    [Fact]
    public void A_release_that_never_goes_live_by_itself_and_a_builder_that_can_not_do_it_write_to_copies()
    {
        var node = Node("{}");

        WhyNot(node, Blue(node), isApart: true).ShouldBe("this release must not write to what is live");
        WhyNot(node, Blue(node), isAtomic: false)
            .ShouldBe("this warehouse can't write a table's rows and columns in one transaction");
        WhyNot(node, Blue(node), builder: "it is made again").ShouldBe("it is made again");
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.c..7")]
    [InlineData("a.b.c.d.7")]
    public void A_fingerprint_is_read_as_it_was_written(string text) =>
        Fingerprint.Read(text)!.ToString().ShouldBe(text);

    [Fact]
    public void What_another_release_wrote_in_place_comes_from_that_one()
    {
        var blue = Blue(Node("{}"));

        Fingerprint.MadeBy(blue).ShouldBe(4);
        Fingerprint.MadeBy(blue with { Fingerprint = "a.b.c..7" }).ShouldBe(7);
        Fingerprint.IsShared(blue with { Fingerprint = "a.b.c..7" }).ShouldBeTrue();
        Fingerprint.IsShared(blue).ShouldBeFalse();
    }

    [Fact]
    public void Progress_of_copies_is_told_in_bytes_and_in_time_left()
    {
        var clock = new FakeTimeProvider();
        var (first, second) = (new RelationName("a", "one"), new RelationName("a", "two"));
        var progress = new CopyProgress(
            clock,
            new Dictionary<RelationName, long?> { [first] = 1_000_000, [second] = 3_000_000 }
        );

        progress.Begin(first).ShouldBe("copying a.one from blue, 1 MB, table 1 of 2");
        clock.Advance(TimeSpan.FromSeconds(30));
        progress.End(first);
        progress
            .Begin(second)
            .ShouldBe("copying a.two from blue, 3 MB, table 2 of 2; 1 MB of 4 MB done, about 2 min left");
        new CopyProgress(clock, new Dictionary<RelationName, long?> { [first] = null })
            .Begin(first)
            .ShouldBe("copying a.one from blue");
    }

    private static string WhyNot(
        ManifestNode node,
        RelationRecord? blue,
        bool isTable = true,
        bool isApart = false,
        string? builder = null,
        bool isAtomic = true
    ) => Decide(node, blue, isTable, isApart, builder, isAtomic).WhyNot[node.UniqueId];

    private static SharedState Decide(
        ManifestNode node,
        RelationRecord? blue,
        bool isTable = true,
        bool isApart = false,
        string? builder = null,
        bool isAtomic = true
    ) =>
        SharedState.Decide(
            [node],
            new SharedStateQuestion
            {
                Blue = blue is null ? [] : new Dictionary<string, RelationRecord> { [node.UniqueId] = blue },
                Live = _ => new RelationName("analytics", "events"),
                IsTable = _ => isTable,
                WhyNotInPlace = _ => builder,
                IsAtomic = isAtomic,
                IsApart = isApart,
            }
        );

    private static ManifestNode Node(string config) =>
        new()
        {
            UniqueId = "model.shop.events",
            Kind = NodeKind.Model,
            Name = "events",
            Alias = "events",
            PackageName = "shop",
            Materialized = "incremental",
            CodeDigest = "a",
            Config = JsonSerializer.Deserialize<JsonElement>(config),
        };

    private static RelationRecord Blue(ManifestNode node) =>
        new(
            node.UniqueId,
            new RelationName("analytics", "events"),
            new RelationName("analytics__r4", "events"),
            "table",
            "incremental",
            1,
            "",
            new Fingerprint(Fingerprint.CodeOf(node)!, Fingerprint.SettingsOf(node), "c").ToString(),
            4
        );
}
