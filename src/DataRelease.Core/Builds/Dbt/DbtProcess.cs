using System.ComponentModel;
using System.Diagnostics;
using CliWrap;
using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Builds.Dbt;

/// <summary>What a dbt process came to.</summary>
/// <param name="ExitCode">0 fine, 1 something failed, 2 dbt could not run.</param>
/// <param name="Log">What it printed.</param>
internal sealed record DbtOutcome(int ExitCode, DbtLog Log);

/// <summary>Runs the dbt executable, never a shell; asks it to stop first and kills it later.</summary>
internal sealed class DbtProcess(
    string executable,
    string projectDir,
    IReadOnlyDictionary<string, string?> environment,
    TimeProvider clock,
    Func<string, string>? hide = null
)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>
    /// True for one that others go before: it gets what they leave of the processor, and is killed at once when it is
    /// to end.
    /// </summary>
    public bool IsBeside { get; init; }

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Never secrets.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="events">Told of its nodes.</param>
    /// <param name="cancellation">Stops it gracefully, then hard.</param>
    /// <param name="takes">Is asked first about each object on standard output; the log gets what it leaves.</param>
    public async Task<DbtOutcome> RunAsync(
        IReadOnlyList<string> arguments,
        TimeSpan timeout,
        IReleaseEvents events,
        CancellationToken cancellation,
        Func<string, bool>? takes = null
    )
    {
        var log = new DbtLog(events, hide);
        using var expired = new CancellationTokenSource(timeout, clock);
        using var graceful = CancellationTokenSource.CreateLinkedTokenSource(cancellation, expired.Token);
        using var forceful = new CancellationTokenSource();
        await using var escalation = graceful.Token.Register(() =>
            forceful.CancelAfter(IsBeside ? TimeSpan.Zero : Grace)
        );
        var command = Cli.Wrap(executable)
            .WithArguments(arguments)
            .WithWorkingDirectory(projectDir)
            .WithEnvironmentVariables(
                Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } span }
                    ? new Dictionary<string, string?>(environment) { ["TRACEPARENT"] = span }
                    : environment
            )
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(
                PipeTarget.ToDelegate(line =>
                {
                    if (takes is null || !line.StartsWith('{') || !takes(line))
                        log.Read(line);
                })
            )
            .WithStandardErrorPipe(PipeTarget.ToDelegate(log.Read));
        try
        {
            var running = command.ExecuteAsync(forceful.Token, graceful.Token);
            if (IsBeside)
                StandBack(running.ProcessId);
            var result = await running;
            ThrowIfStopped();
            return new DbtOutcome(result.ExitCode, log);
        }
        catch (OperationCanceledException)
        {
            ThrowIfStopped();
            throw;
        }
        catch (Win32Exception error)
        {
            throw new ReleaseException(
                ErrorCode.DbtMissing,
                $"'{executable}' can't be started: {error.Message}",
                inner: error
            );
        }

        void ThrowIfStopped()
        {
            cancellation.ThrowIfCancellationRequested();
            if (expired.IsCancellationRequested)
                throw new ReleaseException(ErrorCode.DbtTimeout, $"dbt was stopped after {timeout.TotalSeconds:0} s");
        }
    }

    private static void StandBack(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception error)
            when (error is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It is over already, or the system does not allow it: it runs as any other.
        }
    }
}
