using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace DataRelease.MSBuild;

/// <summary>
/// Runs one verb of the tool as a process of its own, so that no build gets our dependencies. Its output is messages;
/// errors and warnings come from the JSON document that it writes, on the model's or the YAML's own line, and its exit
/// code decides.
/// </summary>
public abstract class DataReleaseTask : ToolTask
{
    private const string CancelVariable = "DATARELEASE_CANCEL_EVENT";

    private static readonly Regex Said = new(
        "^(?<place>.+\\([0-9]+,[0-9]+\\): |[^ ]+: )?(?<kind>error|warning) (?<code>DR[0-9]{4}): (?<text>.*)$",
        RegexOptions.CultureInvariant
    );

    private readonly List<(bool IsError, string Code, string Text)> _said = [];
    private readonly string _cancelName = $"data-release-{Guid.NewGuid():N}";
    private Process? _process;

    /// <summary>The folder of <c>dbt_project.yml</c>.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>The environment; the project's default when empty.</summary>
    public string? Environment { get; set; }

    /// <summary>The configuration file instead of the project's <c>data-release.yml</c>.</summary>
    public string? Configuration { get; set; }

    /// <summary>Further options as they would be typed; never a secret, since a build's log shows them.</summary>
    public string? Options { get; set; }

    /// <summary>Where the tool's JSON document goes.</summary>
    [Required]
    public string ResultFile { get; set; } = "";

    /// <summary>How long the tool may take to stop when the build is cancelled; then it is killed.</summary>
    public int GraceSeconds { get; set; } = 30;

    /// <summary>The release that the command was about, <c>r42</c>; empty if there is none.</summary>
    [Output]
    public string ReleaseId { get; set; } = "";

    /// <summary>Its state: <c>validated</c>, <c>live</c>, <c>failed</c>, ….</summary>
    [Output]
    public string ReleaseState { get; set; } = "";

    /// <summary>What is live after the command, <c>r41</c>; empty if nothing is.</summary>
    [Output]
    public string Live { get; set; } = "";

    /// <summary>
    /// Outcomes of checks: the identity is <c>check relation</c>, with the metadata Check, Relation, State, Severity,
    /// Value, Threshold, Message.
    /// </summary>
    [Output]
    public ITaskItem[] Checks { get; set; } = [];

    /// <summary>The verb.</summary>
    protected abstract string Verb { get; }

    /// <inheritdoc/>
    protected override string ToolName => Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    /// <inheritdoc/>
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.High;

    /// <inheritdoc/>
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.High;

    /// <inheritdoc/>
    public override void Cancel()
    {
        // ToolTask's own way kills the tree at once: ask first, so that dbt stops and the lease is given back.
        var process = _process;
        if (process is not null)
        {
            try
            {
                if (!process.HasExited && Ask(process))
                    process.WaitForExit(GraceSeconds * 1000);
            }
            catch (Exception error) when (error is InvalidOperationException or WaitHandleCannotBeOpenedException)
            {
                // It ended by itself in the meantime.
            }
        }
        base.Cancel();
    }

    /// <summary>False where the document is what an incremental build looks at.</summary>
    protected virtual bool KeepsResultOfFailure => true;

    /// <summary>False for what every build does, and which has nothing to show.</summary>
    protected virtual bool TellsResult => true;

    /// <summary>Appends what only this verb takes.</summary>
    protected abstract void AppendOptions(CommandLineBuilder line);

    /// <inheritdoc/>
    protected override string GenerateFullPathToTool()
    {
        if (IsProgram)
            return ToolPath;
        var host = System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH");
        return string.IsNullOrEmpty(host) ? ToolName : host!;
    }

    /// <inheritdoc/>
    protected override string GenerateCommandLineCommands()
    {
        var line = new CommandLineBuilder();
        if (!IsProgram)
        {
            line.AppendSwitch("exec");
            line.AppendFileNameIfNotNull(_assembly ?? ToolPath);
        }
        line.AppendSwitch(Verb);
        AppendOptions(line);
        line.AppendSwitchIfNotNull("--project ", Trimmed(Project));
        line.AppendSwitchIfNotNull("--environment ", Filled(Environment));
        line.AppendSwitchIfNotNull("--config ", Filled(Configuration));
        line.AppendSwitchIfNotNull("--json-file ", ResultFile);
        line.AppendSwitch("--ci none --no-color --yes");
        if (Filled(Options) is { } options)
            line.AppendSwitch(options);
        return line.ToString();
    }

