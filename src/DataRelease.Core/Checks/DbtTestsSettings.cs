using DataRelease.Configuration;

namespace DataRelease.Checks;

/// <summary>
/// The project's own tests, which the build runs. They have no settings here: each test has its own in the project.
/// </summary>
public sealed record DbtTestsSettings : CheckConfig
{
    /// <summary>The kind's name, and that of its outcomes.</summary>
    public const string Word = "dbt_tests";

    internal static CheckKind Kind { get; } = new(Word, (_, _) => new DbtTestsSettings());

    /// <inheritdoc/>
    public override string Name => Word;

    /// <inheritdoc/>
    public override bool RunsInBuild => true;
}
