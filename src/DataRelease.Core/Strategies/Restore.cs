using DataRelease.Ledgers;
using DataRelease.Steps;

namespace DataRelease.Strategies;

/// <summary>Restores the tables of a data version. Code and schema stay as they are.</summary>
internal static class Restore
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = CourseStep.Restore;

    /// <summary>The steps.</summary>
    /// <param name="version">The data version, <c>v7</c>.</param>
    public static IReadOnlyList<Step> Steps(string version) => [new RestoreStep { Version = version }];
}
