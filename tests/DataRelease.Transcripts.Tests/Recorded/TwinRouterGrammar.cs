using DataRelease.Warehouses;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>How both sides exchange schemas, each in its own words.</summary>
internal sealed class TwinRouterGrammar(TwoSided sides, RouterGrammar shown, RouterGrammar memory) : RouterGrammar
{
    public override IReadOnlyList<Sql> Create(string schema, RouterFrame frame, string? role) =>
        Each(router => router.Create(schema, frame, role));

    public override IReadOnlyList<Sql> Own(string schema, string owner) => Each(router => router.Own(schema, owner));

    public override IReadOnlyList<Sql> Exchange(string live, string next) =>
        Each(router => router.Exchange(live, next));

    public override Sql Rename(string schema, string name) => One(router => router.Rename(schema, name));

    public override Sql DropEmpty(string schema) => One(router => router.DropEmpty(schema));

    private Sql One(Func<RouterGrammar, Sql> statement) =>
        sides.Either(() => statement(shown), () => statement(memory));

    private IReadOnlyList<Sql> Each(Func<RouterGrammar, IReadOnlyList<Sql>> statements) =>
        sides.Each(statements(shown), () => statements(memory));
}
