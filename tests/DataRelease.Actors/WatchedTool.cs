using System.Globalization;
using System.Runtime.InteropServices;
using DataRelease.Cli;
using DataRelease.Warehouses;

namespace DataRelease.Actors;

/// <summary>
/// The real tool in a process of its own, with its seam watched. Variables say what happens at which effect:
/// <c>DR_SEAM_RECORD</c> a file that gets a line per effect; <c>DR_SEAM_KILL</c> <c>17:before</c> or <c>17:after</c>,
/// the process ends there by SIGKILL; <c>DR_SEAM_STOP</c> and <c>DR_SEAM_HOLD</c> <c>before:text</c> or
/// <c>after:text</c>, at the first effect whose text contains it the process stops itself by SIGSTOP, or waits for a
/// line on standard input, having written <c>[seam]</c> to standard error; <c>DR_START</c> waits for a line before
/// anything; <c>DR_LEASE_MS</c> shortens the lease.
/// </summary>
internal static partial class WatchedTool
{
    private const int SigKill = 9;
    private static readonly int _sigStop = OperatingSystem.IsMacOS() ? 17 : 19;

    private static readonly Lock _lock = new();
    private static readonly StreamWriter? _record = Text("DR_SEAM_RECORD") is { } file
        ? new StreamWriter(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true }
        : null;
    private static readonly (int Number, bool After)? _kill = Text("DR_SEAM_KILL")?.Split(':')
        is [var number, var phase]
        ? (int.Parse(number, CultureInfo.InvariantCulture), phase == "after")
        : null;
    private static (string Text, bool After)? _stop = Place("DR_SEAM_STOP");
    private static (string Text, bool After)? _hold = Place("DR_SEAM_HOLD");
    private static int _count;

    public static async Task<int> RunAsync(string[] args)
    {
        if (Text("DR_LEASE_MS") is { } lease)
            WarehouseSession.IdleLimit = TimeSpan.FromMilliseconds(int.Parse(lease, CultureInfo.InvariantCulture));
        Seam.Watcher = Watch;
        if (Text("DR_START") is not null)
        {
            await Console.Error.WriteLineAsync("[seam] ready");
            await Console.In.ReadLineAsync();
        }
        return await CommandLine.MainAsync(args);
    }

    private static Action? Watch(string what)
    {
        // What there is to sweep is what others left, so that no two runs are alike in it: it has no number.
        if (what.StartsWith("sweep folder", StringComparison.Ordinal))
            return null;
        int number;
        lock (_lock)
        {
            number = ++_count;
            _record?.WriteLine(what.ReplaceLineEndings(" "));
        }
        Meet(number, what, after: false);
        return () => Meet(number, what, after: true);
    }

    private static void Meet(int number, string what, bool after)
    {
        if (_kill is { } kill && kill.Number == number && kill.After == after)
            Signal(SigKill);
        bool stops,
            holds;
        lock (_lock)
        {
            stops = IsAt(ref _stop, what, after);
            holds = IsAt(ref _hold, what, after);
        }
        if (stops)
        {
            Console.Error.WriteLine("[seam] stopped");
            Signal(_sigStop);
            // The signal may reach another thread first: this one goes no further before it is told to.
            Console.In.ReadLine();
        }
        if (!holds)
            return;
        // The heartbeat goes on meanwhile.
        Console.Error.WriteLine("[seam] held");
        Console.In.ReadLine();
    }

    private static bool IsAt(ref (string Text, bool After)? place, string what, bool after)
    {
        if (place is not { } wanted || wanted.After != after || !what.Contains(wanted.Text, StringComparison.Ordinal))
            return false;
        place = null;
        return true;
    }

    private static void Signal(int signal)
    {
        if (Kill(Environment.ProcessId, signal) != 0)
            throw new InvalidOperationException($"kill failed: {Marshal.GetLastPInvokeError()}");
        // Delivered to the whole process, if not to this thread first.
        if (signal == SigKill)
            new ManualResetEventSlim().Wait();
    }

    private static string? Text(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static (string Text, bool After)? Place(string variable) =>
        Text(variable)?.Split(':', 2) is [var phase, var text] ? (text, phase == "after") : null;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
