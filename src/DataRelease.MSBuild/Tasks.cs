using System.Linq;
using Microsoft.Build.Utilities;

namespace DataRelease.MSBuild;

/// <summary>A verb that builds green.</summary>
public abstract class BuildingTask : DataReleaseTask
{
    /// <summary>A release package to build instead of the project.</summary>
    public string? Package { get; set; }

    /// <summary>dbt selectors of what to build, separated by semicolons.</summary>
    public string[] Select { get; set; } = [];

    /// <summary>dbt selectors of what to leave out.</summary>
    public string[] Exclude { get; set; } = [];

    /// <summary><c>true</c> to build incremental models from scratch.</summary>
    public string? FullRefresh { get; set; }

    /// <summary>The version to record.</summary>
    public string? ReleaseVersion { get; set; }

    /// <summary>How long to wait for another release, for instance <c>10m</c>.</summary>
    public string? Wait { get; set; }

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line)
    {
        line.AppendFileNameIfNotNull(Filled(Package));
        foreach (var selector in Select.Where(selector => selector.Length > 0))
            line.AppendSwitchIfNotNull("--select ", selector);
        foreach (var selector in Exclude.Where(selector => selector.Length > 0))
            line.AppendSwitchIfNotNull("--exclude ", selector);
        if (IsTrue(FullRefresh))
            line.AppendSwitch("--full-refresh");
        line.AppendSwitchIfNotNull("--release-version ", Filled(ReleaseVersion));
        line.AppendSwitchIfNotNull("--wait ", Filled(Wait));
    }
}

/// <summary>Builds green and checks it. The candidate then waits for its swap.</summary>
public sealed class DeployGreen : BuildingTask
{
    /// <inheritdoc/>
    protected override string Verb => "deploy";
}

/// <summary>Builds green, checks it and makes it live.</summary>
public sealed class ReleaseData : BuildingTask
{
    /// <summary><c>true</c> to drop the views of relations that the project no longer has.</summary>
    public string? AllowBreaking { get; set; }

    /// <summary>How it goes live; the configuration's strategy when empty.</summary>
    public string? Strategy { get; set; }

    /// <summary><c>true</c> to go live once the shadow has passed.</summary>
    public string? Promote { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "release";

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line)
    {
        base.AppendOptions(line);
        line.AppendSwitchIfNotNull("--strategy ", Filled(Strategy));
        if (IsTrue(Promote))
            line.AppendSwitch("--promote");
        if (IsTrue(AllowBreaking))
            line.AppendSwitch("--allow-breaking");
    }
}

/// <summary>Runs the checks again on a candidate.</summary>
public sealed class ValidateGreen : DataReleaseTask
{
    /// <summary>The release, <c>r42</c>; the newest candidate when empty.</summary>
    public string? Release { get; set; }

    /// <summary>How long to wait for another release.</summary>
    public string? Wait { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "validate";

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line)
    {
        line.AppendSwitchIfNotNull("--release ", Filled(Release));
        line.AppendSwitchIfNotNull("--wait ", Filled(Wait));
    }
}

/// <summary>Makes a candidate live.</summary>
public sealed class SwapGreen : DataReleaseTask
{
    /// <summary>The release, <c>r42</c>; the newest candidate when empty.</summary>
    public string? Release { get; set; }

    /// <summary>How long to wait for another release.</summary>
    public string? Wait { get; set; }

    /// <summary><c>true</c> to drop the views of relations that the project no longer has.</summary>
    public string? AllowBreaking { get; set; }

    /// <summary>How it goes live; the configuration's strategy when empty.</summary>
    public string? Strategy { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "swap";

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line)
    {
        line.AppendSwitchIfNotNull("--release ", Filled(Release));
        line.AppendSwitchIfNotNull("--wait ", Filled(Wait));
        line.AppendSwitchIfNotNull("--strategy ", Filled(Strategy));
        if (IsTrue(AllowBreaking))
            line.AppendSwitch("--allow-breaking");
    }
}

