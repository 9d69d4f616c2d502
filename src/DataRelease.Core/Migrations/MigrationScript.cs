using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>A migration in the project.</summary>
public sealed record MigrationScript
{
    /// <summary>The file's name, <c>V0007__add_refunds.sql</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version, or null for a repeatable one.</summary>
    public MigrationVersion? Version { get; init; }

    /// <summary>Versioned or repeatable.</summary>
    public MigrationKind Kind => Version is null ? MigrationKind.Repeatable : MigrationKind.Versioned;

    /// <summary>The text that applies it.</summary>
    public required ScriptText Up { get; init; }

    /// <summary>The text that undoes it, or null.</summary>
    public ScriptText? Down { get; init; }

    /// <summary>SHA-256 of the up text, in hexadecimal; line ends and trailing blanks don't count.</summary>
    public required string Checksum { get; init; }

    /// <summary>
    /// When a release runs it: the declared phase; without one, contract if it is destructive and expand otherwise.
    /// </summary>
    public required MigrationPhase Phase { get; init; }

    /// <summary>True if it says <c>-- data-release: allow-destructive</c>.</summary>
    public required bool AllowsDestructive { get; init; }

    /// <summary>Statements that may lose data, or that may break whoever reads or writes the old shape.</summary>
    public required IReadOnlyList<LintFinding> Destructive { get; init; }
}

/// <summary>A statement that a person should look at.</summary>
/// <param name="What">What it does: <c>drops table shop.refunds</c>.</param>
/// <param name="Line">The line in the file, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record LintFinding(string What, int Line, int Column);

/// <summary>A project's migrations with the values of their variables.</summary>
/// <param name="Scripts">Versioned ones by version, then repeatable ones by name.</param>
/// <param name="Variables">The values of <c>$name$</c>.</param>
public sealed record MigrationSet(IReadOnlyList<MigrationScript> Scripts, ScriptVariables Variables)
{
    /// <summary>No migrations and no variables.</summary>
    public static MigrationSet Empty { get; } = new([], ScriptVariables.None);

    /// <summary>The contract migrations, as the journal calls them, each with the checksum of its text.</summary>
    internal IReadOnlyList<string> Contracts =>
        [
            .. Scripts
                .Where(script => script.Phase == MigrationPhase.Contract)
                .Select(script => $"{MigrationStanding.Key(script)}:{script.Checksum}"),
        ];
}
