using System.Collections.Concurrent;
using System.Diagnostics;

namespace DataRelease.Reliability.Tests;

/// <summary>A tool's process under way, whose standard error is read as it comes.</summary>
public sealed class Watched : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Task _reading;

    /// <summary>Takes over a process that was just started.</summary>
    public Watched(Process process)
    {
        _process = process;
        Id = process.Id;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        _reading = ReadAsync();
    }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>What it wrote to standard error so far.</summary>
    public string Error => string.Join('\n', _lines);

    /// <summary>Waits until it writes a line that holds the text.</summary>
    public async Task SeeAsync(string text, CancellationToken cancellation)
    {
        var patience = Stopwatch.StartNew();
        while (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            if (_process.HasExited && _reading.IsCompleted)
                throw new InvalidOperationException(
                    $"it ended with {_process.ExitCode} before it said '{text}': {Error}"
                );
            if (patience.Elapsed > Patience)
                throw new TimeoutException($"it did not say '{text}': {Error}");
            await Task.Delay(10, cancellation);
        }
    }

    /// <summary>Lets one that is held or about to start go on.</summary>
    public async Task GoOnAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Wakes one that stopped itself.</summary>
    public async Task WakeAsync()
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", ["-CONT", Id.ToString()]) { UseShellExecute = false }
        )!;
        await kill.WaitForExitAsync();
        await GoOnAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation).WaitAsync(Patience, cancellation);
        await _reading;
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            _lines.Enqueue(line);
    }
}