    /// <inheritdoc/>
    protected override ProcessStartInfo GetProcessStartInfo(
        string pathToTool,
        string commandLineCommands,
        string responseFileSwitch
    )
    {
        var start = base.GetProcessStartInfo(pathToTool, commandLineCommands, responseFileSwitch);
        start.EnvironmentVariables[CancelVariable] = _cancelName;
        return start;
    }

    /// <inheritdoc/>
    protected override Process StartToolProcess(Process proc) => _process = base.StartToolProcess(proc);

    /// <inheritdoc/>
    protected override int ExecuteTool(string pathToTool, string responseFileCommands, string commandLineCommands)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(ResultFile))!);
        File.Delete(ResultFile);
        using var cancel = IsWindows ? new EventWaitHandle(false, EventResetMode.ManualReset, _cancelName) : null;
        var exit = base.ExecuteTool(pathToTool, responseFileCommands, commandLineCommands);
        Report(exit);
        // An output of a failed step would make the next build skip it.
        if (exit != 0 && !KeepsResultOfFailure)
            File.Delete(ResultFile);
        return exit;
    }

    /// <summary>
    /// Nothing that the tool or dbt prints is taken for an error but our own closing lines, and those only where there
    /// is no document.
    /// </summary>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        var match = Said.Match(singleLine);
        if (match.Success)
        {
            // What has a place is in the document, and comes from there.
            if (!match.Groups["place"].Success)
                _said.Add(
                    (match.Groups["kind"].Value == "error", match.Groups["code"].Value, match.Groups["text"].Value)
                );
            return;
        }
        Log.LogMessage(messageImportance, "{0}", BuildWords.Of(singleLine));
    }

    /// <inheritdoc/>
    protected override bool HandleTaskExecutionErrors()
    {
        if (!Log.HasLoggedErrors)
            Log.LogError(
                null,
                "DR1200",
                null,
                ReleaseResult.HelpOf("DR1200"),
                null,
                0,
                0,
                0,
                0,
                "data-release {0} ended with exit code {1} and said nothing; run the same command with "
                    + "--verbosity debug",
                Verb,
                ExitCode
            );
        return false;
    }

    /// <summary>The text, or null if it is empty.</summary>
    protected static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>A path without separators at its end, which would swallow a closing quote on Windows.</summary>
    protected static string Trimmed(string path) => path.Length > 1 ? path.TrimEnd('/', '\\') : path;

    /// <summary>True for <c>true</c>.</summary>
    protected static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    private string? _assembly;

    /// <summary>The tool: <c>data-release.dll</c>, or an executable.</summary>
    [Required]
    public new string ToolPath
    {
        get => _assembly ?? "";
        set => _assembly = value;
    }

    private static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private bool IsProgram => !ToolPath.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private bool Ask(Process process)
    {
        if (!IsWindows)
            return NativeMethods.Kill(process.Id, 15) == 0;
        using var cancel = EventWaitHandle.OpenExisting(_cancelName);
        return cancel.Set();
    }

    private void Report(int exit)
    {
        var result = ReleaseResult.Read(ResultFile);
        ReleaseId = result?.Release?.Id ?? "";
        ReleaseState = result?.Release?.State ?? "";
        Live = result?.Live?.Release ?? "";
        Checks = [.. (result?.Checks ?? []).Select(check => check.ToItem())];
        foreach (var problem in result?.Problems ?? [])
            problem.Log(Log, Project);
        foreach (var (_, code, text) in _said.Where(line => !line.IsError))
            Log.LogWarning(null, code, null, ReleaseResult.HelpOf(code), null, 0, 0, 0, 0, "{0}", text);
        if (exit == 0)
        {
            Tell(result);
            return;
        }
        if (result?.Error is { } error)
            error.Log(Log, Project);
        else
            foreach (var (_, code, text) in _said.Where(line => line.IsError))
                Log.LogError(null, code, null, ReleaseResult.HelpOf(code), null, 0, 0, 0, 0, "{0}", text);
    }

    /// <summary>
    /// The line of a project's output, which a terminal shows when it drops every other message: the page of the
    /// release, or what the command came to.
    /// </summary>
    private void Tell(ReleaseResult? result)
    {
        var outcome = Filled(result?.Report)
            ?? Filled(result?.Summary)
            ?? (Filled(result?.Live?.Release) is { } live ? $"{live} is live" : null);
        if (outcome is null || !TellsResult)
            return;
        var project = Path.GetFileNameWithoutExtension(BuildEngine.ProjectFileOfTaskNode);
        Log.LogMessage(
            MessageImportance.High,
            "{0} -> {1}",
            project,
            Filled(result?.Report) is null ? BuildWords.Of(outcome) : Path.GetFullPath(Path.Combine(Project, outcome))
        );
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Kill(int pid, int signal);
    }
}
