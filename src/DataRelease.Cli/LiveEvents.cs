using System.Diagnostics;
using DataRelease.Reports;
using Spectre.Console;

namespace DataRelease.Cli;

/// <summary>
/// The display for a person at a terminal: finished steps stay as lines; below them is what runs now and for how long.
/// </summary>
internal sealed class LiveEvents : ConsoleEvents
{
    private const int Shown = 8;

    private readonly Lock _lock = new();
    private readonly string _command;
    private readonly IAnsiConsole _console;
    private readonly Dictionary<string, (string Title, long Start)> _running = new(StringComparer.Ordinal);
    private readonly Queue<string> _lines = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _display;
    private string _step = "";
    private string _progress = "";
    private long _stepStart = Stopwatch.GetTimestamp();
    private int _done;
    private int _total;

    public LiveEvents(string command, bool hasColour)
    {
        _command = command;
        _console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(Console.Error),
                ColorSystem = hasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            }
        );
        _display = DisplayAsync();
    }

    public override void Publish(ReleaseEvent happened)
    {
        lock (_lock)
        {
            switch (happened)
            {
                case ReleaseEvent.StepStarted step:
                    (_step, _progress, _stepStart, _done, _total) = (
                        step.Name,
                        step.Detail,
                        Stopwatch.GetTimestamp(),
                        0,
                        0
                    );
                    break;
                case ReleaseEvent.StepFinished:
                    (_step, _progress, _stepStart) = ("", "", Stopwatch.GetTimestamp());
                    _running.Clear();
                    break;
                case ReleaseEvent.BuildPlanned plan:
                    _total = plan.Total;
                    break;
                case ReleaseEvent.NodeStarted node:
                    _running[node.UniqueId] = ($"{node.Kind} {node.Name}", Stopwatch.GetTimestamp());
                    break;
                case ReleaseEvent.NodeFinished node:
                    _running.Remove(node.UniqueId);
                    _done++;
                    if (node.Status is "success" or "pass" or "reused" or "no-op" or "skipped")
                        return;
                    break;
                case ReleaseEvent.Progressed progress:
                    _progress = progress.Text;
                    return;
                default:
                    break;
            }
            if (Line(happened) is { } line)
                _lines.Enqueue(PrintableText.Line(line));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _display;
        _stop.Dispose();
        await base.DisposeAsync();
    }

    private Task DisplayAsync() =>
        _console
            .Live(Text.Empty)
            .AutoClear(true)
            .StartAsync(async live =>
            {
                while (!_stop.IsCancellationRequested)
                {
                    live.UpdateTarget(Render());
                    Flush();
                    try
                    {
                        await Task.Delay(100, _stop.Token);
                    }
                    catch (OperationCanceledException)
                    {
                        break;
                    }
                }
                live.UpdateTarget(Text.Empty);
                Flush();
            });

    private void Flush()
    {
        lock (_lock)
        {
            while (_lines.TryDequeue(out var line))
                _console.MarkupLine(Colour(line));
        }
    }

    private Rows Render()
    {
        lock (_lock)
        {
            // Between steps, and in commands without steps, the time is the command's own.
            var head =
                $"{(_step.Length > 0 ? _step : _command)} {Seconds(Stopwatch.GetElapsedTime(_stepStart))}"
                + $"{(_total > 0 ? $"  {_done}/{_total}" : "")}  {_progress}";
            var rows = _running
                .Values.OrderBy(node => node.Start)
                .Take(Shown)
                .Select(node => new Text(
                    PrintableText.Line($"       {Seconds(Stopwatch.GetElapsedTime(node.Start)), 8}  {node.Title}")
                ));
            return new Rows([new Text(PrintableText.Line(head), new Style(decoration: Decoration.Bold)), .. rows]);
        }
    }

    private static string Colour(string line)
    {
        var text = Markup.Escape(line);
        return line switch
        {
            ['o', 'k', ' ', ..] => $"[green]{text}[/]",
            ['N', 'O', ' ', ..] or ['F', 'A', 'I', 'L', ..] => $"[red]{text}[/]",
            ['w', 'a', 'r', 'n', ..] => $"[yellow]{text}[/]",
            _ => text,
        };
    }
}