/// <summary>A verb for one release.</summary>
public abstract class ReleaseTask : DataReleaseTask
{
    /// <summary>The release, <c>r42</c>; the tool chooses it when empty.</summary>
    public string? Release { get; set; }

    /// <summary>How long to wait for another release.</summary>
    public string? Wait { get; set; }

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line)
    {
        line.AppendSwitchIfNotNull("--release ", Filled(Release));
        line.AppendSwitchIfNotNull("--wait ", Filled(Wait));
    }
}

/// <summary>Continues an unfinished release.</summary>
public sealed class ResumeData : ReleaseTask
{
    /// <inheritdoc/>
    protected override string Verb => "resume";
}

/// <summary>Gives up an unfinished, failed or waiting release.</summary>
public sealed class AbortData : ReleaseTask
{
    /// <inheritdoc/>
    protected override string Verb => "abort";
}

/// <summary>Drops the releases that retention no longer keeps.</summary>
public sealed class PruneData : DataReleaseTask
{
    /// <summary>How long to wait for another release.</summary>
    public string? Wait { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "prune";

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line) =>
        line.AppendSwitchIfNotNull("--wait ", Filled(Wait));
}

/// <summary>Checks configuration, profile, dbt, rights, warehouse and ledger.</summary>
public sealed class DoctorData : DataReleaseTask
{
    /// <inheritdoc/>
    protected override string Verb => "doctor";

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line) { }
}

/// <summary>Makes an earlier release live again.</summary>
public sealed class RollbackData : DataReleaseTask
{
    /// <summary>A release or a version; the previously live release when empty.</summary>
    public string? To { get; set; }

    /// <summary>How long to wait for another release.</summary>
    public string? Wait { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "rollback";

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line)
    {
        line.AppendSwitchIfNotNull("--to ", Filled(To));
        line.AppendSwitchIfNotNull("--wait ", Filled(Wait));
    }
}

/// <summary>Shows what is live.</summary>
public sealed class DataReleaseStatus : DataReleaseTask
{
    /// <inheritdoc/>
    protected override string Verb => "status";

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line) { }
}

/// <summary>Checks configuration, profile and project without touching a database.</summary>
public sealed class PlanData : DataReleaseTask
{
    /// <inheritdoc/>
    protected override string Verb => "plan";

    /// <inheritdoc/>
    protected override bool KeepsResultOfFailure => false;

    /// <inheritdoc/>
    protected override bool TellsResult => false;

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line) => line.AppendSwitch("--offline");
}

/// <summary>Makes a release package of a project, which dbt compiles first where that is needed.</summary>
public sealed class PackRelease : DataReleaseTask
{
    /// <summary>The compiled manifest; the project's <c>target/manifest.json</c> when empty.</summary>
    public string? Manifest { get; set; }

    /// <summary>The folder for the package; the project's <c>release/</c> when empty.</summary>
    public string? OutputFolder { get; set; }

    /// <summary>
    /// <c>false</c> to pack only what is compiled already; otherwise dbt compiles a project whose manifest is absent or
    /// stale. A manifest that is named is packed as it is.
    /// </summary>
    public string? Compile { get; set; }

    /// <summary>The package's version; the project's version when empty.</summary>
    public string? PackageVersion { get; set; }

    /// <inheritdoc/>
    protected override string Verb => "pack";

    /// <inheritdoc/>
    protected override void AppendOptions(CommandLineBuilder line)
    {
        line.AppendSwitchIfNotNull("--manifest ", Filled(Manifest));
        if (Filled(Manifest) is null && !IsFalse(Compile))
            line.AppendSwitch("--compile");
        line.AppendSwitchIfNotNull("--out ", Filled(OutputFolder) is { } folder ? Trimmed(folder) : null);
        line.AppendSwitchIfNotNull("--package-version ", Filled(PackageVersion));
    }
}
