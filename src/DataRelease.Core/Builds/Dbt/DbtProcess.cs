using System.ComponentModel;
using System.Diagnostics;
using CliWrap;
using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Builds.Dbt;

/// <summary>The outcome of a dbt process.</summary>
/// <param name="ExitCode">The exit code: 0 success, 1 something failed, 2 dbt could not run.</param>
/// <param name="Log">The output.</param>
internal sealed record DbtOutcome(int ExitCode, DbtLog Log);

/// <summary>Runs the dbt executable without a shell. It asks dbt to stop first, and kills it later.</summary>
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
    /// True for a process with a low priority, which uses what others leave of the processor and is killed at once when
    /// it is to end.
    /// </summary>
    public bool IsBeside { get; init; }

    /// <summary>Runs dbt to its end.</summary>
    /// <param name="arguments">The arguments, which never contain secrets.</param>
    /// <param name="timeout">The longest run.</param>
    /// <param name="events">Receives the events of nodes.</param>
    /// <param name="cancellation">Stops dbt, first gracefully and then by force.</param>
    /// <param name="takes">
    /// Is offered each JSON object on standard output first. Objects for which it returns false go to the log.
    /// </param>
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
            // The process has ended already, or the system does not allow a lower priority. It runs with the normal
            // one.
        }
    }
}
