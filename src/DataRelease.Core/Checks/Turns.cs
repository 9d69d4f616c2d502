namespace DataRelease.Checks;

/// <summary>
/// Who is asked first when both sides are timed. Whoever comes second finds caches warmer: they take turns at that,
/// too.
/// </summary>
internal static class Turns
{
    private static readonly bool[] _blueFirst = [true, false];
    private static readonly bool[] _greenFirst = [false, true];

    /// <summary>For each turn of a run, whether it is blue's.</summary>
    public static IReadOnlyList<bool> Of(int run) => run % 2 == 0 ? _blueFirst : _greenFirst;
}
