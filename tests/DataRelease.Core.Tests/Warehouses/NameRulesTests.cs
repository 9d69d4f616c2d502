using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Warehouses;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData(NameFolding.Lower, "orders")]
    [InlineData(NameFolding.Upper, "ORDERS")]
    [InlineData(NameFolding.IgnoresCase, "Orders")]
    public void A_bare_name_folds_as_the_engine_folds_it(NameFolding folding, string expected) =>
        new NameRules(folding, 63, NameUnit.Bytes).Fold("Orders").ShouldBe(expected);

    [Theory]
    [InlineData(NameUnit.Bytes, 20, true)]
    [InlineData(NameUnit.Bytes, 19, false)]
    [InlineData(NameUnit.Characters, 10, true)]
    [InlineData(NameUnit.Characters, 9, false)]
    public void A_name_is_as_long_as_the_engine_measures_it(NameUnit unit, int limit, bool fits) =>
        new NameRules(NameFolding.Lower, limit, unit).Fits("абвгдежзик").ShouldBe(fits);

    [Theory]
    [InlineData(NameUnit.Bytes)]
    [InlineData(NameUnit.Characters)]
    public void A_long_name_is_cut_to_the_limit_and_stays_apart_from_others(NameUnit unit)
    {
        var rules = new NameRules(NameFolding.Lower, 30, unit);
        var stem = string.Concat(Enumerable.Repeat("слон🐘", 20));

        var (one, other) = (rules.Shorten($"{stem}1"), rules.Shorten($"{stem}2"));

        one.ShouldNotBe(other);
        rules.Fits(one).ShouldBeTrue();
        rules.Shorten($"{stem}1").ShouldBe(one);
        one.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
        rules.Shorten("orders").ShouldBe("orders");
    }
}
