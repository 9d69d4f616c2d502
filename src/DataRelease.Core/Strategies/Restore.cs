using DataRelease.Ledgers;
using DataRelease.Steps;

namespace DataRelease.Strategies;

/// <summary>Tables as a data version has them; code and schema stay.</summary>
internal static class Restore
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = CourseStep.Restore;

    /// <summary>The list.</summary>
    /// <param name="version"><c>v7</c>.</param>
    public static IReadOnlyList<Step> Steps(string version) => [new RestoreStep { Version = version }];
}
