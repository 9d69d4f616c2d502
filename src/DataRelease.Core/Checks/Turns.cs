namespace DataRelease.Checks;

/// <summary>
/// The order in which both sides are timed. The side that comes second finds warmer caches, so the sides take turns at
/// being first.
/// </summary>
internal static class Turns
{
    private static readonly bool[] _blueFirst = [true, false];
    private static readonly bool[] _greenFirst = [false, true];

    /// <summary>The turns of a run: true for blue's.</summary>
    public static IReadOnlyList<bool> Of(int run) => run % 2 == 0 ? _blueFirst : _greenFirst;
}
