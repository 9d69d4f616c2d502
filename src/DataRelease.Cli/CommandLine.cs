using System.CommandLine;
using System.Runtime.InteropServices;
using DataRelease.Cli.Help;
using DataRelease.Cli.Terminals;
using DataRelease.Errors;
using DataRelease.Releases;

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
        // A terminal that is closed, or a connection that is lost, ends it as an orderly stop does.
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel);
        using var asked = CancelEvent(cancel);
        if (!Console.IsOutputRedirected)
            Console.SetOut(new SurvivingWriter(Console.Out));
        if (!Console.IsErrorRedirected)
            Console.SetError(new SurvivingWriter(Console.Error));
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
        // Whoever types the name alone wants to know what there is.
        var root = Commands.Root(surroundings);
        var parse = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parse.Errors.Count > 0 && !IsSuggestion(args))
            return await RefuseAsync(parse, args, surroundings);
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

    private static bool IsSuggestion(string[] args) =>
        args is [var first, ..] && first.StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>One error, and where a document was asked for, the document that says it.</summary>
    private static async Task<int> RefuseAsync(ParseResult parse, string[] args, Surroundings surroundings)
    {
        var error = UsageError.Of(parse);
        var format = Format(args);
        if (format is not null)
        {
            var document = JsonReport.Write(
                CommandSetting.FullName(parse),
                new ReleaseReport.Ended { ExitCode = ExitCode.Usage, Error = error }
            );
            await surroundings.Output.WriteLineAsync(format == "jsonl" ? JsonLines.Result(document) : document);
        }
        await surroundings.Error.WriteLineAsync(PrintableText.Line(error.Format()));
        return (int)ExitCode.Usage;
    }

    /// <summary>Read from the words themselves: what is wrong with them may be anywhere.</summary>
    private static string? Format(string[] args)
    {
        for (var at = 0; at < args.Length; at++)
        {
            var value =
                args[at] == "--output" && at + 1 < args.Length ? args[at + 1]
                : args[at].StartsWith("--output=", StringComparison.Ordinal) ? args[at]["--output=".Length..]
                : "";
            if (value is "json" or "jsonl")
                return value;
        }
        return null;
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
