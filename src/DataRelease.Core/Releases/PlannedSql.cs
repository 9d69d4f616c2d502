using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases;

/// <summary>
/// Compares the SQL of a plan with that of the live release. Where both sides have it, it shows the SQL as people wrote
/// it, because compiled SQL may contain values of variables.
/// </summary>
internal sealed class PlannedSql(ReleaseRun run, StepPreview preview)
{
    private static readonly RelationChange[] _compared =
    [
        RelationChange.New,
        RelationChange.Changed,
        RelationChange.Adopted,
    ];

    private readonly Dictionary<int, (ProjectCode? Code, Manifest? Manifest)> _releases = [];

    /// <summary>Adds the SQL to each new or changed relation of a plan.</summary>
    /// <param name="plan">The planned relations.</param>
    /// <param name="code">The project's code.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<PlannedRelation>> AddAsync(
        IReadOnlyList<PlannedRelation> plan,
        ProjectCode? code,
        CancellationToken cancellation
    )
    {
        var nodes = GreenDeployment
            .Scope(preview.Project!)
            .GroupBy(node => GreenDeployment.Live(node, preview.Target).ToString())
            .ToDictionary(group => group.Key, group => group.First());
        var live = await LiveAsync(cancellation);
        var told = new List<PlannedRelation>();
        foreach (var relation in plan)
            told.Add(
                _compared.Contains(relation.Change) && nodes.TryGetValue(relation.Relation, out var node)
                    ? relation with
                    {
                        Sql = await CompareAsync(
                            relation.Change,
                            node,
                            live.GetValueOrDefault(relation.Relation),
                            code,
                            cancellation
                        ),
                    }
                    : relation
            );
        return told;
    }

    private async Task<SqlChange> CompareAsync(
        RelationChange change,
        ManifestNode node,
        RelationRecord? blue,
        ProjectCode? code,
        CancellationToken cancellation
    )
    {
        var after = $"{preview.Project!.Name} {preview.Version}";
        SqlChange Word(string note, string? before = null) => new(node.OriginalFilePath, before, after, [], 0, note);

        if (node.Kind == NodeKind.Seed)
            return Word("a seed, whose rows are not shown");
        if (change == RelationChange.Adopted)
            return Word("what stands there belongs to no release, so its SQL is not known");
        if (code is null || !code.Texts.TryGetValue(node.UniqueId, out var now))
            return Word("its builder has no SQL text for it");
        if (code.Private.Contains(node.UniqueId))
            return Word("its compiled SQL may contain values of variables and is not shown");
        if (blue is null)
            return Diff(node, null, after, "", now);
        foreach (var number in new[] { preview.Book.Live!.Number, blue.Origin }.Distinct())
        {
            var (was, manifest) = await ReadAsync(number, cancellation);
            var before = Title(number);
            if (
                was is null
                || !was.Texts.TryGetValue(node.UniqueId, out var old)
                || manifest?.Nodes.GetValueOrDefault(node.UniqueId)?.Checksum != blue.Checksum
            )
                continue;
            if (was.IsCompiled != code.IsCompiled)
                return Word(
                    $"the text of {before} is {Form(was)} and this one is {Form(code)}, so they can't be compared",
                    before
                );
            return was.Private.Contains(node.UniqueId)
                ? Word("its compiled SQL may contain values of variables and is not shown", before)
                : Diff(node, before, after, old, now);
        }
        return Word($"the ledger has no SQL text of {Title(blue.Origin)}", Title(blue.Origin));
    }

    private static SqlChange Diff(ManifestNode node, string? before, string after, string old, string now) =>
        TextDiff.Of(old, now) switch
        {
            null => new(node.OriginalFilePath, before, after, [], 0, "too long to be compared"),
            { Lines.Count: 0 } => new(node.OriginalFilePath, before, after, [], 0, "only white space"),
            var diff => new(node.OriginalFilePath, before, after, diff.Lines, diff.Hidden, ""),
        };

    private static string Form(ProjectCode code) => code.IsCompiled ? "compiled SQL" : "as it was written";

    private string Title(int number) =>
        preview.Book.Record(number) is { Version.Length: > 0 } release
            ? $"{release.Id} ({release.Version})"
            : ReleaseRecord.Name(number);

    private async Task<Dictionary<string, RelationRecord>> LiveAsync(CancellationToken cancellation)
    {
        if (preview.Book.Live is not { } live)
            return [];
        await using var session = await run.OpenAsync(cancellation);
        return (await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation)).ToDictionary(relation =>
            relation.Live.ToString()
        );
    }

    /// <summary>The code and manifest that a release was built from, as far as the ledger has them.</summary>
    private async Task<(ProjectCode? Code, Manifest? Manifest)> ReadAsync(int number, CancellationToken cancellation)
    {
        if (_releases.TryGetValue(number, out var known))
            return known;
        byte[]? json;
        byte[]? artifact;
        await using (var session = await run.OpenAsync(cancellation))
        {
            json = await run.Ledger.ReadArtifactAsync(session, number, "manifest.json", cancellation);
            artifact = await run.Ledger.ReadArtifactAsync(session, number, KeptPackage.Artifact, cancellation);
        }
        var manifest = json is null
            ? null
            : ManifestReader.Read(json, $"manifest.json of {ReleaseRecord.Name(number)}", ManifestDetail.Code);
        var code = manifest is null ? null : ProjectCode.Written(manifest);
        if (
            code is null
            && artifact is not null
            && KeptPackage.Read(artifact) is { Content: not null, IsOfDatabase: false } kept
        )
        {
            using var opened = await OpenPackage.WriteAsync(
                run.Environment,
                ReleaseRecord.Name(number),
                kept,
                cancellation
            );
            var package = await ReleasePackage.OpenAsync(opened.File, cancellation);
            (code, manifest) = (ProjectCode.Of(package, run.LiveSchema), package.Manifest);
        }
        return _releases[number] = (code, manifest);
    }
}
