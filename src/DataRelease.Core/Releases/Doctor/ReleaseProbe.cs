using DataRelease.Builds.Reuse;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// Checks whether the releases that the ledger keeps are still there, complete, and free of foreign objects.
/// </summary>
internal sealed class ReleaseProbe(ReleaseRun run)
{
    private const int Named = 5;

    public async Task<IReadOnlyList<Finding>> LookAsync(ExaminedEnvironment chart, CancellationToken cancellation)
    {
        var begun = await BegunWayBack.FindAsync(run, chart.Book, cancellation);
        var found = Unfinished(chart, begun)
            .Concat(Damaged(chart))
            .Concat(Altered(chart))
            .Concat(Unknown(chart))
            .Concat(Bound(chart))
            .ToList();
        found.AddRange(await LeftOverAsync(chart, cancellation));
        return found;
    }

    private static IEnumerable<Finding> Unfinished(ExaminedEnvironment chart, BegunWayBack? begun)
    {
        if (begun is not null)
            yield return new Finding(
                "unfinished",
                CheckState.Warn,
                ErrorCode.UnfinishedRelease,
                "",
                begun.Describe,
                "data-release resume, or abort"
            );
        foreach (var release in chart.Book.Releases.Where(release => release.Number != chart.Book.Live?.Number))
        {
            if (release.IsUnderWay)
                yield return new Finding(
                    "unfinished",
                    CheckState.Warn,
                    ErrorCode.UnfinishedRelease,
                    "",
                    $"{release.Id} is {Ledger.Text(release.State)}",
                    $"data-release resume --release {release.Id}, or abort"
                );
            if (release.State == ReleaseState.Failed)
                yield return new Finding(
                    "left over",
                    CheckState.Warn,
                    null,
                    "",
                    $"{release.Id} failed and its green is kept ({release.Message})",
                    $"data-release abort --release {release.Id} drops it"
                );
        }
    }

    /// <summary>Releases that could be made live but lack something.</summary>
    private IEnumerable<Finding> Damaged(ExaminedEnvironment chart)
    {
        foreach (
            var release in chart.Book.Releases.Where(release =>
                release.Number != chart.Book.Live?.Number && (release.IsRetained || release.IsCandidate)
            )
        )
        {
            var relations = chart.Relations[release.Number].ToList();
            var gone = relations
                .Where(relation => !chart.Standing.ContainsKey(relation.Physical))
                .Select(relation => relation.Physical)
                .ToList();
            if (gone.Count == 0)
                continue;
            var nothingLeft = gone.Count == relations.Count && !chart.Schemas.Contains(release.GreenSchema);
            var becomes = release.IsCandidate ? ReleaseState.Aborted : ReleaseState.Retired;
            yield return new Finding(
                "release",
                CheckState.Warn,
                ErrorCode.ReleaseDamaged,
                "",
                $"{release.Id} is {Ledger.Text(release.State)}, and "
                    + (
                        nothingLeft
                            ? "nothing of it is left"
                            : $"{gone.Count} of its {relations.Count} relations are gone: "
                                + $"{List(gone.Select(name => name.ToString()))}"
                    ),
                nothingLeft ? "it can't be made live any more: data-release doctor --fix records that"
                    : release.IsCandidate ? "it can't be made live any more: data-release abort"
                    : "it can't be rolled back to any more: data-release prune drops what is left"
            )
            {
                Repair = nothingLeft
                    ? new Repair.Record(
                        release.Number,
                        $"{release.Id} is {Ledger.Text(becomes)}, since nothing of it is left",
                        fencing =>
                            [
                                run.Ledger.SetState(release.Number, becomes, fencing),
                                run.Ledger.DeleteArtifacts(release.Number),
                            ]
                    )
                    : null,
            };
        }
    }

    private static IEnumerable<Finding> Altered(ExaminedEnvironment chart)
    {
        foreach (
            var release in chart.Book.Releases.Where(release =>
                release.IsRetained || release.IsCandidate || release.State == ReleaseState.Live
            )
        )
        {
            foreach (
                var relation in chart
                    .Relations[release.Number]
                    .Where(relation => relation.Origin == release.Number && !Fingerprint.IsShared(relation))
            )
            {
                if (
                    !chart.Shapes.TryGetValue(relation.Physical, out var then)
                    || !chart.Standing.TryGetValue(relation.Physical, out var standing)
                )
                    continue;
                var now = standing.Columns.Select(Ledger.ShapeOf).ToList();
                if (then.SequenceEqual(now, StringComparer.Ordinal))
                    continue;
                string[] changes =
                [
                    .. then.Except(now).Select(column => $"no longer {column}"),
                    .. now.Except(then).Select(column => $"now {column}"),
                ];
                yield return new Finding(
                    "release",
                    release.State == ReleaseState.Live ? CheckState.Fail : CheckState.Warn,
                    ErrorCode.ReleaseAltered,
                    relation.Physical.ToString(),
                    $"the columns of {relation.Physical} changed after {release.Id} was built: "
                        + (changes.Length == 0 ? "another order" : List(changes))
                );
            }
        }
    }

