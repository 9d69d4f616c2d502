using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>The views that a swap is about, and what they show afterwards.</summary>
internal abstract record SwapAim
{
    private SwapAim() { }

    /// <summary>All views show one release.</summary>
    /// <param name="DropMissing">True if views that the release lacks may be dropped.</param>
    public sealed record Whole(bool DropMissing) : SwapAim;

    /// <summary>Views that do not show what they should are repaired.</summary>
    /// <param name="Drifted">These views.</param>
    public sealed record Repair(IReadOnlySet<RelationName> Drifted) : SwapAim;

    /// <summary>All views give way to the relations that they show.</summary>
    public sealed record Leave : SwapAim;

    /// <summary>The views of one wave show a release; all others keep what they show.</summary>
    /// <param name="Names">These views.</param>
    public sealed record Wave(IReadOnlySet<RelationName> Names) : SwapAim;

    /// <summary>The views of one wave show the live release again.</summary>
    /// <param name="Names">These views.</param>
    /// <param name="Green">The release that these views show now.</param>
    public sealed record WaveBack(IReadOnlySet<RelationName> Names, ReleaseRecord Green) : SwapAim;

    /// <summary>The relations that the views show afterwards.</summary>
    /// <param name="release">The relations of the release that the swap shows.</param>
    /// <param name="shown">The relations that the views show now.</param>
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

    /// <summary>True if the relation's view changes to another release.</summary>
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
