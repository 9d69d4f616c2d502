using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases;

/// <summary>
/// Compares the SQL of a project with that of an earlier release, as far as the ledger has it. Where both sides have
/// it, it compares the SQL as people wrote it, because compiled SQL may contain values of variables.
/// </summary>
/// <param name="run">The run, whose ledger is read.</param>
/// <param name="book">The releases, for their versions.</param>
/// <param name="older">The number of the earlier release.</param>
/// <param name="after">The origin of the newer text, <c>project 1.3.0</c>.</param>
internal sealed class KeptSql(ReleaseRun run, ReleaseBook book, int older, string after)
{
    private readonly Dictionary<int, (ProjectCode? Code, Manifest? Manifest)> _releases = [];

    /// <summary>Compares the SQL of one relation.</summary>
    /// <param name="node">The project's node.</param>
    /// <param name="blue">The earlier release's relation; null for a new one.</param>
    /// <param name="code">The project's code.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<SqlChange> CompareAsync(
        ManifestNode node,
        RelationRecord? blue,
        ProjectCode? code,
        CancellationToken cancellation
    )
    {
        if (node.Kind == NodeKind.Seed)
            return Word(node, "a seed, whose rows are not shown");
        if (code is null || !code.Texts.TryGetValue(node.UniqueId, out var now))
            return Word(node, "its builder has no SQL text for it");
        if (code.Private.Contains(node.UniqueId))
            return Word(node, "its compiled SQL may contain values of variables and is not shown");
        if (blue is null)
            return Diff(node, null, "", now);
        foreach (var number in new[] { older, blue.Origin }.Distinct())
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
                    node,
                    $"the text of {before} is {Form(was)} and this one is {Form(code)}, so they can't be compared",
                    before
                );
            return was.Private.Contains(node.UniqueId)
                ? Word(node, "its compiled SQL may contain values of variables and is not shown", before)
                : Diff(node, before, old, now);
        }
        return Word(node, $"the ledger has no SQL text of {Title(blue.Origin)}", Title(blue.Origin));
    }

    /// <summary>Says why nothing is compared.</summary>
    public SqlChange Word(ManifestNode node, string note, string? before = null) =>
        new(node.OriginalFilePath, before, after, [], 0, note);

    /// <summary>The code and manifest that a release was built from, as far as the ledger has them.</summary>
    public async Task<(ProjectCode? Code, Manifest? Manifest)> ReadAsync(int number, CancellationToken cancellation)
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

    private SqlChange Diff(ManifestNode node, string? before, string old, string now) =>
        TextDiff.Of(old, now) switch
        {
            null => Word(node, "too long to be compared", before),
            { Lines.Count: 0 } => Word(node, "only white space", before),
            var diff => new(node.OriginalFilePath, before, after, diff.Lines, diff.Hidden, ""),
        };

    private static string Form(ProjectCode code) => code.IsCompiled ? "compiled SQL" : "as it was written";

    private string Title(int number) =>
        book.Record(number) is { Version.Length: > 0 } release
            ? $"{release.Id} ({release.Version})"
            : ReleaseRecord.Name(number);
}
