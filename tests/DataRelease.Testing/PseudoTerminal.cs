using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DataRelease.Testing;

/// <summary>
/// A program in a terminal of its own, with somebody who types and reads the screen. The terminal is made by
/// <c>script</c> of util-linux.
/// </summary>
public sealed class PseudoTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Lock _lock = new();
    private readonly Process _process;
    private readonly TerminalScreen _screen;
    private readonly Task _reading;
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOver;

    private PseudoTerminal(Process process, TerminalScreen screen)
    {
        (_process, _screen) = (process, screen);
        _reading = ReadAsync();
    }

    /// <summary>Why there is no terminal here; null if there is one.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() ? "a pseudo-terminal is made by util-linux's script, on Linux only"
        : File.Exists("/usr/bin/script") ? null
        : "util-linux's script is not installed";

    /// <summary>The screen's text, with the lines that scrolled off its top.</summary>
    public string Text => Read(screen => screen.Text);

    /// <summary>
    /// Starts the program. When it has ended, the terminal's settings follow on the screen, as <c>stty -a</c> says
    /// them.
    /// </summary>
    /// <param name="folder">The folder to start in.</param>
    /// <param name="columns">The terminal's width in characters.</param>
    /// <param name="rows">Its height in lines.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="variables">Variables beside this process's own; null removes one.</param>
    public static PseudoTerminal Start(
        string folder,
        int columns,
        int rows,
        IEnumerable<string> command,
        IReadOnlyDictionary<string, string?>? variables = null
    )
    {
        // The shell outlives Ctrl+C, which reaches everything in the terminal; the program has its own handler.
        var size = string.Create(CultureInfo.InvariantCulture, $"stty rows {rows} cols {columns}");
        var line = $"{size}; trap : INT; {string.Join(' ', command.Select(Quoted))}; code=$?; stty -a; exit $code";
        // A job in the background inherits SIGINT as ignored, and so would everything in the terminal.
        var start = new ProcessStartInfo("/usr/bin/env")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (
            var argument in (string[])["--default-signal=INT,QUIT", "/usr/bin/script", "-qefc", line, "/dev/null"]
        )
            start.ArgumentList.Add(argument);
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var variable in (string[])["CI", "NO_COLOR", "GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI"])
            start.Environment.Remove(variable);
        foreach (var (variable, value) in variables ?? new Dictionary<string, string?>())
            start.Environment[variable] = value;
        return new PseudoTerminal(Process.Start(start)!, new TerminalScreen(columns, rows));
    }

    /// <summary>Reads the screen between two writes.</summary>
    public T Read<T>(Func<TerminalScreen, T> look)
    {
        lock (_lock)
            return look(_screen);
    }

    /// <summary>Types keys; <c>\u0003</c> is Ctrl+C.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until the screen is as expected.</summary>
    /// <exception cref="TimeoutException">It did not become so; the message has the screen.</exception>
    public async Task WaitAsync(Func<TerminalScreen, bool> isSeen, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            Task next;
            bool isOver;
            lock (_lock)
            {
                if (isSeen(_screen))
                    return;
                (next, isOver) = (_written.Task, _isOver);
            }
            var left = Patience - Stopwatch.GetElapsedTime(start);
            if (isOver || left <= TimeSpan.Zero || await Task.WhenAny(next, Task.Delay(left, cancellation)) != next)
            {
                cancellation.ThrowIfCancellationRequested();
                throw new TimeoutException($"the screen never showed it:\n{Text}");
            }
        }
    }

    /// <summary>Waits for a text on the screen.</summary>
    /// <exception cref="TimeoutException">It did not appear; the message has the screen.</exception>
    public Task WaitAsync(string text, CancellationToken cancellation) =>
        WaitAsync(screen => screen.Text.Contains(text, StringComparison.Ordinal), cancellation);

    /// <summary>Waits for the program's end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation).WaitAsync(Patience, cancellation);
        await _reading.WaitAsync(Patience, cancellation);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _reading;
        _process.Dispose();
    }

    private static string Quoted(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is var count and > 0)
        {
            TaskCompletionSource written;
            lock (_lock)
            {
                _screen.Write(buffer.AsSpan(0, count));
                written = _written;
                _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            written.TrySetResult();
        }
        // Nothing more will be written: whoever still waits looks once more and gives up.
        lock (_lock)
            _isOver = true;
        _written.TrySetResult();
    }
}
