using System.Collections.Concurrent;
using DataRelease.Reports;

namespace DataRelease.Testing;

/// <summary>Keeps every event in the order of its arrival.</summary>
public sealed class RecordingEvents : IReleaseEvents
{
    private readonly ConcurrentQueue<ReleaseEvent> _events = new();
    private readonly ConcurrentQueue<(Func<ReleaseEvent, bool> What, Action Then)> _answers = new();

    /// <summary>All events.</summary>
    public IReadOnlyList<ReleaseEvent> All => [.. _events];

    /// <summary>The events of one kind.</summary>
    public IReadOnlyList<T> Of<T>()
        where T : ReleaseEvent => [.. _events.OfType<T>()];

    /// <inheritdoc/>
    public void Publish(ReleaseEvent happened)
    {
        _events.Enqueue(happened);
        foreach (var (what, then) in _answers)
        {
            if (what(happened))
                then();
        }
    }

    /// <summary>
    /// From now on calls <paramref name="then"/> on the publisher's thread whenever such an event arrives.
    /// </summary>
    public void When(Func<ReleaseEvent, bool> what, Action then) => _answers.Enqueue((what, then));
}
