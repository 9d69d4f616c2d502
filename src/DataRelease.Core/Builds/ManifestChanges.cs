using DataRelease.Reports;

namespace DataRelease.Builds;

/// <summary>
/// Explains the differences between the projects of two releases along the lineage: which changed models, seeds,
/// sources and so on may have changed a relation.
/// </summary>
public sealed class ManifestChanges
{
    private readonly Manifest _before;
    private readonly Manifest _after;
    private readonly IReadOnlyDictionary<string, string> _builtBefore;
    private readonly IReadOnlyDictionary<string, string> _builtAfter;

    /// <summary>Compares two projects.</summary>
    /// <param name="before">The older release's manifest.</param>
    /// <param name="after">The newer release's manifest.</param>
    /// <param name="builtBefore">
    /// The checksums, by unique id, of the files that the older release's relations were really built from, where they
    /// differ from its manifest. A partial release shares its other relations with its predecessor.
    /// </param>
    /// <param name="builtAfter">The same checksums of the newer release.</param>
    public ManifestChanges(
        Manifest before,
        Manifest after,
        IReadOnlyDictionary<string, string> builtBefore,
        IReadOnlyDictionary<string, string> builtAfter
    )
    {
        _before = before;
        _after = after;
        _builtBefore = builtBefore;
        _builtAfter = builtAfter;
    }

    /// <summary>The possible reasons for a node's change; null if neither project has the node.</summary>
    public ChangeExplanation? Explain(string uniqueId)
    {
        if (!_before.Nodes.ContainsKey(uniqueId) && !_after.Nodes.ContainsKey(uniqueId))
            return null;
        var causes = new List<ChangeCause>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { uniqueId };
        var next = new Queue<(string Id, int Distance)>([(uniqueId, 0)]);
        while (next.TryDequeue(out var at))
        {
            var (old, now) = (_before.Nodes.GetValueOrDefault(at.Id), _after.Nodes.GetValueOrDefault(at.Id));
            if (Cause(at.Id, old, now, at.Distance) is { } cause)
                causes.Add(cause);
            // A removed input can have changed the node as much as a present one.
            foreach (var parent in (old?.DependsOn ?? []).Concat(now?.DependsOn ?? []).Where(seen.Add))
                next.Enqueue((parent, at.Distance + 1));
        }
        // Known changes come first, before possible ones.
        return new ChangeExplanation([
            .. causes
                .OrderBy(cause => cause.Change is CauseChange.Unknown or CauseChange.State)
                .ThenBy(cause => cause.Distance)
                .ThenBy(cause => cause.UniqueId, StringComparer.Ordinal),
        ]);
    }

    private ChangeCause? Cause(string id, ManifestNode? old, ManifestNode? now, int distance)
    {
        if (id.StartsWith("source.", StringComparison.Ordinal))
            return new ChangeCause(id, "source", CauseChange.Unknown, distance);
        if (old is null && now is null)
            return null;
        var kind = (now ?? old)!.Kind.ToString().ToLowerInvariant();
        if (old is null || now is null)
            return new ChangeCause(id, kind, old is null ? CauseChange.New : CauseChange.Removed, distance);
        var (was, isNow) = (
            _builtBefore.GetValueOrDefault(id, old.Checksum),
            _builtAfter.GetValueOrDefault(id, now.Checksum)
        );
        if ((was.Length > 0 && isNow.Length > 0 && was != isNow) || old.Materialized != now.Materialized)
            return new ChangeCause(id, kind, CauseChange.Changed, distance);
        // Its rows also come from earlier releases, depending on when each was built.
        if (now.IsState)
            return new ChangeCause(id, kind, CauseChange.State, distance);
        return old.CodeDigest is { } first && now.CodeDigest is { } second && first != second
            ? new ChangeCause(id, kind, CauseChange.Code, distance)
            : null;
    }
}
