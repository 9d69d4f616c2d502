using System.CommandLine;
using System.Runtime.InteropServices;
using DataRelease.Cli.Help;
using DataRelease.Cli.Terminals;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary>
/// The program: it takes arguments, writes results to standard output and progress to standard error, and returns an
/// exit code.
/// </summary>
public static class CommandLine
{
    /// <summary>The process's entry point, with the real console and with signals that cancel.</summary>
    public static async Task<int> MainAsync(string[] args)
    {
        using var cancel = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        // A closed terminal or a lost connection ends the command in order.
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
            // The first signal asks the command to end, so that dbt stops and the lease is released. The second ends
            // the process.
            if (cancel.IsCancellationRequested)
                return;
            context.Cancel = true;
            cancel.Cancel();
        }
    }

    /// <summary>The event that a build on Windows sets to stop the tool; Windows has no signals.</summary>
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

    /// <summary>The entry point for tests.</summary>
    /// <param name="args">The arguments without the program's name.</param>
    /// <param name="stdout">Receives results.</param>
    /// <param name="stderr">Receives progress and errors.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="clock">The clock.</param>
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

    /// <summary>The same, with an input that answers questions.</summary>
    internal static async Task<int> RunAsync(string[] args, Surroundings surroundings, CancellationToken cancellation)
    {
        var (stdout, stderr) = (surroundings.Output, surroundings.Error);
        // Without arguments the user wants to see the commands.
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

    /// <summary>Prints the first error. If JSON was asked for, it also writes a document with the error.</summary>
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

    /// <summary>
    /// The format is read from the arguments themselves, because a mistake anywhere may keep them from being parsed.
    /// </summary>
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

/// <summary>A command's access to the outside world.</summary>
/// <param name="Output">Receives results.</param>
/// <param name="Error">Receives progress and errors.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Clock">The clock.</param>
internal sealed record Surroundings(
    TextWriter Output,
    TextWriter Error,
    Func<string, string?> Variable,
    TimeProvider Clock
)
{
    private static readonly string[] PipelineVariables = ["CI", "TF_BUILD", "GITHUB_ACTIONS"];

    /// <summary>True if a person watches: standard error is a terminal, and no pipeline runs the tool.</summary>
    public bool IsInteractive =>
        ReferenceEquals(Error, Console.Error)
        && !Console.IsErrorRedirected
        && PipelineVariables.All(name => string.IsNullOrEmpty(Variable(name)));

    /// <summary>The source of answers; null if nobody can answer.</summary>
    public TextReader? Input { get; init; }

    /// <summary>The answer to a question, one line; empty if nobody can answer or nothing was typed.</summary>
    /// <exception cref="OperationCanceledException">The command was cancelled while it waited.</exception>
    public async Task<string> AnswerAsync(CancellationToken cancellation)
    {
        if (Input is not { } input)
            return "";
        // A terminal's reader can't be cancelled: it would wait for Enter after Ctrl+C. It ends with the process.
        var line = await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellation);
        return line?.Trim() ?? "";
    }
}
