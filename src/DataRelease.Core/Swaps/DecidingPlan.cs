using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Which views of a planned swap can decide between what is live and what the swap makes live, and the statements that
/// make them decide and make them plain again. Pure.
/// </summary>
/// <param name="grammar">How the engine spells it.</param>
/// <param name="plan">Of the swap from blue to green.</param>
/// <param name="blue">What is live; null if nothing is, and then no view can decide.</param>
/// <param name="green">What the swap makes live.</param>
/// <param name="by">What the views go by.</param>
internal sealed class DecidingPlan(SwapGrammar grammar, SwapPlan plan, int? blue, int green, Decider by)
{
    /// <summary>
    /// Views that show something else afterwards and exist before and afterwards. A view that shows the same in both
    /// releases needs no decision.
    /// </summary>
    public IReadOnlyList<PointerChange> Differing { get; } =
    [
        .. plan.Changes.Where(change =>
            change.Action is PointerAction.Replace or PointerAction.Recreate or PointerAction.Adopt
            && change.Shown != change.Physical?.Name
        ),
    ];

    /// <summary>Those that can decide in the shape that they have.</summary>
    public IReadOnlyList<PointerChange> InPlace =>
        [.. Differing.Where(change => change.Action == PointerAction.Replace && Open(change) is not null)];

    /// <summary>Those that can decide once they are made again in their new shape.</summary>
    public IReadOnlyList<PointerChange> Remade =>
        [.. Differing.Where(change => change.Action == PointerAction.Recreate && Open(change) is not null)];

    /// <summary>
    /// Those that can't decide: they have no predecessor, or read with rights that need not reach the ledger.
    /// </summary>
    public IReadOnlyList<PointerChange> Undecidable => [.. Differing.Where(change => Open(change) is null)];

    /// <summary>
    /// The statement that makes a view decide; null if it can't. One that is replaced has its old columns, and one that
    /// is made again its new ones.
    /// </summary>
    public Sql? Open(PointerChange change)
    {
        if (
            blue is not { } live
            || live == green
            || change
                is not {
                    Action: PointerAction.Replace or PointerAction.Recreate,
                    Shown: { } shown,
                    Current: { } current,
                    Physical: { } physical
                }
            || shown == physical.Name
            || current.Owner != plan.Role
            || current.Options.Any(option => option.StartsWith("security_invoker", StringComparison.Ordinal))
        )
            return null;
        return grammar.CreateDeciding(
            new DecidingView(
                change.Live,
                change.Action == PointerAction.Recreate ? physical.Columns : current.Columns,
                current.Options,
                by,
                new DecidingSide(shown, current.Columns, live),
                new DecidingSide(physical.Name, physical.Columns, green)
            )
        );
    }

    /// <summary>The statements that make a deciding view plain on what was live.</summary>
    public IReadOnlyList<Sql> OnBlue(PointerChange change) =>
        [
            grammar.CreatePointer(
                change.Live,
                change.Shown!.Value,
                change.Current!.Columns,
                change.Current.Options,
                replace: true
            ),
        ];

    /// <summary>
    /// The statements that make it plain on green. One that was made again has its privileges and comments already.
    /// </summary>
    public IReadOnlyList<Sql> OnGreen(PointerChange change) =>
        change.Action == PointerAction.Recreate
            ?
            [
                grammar.CreatePointer(
                    change.Live,
                    change.Physical!.Name,
                    change.Physical.Columns,
                    change.Current!.Options,
                    replace: true
                ),
            ]
            : [.. plan.Write(change, grammar)];
}
