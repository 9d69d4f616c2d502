using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DataRelease.Cli;

/// <summary>
/// Starts the tool again for drivers that need culture data. The tool itself runs without: it starts faster, needs no
/// system library, and writes numbers the same way everywhere. Culture data can't be loaded into a running process. So
/// the process starts itself once more, which is decided before anything else has happened.
/// </summary>
internal static partial class Cultures
{
    private const string Asked = "DATARELEASE_CULTURES";

    private const int Terminate = 15;

    private static IReadOnlyList<string>? _arguments;

    /// <summary>Must be the first line of the program, because the runtime decides about cultures early.</summary>
    public static void Begin(string[] arguments)
    {
        if (Environment.GetEnvironmentVariable(Asked) != "1")
        {
            _arguments = arguments;
            return;
        }
        AppContext.SetSwitch("System.Globalization.Invariant", false);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }

    /// <summary>
    /// Continues in a new process with culture data, and ends this one with its exit code. Does nothing if this process
    /// has culture data or is not the tool's own.
    /// </summary>
    public static void Require()
    {
        if (_arguments is not { } arguments || Environment.ProcessPath is not { } program)
            return;
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment[Asked] = "1";
        using var child = Process.Start(start)!;
        // The terminal signals both processes, but only the child has work to end.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            if (OperatingSystem.IsWindows())
                child.Kill();
            else
                _ = Kill(child.Id, Terminate);
        });
        child.WaitForExit();
        Environment.Exit(child.ExitCode);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
