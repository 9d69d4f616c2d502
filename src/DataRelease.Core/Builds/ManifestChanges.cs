using DataRelease.Reports;

namespace DataRelease.Builds;

/// <summary>
/// What differs between the projects that two releases were built from, along the lineage: which changed models, seeds,
/// sources and the like can have changed a relation.
/// </summary>
public sealed class ManifestChanges
{
    private readonly Manifest _before;
    private readonly Manifest _after;
    private readonly IReadOnlyDictionary<string, string> _builtBefore;
    private readonly IReadOnlyDictionary<string, string> _builtAfter;

    /// <summary>Compares two projects.</summary>
    /// <param name="before">The older release's manifest.</param>
    /// <param name="after">The newer one's.</param>
    /// <param name="builtBefore">Checksums by unique id of what the older release's relations were really built from,
    /// where they differ from its manifest: a release of a part shares the others with its predecessor.</param>
    /// <param name="builtAfter">The newer one's.</param>
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

    /// <summary>What can have changed a node; null if neither project has it.</summary>
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
            // What it no longer reads can have changed it as much as what it reads.
            foreach (var parent in (old?.DependsOn ?? []).Concat(now?.DependsOn ?? []).Where(seen.Add))
                next.Enqueue((parent, at.Distance + 1));
        }
        // What is known to have changed says more than what may have.
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
        // Its rows come from earlier releases too, and which ones depends on when each was built.
        if (now.IsState)
            return new ChangeCause(id, kind, CauseChange.State, distance);
        return old.CodeDigest is { } first && now.CodeDigest is { } second && first != second
            ? new ChangeCause(id, kind, CauseChange.Code, distance)
            : null;
    }
}
