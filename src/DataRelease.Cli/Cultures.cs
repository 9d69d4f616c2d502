using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DataRelease.Cli;

/// <summary>
/// The tool runs without data of languages: it starts faster, needs no library of the system and writes numbers the
/// same way everywhere. A driver may need them all the same, and a process can't have them later; so it starts itself
/// once more, which is decided before anything has happened.
/// </summary>
internal static partial class Cultures
{
    private const string Asked = "DATARELEASE_CULTURES";

    private const int Terminate = 15;

    private static IReadOnlyList<string>? _arguments;

    /// <summary>The first line of the program: later the runtime has made up its mind.</summary>
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
    /// Goes on in a process that has them, and ends this one with its exit code; nothing where this is no process of
    /// the tool's own, or has them.
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
        // Both are told to stop by the terminal, and only the child has something to end.
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
