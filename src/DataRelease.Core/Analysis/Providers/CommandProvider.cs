using System.ComponentModel;
using System.Text;
using CliWrap;
using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Analysis.Providers;

/// <summary>
/// Runs an executable without a shell. Without conditions, its exit code is the outcome: 0 is success, 1 is failure.
/// With conditions, it must exit with 0, and the last line of its output is the number. In both cases 75 means that
/// there is nothing to measure yet (EX_TEMPFAIL). Any other code is an error.
/// </summary>
internal sealed class CommandProvider(MetricConfig metric, ProviderConfig.Command command) : IMetricProvider
{
    private const int Failed = 1;
    private const int NothingYet = 75;

    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);

    public MeasuringPlace Place => MeasuringPlace.Process;

    public Task<IReadOnlyList<string>> ExamineAsync(MetricScope scope, CancellationToken cancellation)
    {
        IReadOnlyList<string> problems = Exists(scope) ? [] : [$"there is no executable '{command.Executable}'"];
        return Task.FromResult(problems);
    }

    public async Task<MetricReading> MeasureAsync(MetricScope scope, MetricState state, CancellationToken cancellation)
    {
        var (output, errors) = (new TextTail(), new TextTail());
        using var forceful = new CancellationTokenSource();
        await using var escalation = cancellation.Register(() => forceful.CancelAfter(_grace));
        var process = Cli.Wrap(Path(scope))
            .WithArguments(command.Arguments)
            .WithWorkingDirectory(scope.Folder)
            .WithEnvironmentVariables(variables =>
                variables
                    .Set("DATARELEASE_ENVIRONMENT", scope.Environment)
                    .Set("DATARELEASE_BLUE", scope.Blue ?? "")
                    .Set("DATARELEASE_GREEN", scope.Green)
            )
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.Create(output.ReadAsync))
            .WithStandardErrorPipe(PipeTarget.Create(errors.ReadAsync));
        int exit;
        try
        {
            exit = (
                await Seam.PassAsync($"run metric {metric.Name}", async () =>
                    await process.ExecuteAsync(forceful.Token, cancellation)
                )
            ).ExitCode;
        }
        catch (Exception error) when (error is Win32Exception or DirectoryNotFoundException)
        {
            return MetricReading.Error($"'{command.Executable}' can't be started: {error.Message}");
        }
        cancellation.ThrowIfCancellationRequested();
        return Read(exit, output.LastLine, errors.LastLine);
    }

    private MetricReading Read(int exit, string line, string complaint)
    {
        var said = complaint.Length > 0 ? $": {complaint}" : "";
        if (exit == NothingYet)
            return MetricReading.Inconclusive(line.Length > 0 ? line : $"it exited with {NothingYet}{said}");
        var number = Number(line);
        if (metric.SuccessCondition is null && metric.FailureCondition is null)
            return exit switch
            {
                0 => new MetricReading
                {
                    Outcome = MeasurementOutcome.Success,
                    Value = number,
                    Message = Shown(),
                },
                Failed => new MetricReading
                {
                    Outcome = MeasurementOutcome.Failure,
                    Value = number,
                    Message = line.Length + complaint.Length == 0 ? "it exited with 1" : Shown(),
                },
                _ => MetricReading.Error($"it exited with {exit}{said}"),
            };
        if (exit != 0)
            return MetricReading.Error($"it exited with {exit}{said}");
        if (line.Length == 0)
            return MetricReading.Inconclusive("it wrote no line");
        return number is null
            ? MetricReading.Error($"its last line is '{line}', not a number")
            : new MetricReading { Value = number };

        string Shown() => number is null ? (line.Length > 0 ? line : complaint) : "";
    }

    private static double? Number(string line) => Checks.Quantity.Parse(line.Length == 0 ? null : line)?.Approximate;

    private bool IsPath => command.Executable.Contains('/') || command.Executable.Contains('\\');

    private string Path(MetricScope scope) =>
        IsPath
            ? System.IO.Path.GetFullPath(command.Executable, System.IO.Path.GetFullPath(scope.Folder))
            : command.Executable;

    private bool Exists(MetricScope scope)
    {
        if (IsPath)
            return File.Exists(Path(scope)) || File.Exists($"{Path(scope)}.exe");
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat", ""] : [""];
        return (scope.Variables("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder =>
                endings.Any(ending => File.Exists(System.IO.Path.Combine(folder, command.Executable + ending)))
            );
    }

    /// <summary>The end of a process's output, however long that is.</summary>
    private sealed class TextTail
    {
        private const int Kept = 8192;

        private readonly byte[] _buffer = new byte[Kept];
        private byte[] _tail = [];

        public string LastLine =>
            Encoding
                .UTF8.GetString(_tail)
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .LastOrDefault("");

        public async Task ReadAsync(Stream stream, CancellationToken cancellation)
        {
            int count;
            while ((count = await stream.ReadAsync(_buffer, cancellation)) > 0)
            {
                byte[] all = [.. _tail, .. _buffer.AsSpan(0, count)];
                _tail = all.Length > Kept ? all[^Kept..] : all;
            }
        }
    }
}
