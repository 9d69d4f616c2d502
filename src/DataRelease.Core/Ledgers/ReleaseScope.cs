using System.Globalization;

namespace DataRelease.Ledgers;

/// <summary>
/// Which releases of an environment are read. History grows without end, and few commands look at all of it.
/// </summary>
internal abstract record ReleaseScope
{
    /// <summary>How many of the newest releases are read even if their data is gone.</summary>
    public const int Recent = 100;

    private ReleaseScope() { }

    /// <summary>
    /// Releases whose data is kept, the newest <see cref="Recent"/>, r0, what was live before, and the releases whose
    /// relations a kept release shares.
    /// </summary>
    public static ReleaseScope Current { get; } = new Named(null);

    /// <summary>Every release.</summary>
    public static ReleaseScope Everything { get; } = new All();

    /// <summary><see cref="Current"/>, and one more.</summary>
    /// <param name="Name"><c>r42</c>, or a version, of which the newest release is read; null for no other.</param>
    public sealed record Named(string? Name) : ReleaseScope
    {
        /// <summary>42 for <c>r42</c>; null for a version.</summary>
        public int? Number =>
            Name is ['r' or 'R', .. var digits]
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }

    /// <summary>Those of some numbers.</summary>
    /// <param name="Numbers">At most a few.</param>
    public sealed record Numbered(IReadOnlyCollection<int> Numbers) : ReleaseScope;

    /// <summary>The newest releases below a number.</summary>
    /// <param name="Before">Their numbers are lower; null for the newest of all.</param>
    /// <param name="Limit">At most so many; null for all.</param>
    public sealed record Page(int? Before, int? Limit) : ReleaseScope;

    /// <summary>See <see cref="Everything"/>.</summary>
    public sealed record All : ReleaseScope;
}