    /// <summary>
    /// Schemas with names that DataRelease gives and that the ledger does not know. They are never dropped, because
    /// after the ledger was restored from a backup all of them would look like that.
    /// </summary>
    private IEnumerable<Finding> Unknown(ExaminedEnvironment chart)
    {
        var live = chart.LiveSchemas.Append(run.Environment.LiveSchema).Distinct().ToList();
        var kept = new List<string>();
        var exchanged = chart.Swaps.SelectMany(swap => swap.Schemas).Select(schema => schema.Next).ToHashSet();
        foreach (
            var schema in chart.Schemas.Where(schema => !chart.Greens.Contains(schema)).Order(StringComparer.Ordinal)
        )
        {
            if (!live.Any(name => ReleaseSchemas.IsOf(name, schema)))
                continue;
            if (exchanged.Contains(schema))
            {
                yield return new Finding(
                    "schema",
                    CheckState.Warn,
                    ErrorCode.RouterLeft,
                    schema,
                    "a swap replaced it or was cut short",
                    ErrorCode.RouterLeft.Remedy
                );
                continue;
            }
            if (live.Any(name => ReleaseSchemas.IsReplaced(name, schema)))
            {
                kept.Add(schema);
                continue;
            }
            // This is a custom schema of a known release for which no relation was made.
            if (chart.Greens.Any(green => IsBeside(green, schema)))
                continue;
            yield return new Finding(
                "schema",
                CheckState.Warn,
                ErrorCode.SchemaOrphaned,
                schema,
                "the ledger has no release for it",
                $"look at what it holds, then {Drop(schema)}"
            );
        }
        if (kept.Count > 0)
            yield return Finding.Fine(
                "schema",
                $"{kept.Count} schemas that were live are kept, because they may hold objects that this role is not "
                    + $"shown: {List(kept)}; as a role that sees every object, look into each and drop it: "
                    + Drop(kept[0])
            );
    }

    /// <summary>Leftovers of releases that are gone according to the ledger.</summary>
    private async Task<IReadOnlyList<Finding>> LeftOverAsync(ExaminedEnvironment chart, CancellationToken cancellation)
    {
        var found = new List<Finding>();
        foreach (var release in chart.LeftOver)
        {
            try
            {
                var statements = await new ReleaseCleanup(run).PlanAsync(release, cancellation);
                if (statements.Count == 0)
                    continue;
                found.Add(
                    new Finding(
                        "schema",
                        CheckState.Warn,
                        ErrorCode.SchemaOrphaned,
                        release.GreenSchema,
                        $"{release.Id} is {Ledger.Text(release.State)}, and its green still stands",
                        "data-release doctor --fix drops it"
                    )
                    {
                        Repair = new Repair.Drop(release),
                    }
                );
            }
            catch (ReleaseException refused)
                when (refused.Code == ErrorCode.DependedOnFromOutside || refused.Code == ErrorCode.LedgerCorrupt)
            {
                found.Add(
                    new Finding(
                        "schema",
                        CheckState.Warn,
                        ErrorCode.SchemaOrphaned,
                        release.GreenSchema,
                        $"{release.Id} is {Ledger.Text(release.State)}, and its green still stands: {refused.Message}",
                        refused.ToDo
                    )
                );
            }
        }
        return found;
    }

    private static IEnumerable<Finding> Bound(ExaminedEnvironment chart)
    {
        var all = chart.Relations.SelectMany(group => group).ToList();
        var releaseSchemas = all.Select(relation => relation.Physical.Schema)
            .Concat(chart.Book.Releases.Select(release => release.GreenSchema))
            .Concat(chart.Gone.Select(release => release.GreenSchema))
            .ToHashSet(StringComparer.Ordinal);
        // Moved relations that read a release are reported with their schema.
        var pointers = all.Select(relation => relation.Live)
            .Concat(chart.Found.SelectMany(found => found.Relations).Select(relation => relation.Place))
            .ToHashSet();
        return chart
            .Dependents.Where(dependent => dependent.Kind != "row-level security")
            .Where(dependent =>
                dependent.Relation is not { } by || (!releaseSchemas.Contains(by.Schema) && !pointers.Contains(by))
            )
            // A release's own code reads the release.
            .Where(dependent =>
                dependent.Schema is not { } place
                || !releaseSchemas.Any(schema => place.Contains(schema, StringComparison.Ordinal))
            )
            .DistinctBy(dependent => (dependent.Kind, dependent.ObjectName, dependent.On))
            .Select(dependent =>
            {
                var owner = all.Where(relation => relation.Physical == dependent.On)
                    .Select(relation => relation.Origin)
                    .DefaultIfEmpty(-1)
                    .First();
                var release = chart.Book.Record(owner);
                return new Finding(
                    "outside",
                    CheckState.Warn,
                    ErrorCode.BoundToRelease,
                    dependent.ObjectName,
                    $"{dependent.Kind} {dependent.ObjectName} reads {dependent.On}"
                        + (release is null ? "" : $" of {release.Id}, which is {Ledger.Text(release.State)}")
                );
            });
    }

    /// <summary>
    /// True if a schema is a release's beside its base schema: <c>analytics__r42_marketing</c>,
    /// <c>eu_analytics__r42</c>.
    /// </summary>
    private static bool IsBeside(string green, string schema)
    {
        var end = schema.IndexOf(green, StringComparison.Ordinal) + green.Length;
        return end >= green.Length && (end == schema.Length || schema[end] == '_');
    }

    private string Drop(string schema)
    {
        var statement = run.Warehouse.Dialect.DropSchema(schema);
        return statement.Render(run.Warehouse.Dialect).Text;
    }

    private static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        return $"{string.Join(", ", all.Take(Named))}{(all.Count > Named ? $" and {all.Count - Named} more" : "")}";
    }
}
