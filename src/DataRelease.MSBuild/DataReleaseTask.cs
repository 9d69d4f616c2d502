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
/// Runs one verb of the tool in its own process, so that no build loads our dependencies. The tool's output becomes
/// messages. Errors and warnings come from the JSON document that it writes, with the line of the model or the YAML.
/// Its exit code decides.
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

    // Two builds of one folder at the same time, for two environments, must not read each other's document.
    private readonly string _ownResult = $".{Guid.NewGuid():N}.tmp";
    private Process? _process;

    /// <summary>The folder of <c>dbt_project.yml</c>.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>The environment; the project's default when empty.</summary>
    public string? Environment { get; set; }

    /// <summary>The configuration file; the project's <c>data-release.yml</c> when empty.</summary>
    public string? Configuration { get; set; }

    /// <summary>Further options, as on a command line; never a secret, because a build's log shows them.</summary>
    public string? Options { get; set; }

    /// <summary>The project's name in the line that says how the command ended; the file's when empty.</summary>
    public string? ProjectName { get; set; }

    /// <summary>The file for the tool's JSON document.</summary>
    [Required]
    public string ResultFile { get; set; } = "";

    /// <summary>How long the tool may take to stop when the build is cancelled, before it is killed.</summary>
    public int GraceSeconds { get; set; } = 30;

    /// <summary>The command's release, <c>r42</c>; empty if it had none.</summary>
    [Output]
    public string ReleaseId { get; set; } = "";

    /// <summary>The release's state: <c>validated</c>, <c>live</c>, <c>failed</c>, ….</summary>
    [Output]
    public string ReleaseState { get; set; } = "";

    /// <summary>The live release after the command, <c>r41</c>; empty if nothing is live.</summary>
    [Output]
    public string Live { get; set; } = "";

    /// <summary>
    /// The outcomes of checks. An item's identity is <c>check relation</c>; its metadata are Check, Relation, State,
    /// Severity, Value, Threshold, Message.
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
        // ToolTask would kill the process tree at once. Asking first lets dbt stop and the lease be released.
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
                // The process has ended by itself.
            }
        }
        base.Cancel();
    }

    /// <summary>False if an incremental build uses the document as its output.</summary>
    protected virtual bool KeepsResultOfFailure => true;

    /// <summary>False for a verb that runs in every build and has nothing to show.</summary>
    protected virtual bool TellsResult => true;

    /// <summary>Appends the verb's own options.</summary>
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
        line.AppendSwitchIfNotNull("--json-file ", ResultFile + _ownResult);
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
        var own = ResultFile + _ownResult;
        using var cancel = IsWindows ? new EventWaitHandle(false, EventResetMode.ManualReset, _cancelName) : null;
        try
        {
            var exit = base.ExecuteTool(pathToTool, responseFileCommands, commandLineCommands);
            Report(exit, ReleaseResult.Read(own));
            // If a failed step left its output, the next build would skip it.
            if (exit == 0 || KeepsResultOfFailure)
                Publish(own);
            else
                File.Delete(ResultFile);
            return exit;
        }
        finally
        {
            File.Delete(own);
        }
    }

    /// <summary>Puts the document in the place where the next step and the next build look for it.</summary>
    private void Publish(string own)
    {
        if (!File.Exists(own))
        {
            File.Delete(ResultFile);
            return;
        }
        File.Copy(own, ResultFile, overwrite: true);
    }

    /// <summary>
    /// Ignores errors in the output of the tool and dbt, except our own closing lines, and those only if there is no
    /// document.
    /// </summary>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        var match = Said.Match(singleLine);
        if (match.Success)
        {
            // A line with a place is also in the document, and is reported from there.
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

    /// <summary>A path without trailing separators, which would escape a closing quote on Windows.</summary>
    protected static string Trimmed(string path) => path.Length > 1 ? path.TrimEnd('/', '\\') : path;

    /// <summary>True if the text is <c>true</c>, in any case.</summary>
    protected static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if the text is <c>false</c>, in any case.</summary>
    protected static bool IsFalse(string? text) => string.Equals(text, "false", StringComparison.OrdinalIgnoreCase);

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

    private void Report(int exit, ReleaseResult? result)
    {
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
            if (result is null)
                Log.LogWarning(
                    null,
                    "DR1200",
                    null,
                    ReleaseResult.HelpOf("DR1200"),
                    null,
                    0,
                    0,
                    0,
                    0,
                    "data-release {0} ended well and left no document, so no property says what it did",
                    Verb
                );
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
    /// Writes the project's line of output, which a terminal shows even when it hides all other messages: the release's
    /// page, or the result of the command.
    /// </summary>
    private void Tell(ReleaseResult? result)
    {
        var outcome = Filled(result?.Report)
            ?? Filled(result?.Summary)
            ?? (Filled(result?.Live?.Release) is { } live ? $"{live} is live" : null);
        if (outcome is null || !TellsResult)
            return;
        var project = Filled(ProjectName) ?? Path.GetFileNameWithoutExtension(BuildEngine.ProjectFileOfTaskNode);
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
