using System.CommandLine;
using System.Runtime.InteropServices;
using DataRelease.Errors;

namespace DataRelease.Cli;

/// <summary>
/// The program: arguments in, results on standard output, progress on standard error, an exit code out.
/// </summary>
public static class CommandLine
{
    /// <summary>The process's own entry: the real console, and signals that cancel.</summary>
    public static async Task<int> MainAsync(string[] args)
    {
        using var cancel = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        using var asked = CancelEvent(cancel);
        var surroundings = new Surroundings(
            Console.Out,
            Console.Error,
            Environment.GetEnvironmentVariable,
            TimeProvider.System
        );
        if (surroundings.IsInteractive && !Console.IsInputRedirected)
            surroundings = surroundings with { Input = Console.In };
        return await RunAsync(args, surroundings, cancel.Token);

        void Cancel(PosixSignalContext context)
        {
            // The first one asks, so that dbt stops and the lease is given back; the second one ends the process.
            if (cancel.IsCancellationRequested)
                return;
            context.Cancel = true;
            cancel.Cancel();
        }
    }

    /// <summary>How a build on Windows, which has no signals, asks the tool to stop: an event that it names.</summary>
    private static EventWaitHandle? CancelEvent(CancellationTokenSource cancel)
    {
        if (
            !OperatingSystem.IsWindows()
            || Environment.GetEnvironmentVariable("DATARELEASE_CANCEL_EVENT") is not { Length: > 0 } name
            || !EventWaitHandle.TryOpenExisting(name, out var asked)
        )
        {
            return null;
        }
        ThreadPool.RegisterWaitForSingleObject(
            asked,
            (_, _) => cancel.Cancel(),
            null,
            Timeout.Infinite,
            executeOnlyOnce: true
        );
        return asked;
    }

    /// <summary>The entry that tests call.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="stdout">For results.</param>
    /// <param name="stderr">For progress and errors.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellation">Cancels the command.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(
        string[] args,
        TextWriter stdout,
        TextWriter stderr,
        Func<string, string?> environment,
        TimeProvider clock,
        CancellationToken cancellation
    ) => RunAsync(args, new Surroundings(stdout, stderr, environment, clock), cancellation);

    /// <summary>The same, with somebody who answers questions.</summary>
    internal static async Task<int> RunAsync(string[] args, Surroundings surroundings, CancellationToken cancellation)
    {
        var (stdout, stderr) = (surroundings.Output, surroundings.Error);
        var parse = Commands.Root(surroundings).Parse(args);
        if (parse.Errors.Count > 0)
        {
            foreach (var problem in parse.Errors)
                await stderr.WriteLineAsync(
                    $"error {ErrorCode.Usage.Id}: {PrintableText.Of(problem.Message).TrimEnd('.')}; "
                        + ErrorCode.Usage.Remedy
                );
            return (int)ExitCode.Usage;
        }
        try
        {
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = stdout,
                    Error = stderr,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellation
            );
        }
        catch (OperationCanceledException)
        {
            return (int)ExitCode.Cancelled;
        }
    }
}

/// <summary>What a command can see of the world.</summary>
/// <param name="Output">For results.</param>
/// <param name="Error">For progress and errors.</param>
/// <param name="Variable">Environment variables.</param>
/// <param name="Clock">Time.</param>
internal sealed record Surroundings(
    TextWriter Output,
    TextWriter Error,
    Func<string, string?> Variable,
    TimeProvider Clock
)
{
    private static readonly string[] PipelineVariables = ["CI", "TF_BUILD", "GITHUB_ACTIONS"];

    /// <summary>True if a person watches: a terminal, and no CI.</summary>
    public bool IsInteractive =>
        ReferenceEquals(Error, Console.Error)
        && !Console.IsErrorRedirected
        && PipelineVariables.All(name => string.IsNullOrEmpty(Variable(name)));

    /// <summary>Where answers come from; null if nobody is there to answer.</summary>
    public TextReader? Input { get; init; }
}
