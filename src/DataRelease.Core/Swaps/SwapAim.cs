using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Which views a swap is about, and what they are to show.</summary>
internal abstract record SwapAim
{
    private SwapAim() { }

    /// <summary>All of them, of one release.</summary>
    /// <param name="DropMissing">True if views that it lacks may go.</param>
    public sealed record Whole(bool DropMissing) : SwapAim;

    /// <summary>Those that do not show what they should.</summary>
    /// <param name="Drifted">They.</param>
    public sealed record Repair(IReadOnlySet<RelationName> Drifted) : SwapAim;

    /// <summary>All of them, which give way to what they show.</summary>
    public sealed record Leave : SwapAim;

    /// <summary>Those of one wave; all others go on showing what they show.</summary>
    /// <param name="Names">They.</param>
    public sealed record Wave(IReadOnlySet<RelationName> Names) : SwapAim;

    /// <summary>Those of one wave, which show again what the marker says.</summary>
    /// <param name="Names">They.</param>
    /// <param name="Green">The release that they show now.</param>
    public sealed record WaveBack(IReadOnlySet<RelationName> Names, ReleaseRecord Green) : SwapAim;

    /// <summary>What all of them show afterwards.</summary>
    /// <param name="release">Of the release that they are to show.</param>
    /// <param name="shown">What they show now.</param>
    public IReadOnlyList<RelationRecord> Target(
        IReadOnlyList<RelationRecord> release,
        IReadOnlyList<RelationRecord> shown
    ) =>
        this switch
        {
            Whole or Leave => release,
            Repair repair => [.. shown.Where(relation => repair.Drifted.Contains(relation.Live))],
            _ => [.. shown.Where(relation => !Moves(relation)), .. release.Where(Moves)],
        };

    /// <summary>True if the relation's view is to show another release.</summary>
    public bool Moves(RelationRecord relation) =>
        this switch
        {
            Whole => true,
            Wave wave => wave.Names.Contains(relation.Live),
            WaveBack back => back.Names.Contains(relation.Live),
            _ => false,
        };

    /// <summary>True if views that the target lacks are dropped.</summary>
    public bool DropsMissing => this is Whole { DropMissing: true } or WaveBack;
}
