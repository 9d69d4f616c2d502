using System.Diagnostics;
using DataRelease.Reports;

namespace DataRelease.Cli.Signals;

/// <summary>
/// Records steps and nodes as spans. Checks and warnings become events of the span in which they occur.
/// </summary>
internal sealed class SpanEvents : IReleaseEvents
{
    private readonly Lock _lock = new();
    private readonly Activity? _command = Activity.Current;
    private readonly List<(string Name, Activity Span)> _steps = [];
    private readonly Dictionary<string, Activity> _nodes = new(StringComparer.Ordinal);

    public void Publish(ReleaseEvent happened)
    {
        if (_command is null)
            return;
        lock (_lock)
        {
            switch (happened)
            {
                case ReleaseEvent.ReleaseStarted started:
                    _command.SetTag("data_release.release", started.Release);
                    _command.SetTag("data_release.builder", started.Builder);
                    break;
                case ReleaseEvent.StepStarted step:
                    // The span stays current during the step, so that spans of the step's own work go below it.
                    if (Start(step.Name) is { } span)
                        _steps.Add((step.Name, span));
                    break;
                case ReleaseEvent.StepFinished step:
                    End(step);
                    break;
                case ReleaseEvent.NodeStarted node:
                    Begin(node.UniqueId, node.Kind, node.Name);
                    break;
                case ReleaseEvent.NodeFinished node:
                    End(node);
                    break;
                case ReleaseEvent.CheckFinished check:
                    Innermost.AddEvent(
                        new ActivityEvent(
                            "check",
                            tags: new ActivityTagsCollection
                            {
                                ["data_release.check"] = check.Outcome.Name,
                                ["data_release.relation"] = check.Outcome.Relation,
                                ["data_release.state"] = check.Outcome.State.ToString().ToLowerInvariant(),
                            }
                        )
                    );
                    break;
                case ReleaseEvent.Warned { Code: { } code }:
                    Innermost.AddEvent(
                        new ActivityEvent("warning", tags: new ActivityTagsCollection { ["data_release.code"] = code })
                    );
                    break;
                default:
                    break;
            }
        }
    }

    private Activity Innermost => _steps.Count > 0 ? _steps[^1].Span : _command!;

    private Activity? Start(string name) =>
        CommandTrace.Source.StartActivity(name, ActivityKind.Internal, Innermost.Context);

    private void End(ReleaseEvent.StepFinished step)
    {
        var at = _steps.FindLastIndex(open => open.Name == step.Name);
        if (at < 0)
            return;
        var span = _steps[at].Span;
        _steps.RemoveAt(at);
        span.SetTag("data_release.state", step.State.Word());
        if (step.State is StepOutcome.Failed or StepOutcome.Refused)
            span.SetStatus(ActivityStatusCode.Error);
        span.Stop();
    }

    private void Begin(string id, string kind, string name)
    {
        // Nodes overlap, and the thread that reports a node is not the one that runs it.
        var before = Activity.Current;
        if (Start($"{kind} {name}") is { } span)
        {
            span.SetTag("dbt.unique_id", id);
            _nodes[id] = span;
        }
        Activity.Current = before;
    }

    private void End(ReleaseEvent.NodeFinished node)
    {
        if (!_nodes.ContainsKey(node.UniqueId))
            Begin(node.UniqueId, node.Kind, node.Name);
        if (!_nodes.Remove(node.UniqueId, out var span))
            return;
        var before = Activity.Current;
        span.SetTag("data_release.state", node.Status);
        if (node.Status is "error" or "fail")
            span.SetStatus(ActivityStatusCode.Error);
        span.Stop();
        Activity.Current = before;
    }
}
