using DataRelease.Warehouses;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>How both sides swap: what is decided is the shown engine's, what is run is the memory's.</summary>
internal sealed class TwinSwapGrammar(TwoSided sides, SwapGrammar shown, SwapGrammar memory) : SwapGrammar
{
    /// <summary>Where both sides exchange schemas.</summary>
    public override RouterGrammar? Router { get; } =
        (shown.Router, memory.Router) is ({ } first, { } second) ? new TwinRouterGrammar(sides, first, second) : null;

    public override IReadOnlyList<Sql> KeepMeanings => Each(swap => swap.KeepMeanings);

    public override bool IsCheckOption(string option) => shown.IsCheckOption(option);

    public override bool ReplaceKeepsComments => shown.ReplaceKeepsComments;

    public override IReadOnlyList<Sql> BoundLocks(TimeSpan lockTimeout) => Each(swap => swap.BoundLocks(lockTimeout));

    public override IReadOnlyList<Sql> Lock(IReadOnlyList<CatalogRelation> relations, TimeSpan lockTimeout) =>
        Each(swap => swap.Lock(relations, lockTimeout));

    /// <summary>The memory has no need of it: it runs the statements.</summary>
    public override Sql? AtOnce(Sql proof, IReadOnlyList<Sql> statements, TimeSpan lockTimeout) =>
        shown.AtOnce(proof, statements, lockTimeout) is { } whole
            ? sides.Either(() => whole, () => Batch(statements))
            : null;

    /// <summary>The memory runs the same as a transaction.</summary>
    public override Sql? AsOneBatch(WholeSwap swap, TimeSpan lockTimeout) =>
        shown.AsOneBatch(swap, lockTimeout) is { } whole
            ? sides.Either(() => whole, () => Batch([swap.Proof, .. swap.Statements]))
            : null;

    public override Sql? CreateDeciding(DecidingView view) =>
        shown.CreateDeciding(view) is { } whole
            ? sides.Either(() => whole, () => memory.CreateDeciding(view) ?? Sql.Empty)
            : null;

    public override DecidingText? ReadDeciding(string definition) => memory.ReadDeciding(definition);

    public override Sql? CreateRoute(RouteView route) =>
        shown.CreateRoute(route) is { } whole
            ? sides.Either(() => whole, () => memory.CreateRoute(route) ?? Sql.Empty)
            : null;

    public override bool HoldsEvery(string from, string to) => shown.HoldsEvery(from, to);

    public override bool CanReplace(IReadOnlyList<CatalogColumn> current, IReadOnlyList<CatalogColumn> next) =>
        shown.CanReplace(current, next);

    public override Sql CreatePointer(
        RelationName live,
        RelationName physical,
        IReadOnlyList<CatalogColumn> columns,
        IReadOnlyList<string> options,
        bool replace
    ) => One(swap => swap.CreatePointer(live, physical, columns, options, replace));

    public override Sql CreateView(RelationName view, string definition, IReadOnlyList<string> options, bool replace) =>
        One(swap => swap.CreateView(view, definition, options, replace));

    public override bool IsOfViews(string privilege) => shown.IsOfViews(privilege);

    public override bool CanReplaceUnder(CatalogDependent dependent) => shown.CanReplaceUnder(dependent);

    public override Sql DropView(RelationName view) => One(swap => swap.DropView(view));

    public override bool CanMove(RelationKind kind, bool isIntruder) => shown.CanMove(kind, isIntruder);

    public override IReadOnlyList<Sql> Move(
        CatalogRelation relation,
        string? definition,
        RelationName to,
        IReadOnlyDictionary<RelationName, RelationName> moved
    ) => Each(swap => swap.Move(relation, definition, to, moved));

    public override IReadOnlyList<Sql> SetOwner(RelationName view, string owner) =>
        Each(swap => swap.SetOwner(view, owner));

    public override IReadOnlyList<Sql> GiveTo(RelationName relation, string owner) =>
        Each(swap => swap.GiveTo(relation, owner));

    public override IReadOnlyList<Sql> Grant(RelationName relation, IReadOnlyList<CatalogGrant> grants) =>
        Each(swap => swap.Grant(relation, grants));

    public override IReadOnlyList<Sql> GrantTable(RelationName table, IReadOnlyList<CatalogGrant> grants) =>
        Each(swap => swap.GrantTable(table, grants));

    public override IReadOnlyList<Sql> Revoke(RelationName relation, IReadOnlyList<string> roles) =>
        Each(swap => swap.Revoke(relation, roles));

    public override IReadOnlyList<Sql> Withdraw(RelationName relation, IReadOnlyList<CatalogGrant> grants) =>
        Each(swap => swap.Withdraw(relation, grants));

    public override IReadOnlyList<Sql> LetUse(string role, string schema) => Each(swap => swap.LetUse(role, schema));

    public override IReadOnlyList<Sql> LetRead(string role, RelationName physical, string? column) =>
        Each(swap => swap.LetRead(role, physical, column));

    public override IReadOnlyList<Sql> Bar(string role, RelationName physical, string? column) =>
        Each(swap => swap.Bar(role, physical, column));

    private static Sql Batch(IEnumerable<Sql> statements) =>
        Sql.Join($"{TwoSided.Break}", [Sql.Raw("begin"), .. statements, Sql.Raw("commit")]);

    private Sql One(Func<SwapGrammar, Sql> statement) => sides.Either(() => statement(shown), () => statement(memory));

    private IReadOnlyList<Sql> Each(Func<SwapGrammar, IReadOnlyList<Sql>> statements) =>
        sides.Each(statements(shown), () => statements(memory));
}
