using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>A migration as the project has it.</summary>
public sealed record MigrationScript
{
    /// <summary>The file's name, <c>V0007__add_refunds.sql</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version, or null for a repeatable one.</summary>
    public MigrationVersion? Version { get; init; }

    /// <summary>Versioned or repeatable.</summary>
    public MigrationKind Kind => Version is null ? MigrationKind.Repeatable : MigrationKind.Versioned;

    /// <summary>What it does.</summary>
    public required ScriptText Up { get; init; }

    /// <summary>What undoes it, or null.</summary>
    public ScriptText? Down { get; init; }

    /// <summary>SHA-256 of the up text, in hexadecimal, whatever the line ends and blanks at its end.</summary>
    public required string Checksum { get; init; }

    /// <summary>When a release runs it: as declared, else contract if it is destructive, else expand.</summary>
    public required MigrationPhase Phase { get; init; }

    /// <summary>True if it says <c>-- data-release: allow-destructive</c>.</summary>
    public required bool AllowsDestructive { get; init; }

    /// <summary>Statements that may lose data or break who reads or writes the old shape.</summary>
    public required IReadOnlyList<LintFinding> Destructive { get; init; }
}

/// <summary>A statement that needs a second look.</summary>
/// <param name="What">What it does: <c>drops table shop.refunds</c>.</param>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="Column">From 1.</param>
public sealed record LintFinding(string What, int Line, int Column);

/// <summary>A project's migrations with the values of their variables.</summary>
/// <param name="Scripts">Versioned ones by version, then repeatable ones by name.</param>
/// <param name="Variables">What <c>$name$</c> stands for.</param>
public sealed record MigrationSet(IReadOnlyList<MigrationScript> Scripts, ScriptVariables Variables)
{
    /// <summary>No migrations and no variables.</summary>
    public static MigrationSet Empty { get; } = new([], ScriptVariables.None);
}
