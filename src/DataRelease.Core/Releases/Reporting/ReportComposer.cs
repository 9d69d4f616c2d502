using System.Reflection;
using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports.Documents;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases.Reporting;

/// <summary>Composes the report's document from facts; touches nothing.</summary>
internal static class ReportComposer
{
    private const int MostMessage = 4_000;

    /// <summary>The tool's version in documents.</summary>
    public static string Tool { get; } =
        typeof(ReportComposer)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "";

    public static ReportDocument Compose(ReportFacts facts)
    {
        var (release, book, earlier) = (facts.Release, facts.Book, facts.Earlier);
        var before = release.Base is { } number ? book.Record(number) : null;
        var lineage = facts.Manifest is null ? earlier?.Lineage ?? [] : Lineage(facts);
        var checks = Checks(facts);
        var relations = RelationList.Of(facts, lineage);
        var document = new ReportDocument
        {
            Tool = Tool,
            At = facts.At,
            Project = facts.Manifest?.ProjectName is { Length: > 0 } project ? project : earlier?.Project ?? "",
            Environment = facts.Environment,
            Engine = facts.Engine,
            Release = new ReportedRelease(
                release.Id,
                release.Version,
                release.Commit,
                Ledger.Text(release.State),
                release.Strategy,
                release.Builder,
                release.CreatedAt,
                release.CreatedBy,
                release.LiveAt,
                before?.Id ?? (release.Base is { } old ? ReleaseRecord.Name(old) : null),
                before?.Version ?? "",
                release.LiveSchema,
                release.GreenSchema
            )
            {
                Branch = RecordedOrigin.Of(release).Branch,
            },
            Live = book.LiveSummary is { } live ? new ReportedLive(live.Release, live.Version, live.Since) : null,
            Decision = ReportDecision.Of(
                facts,
                checks,
                relations.Count(relation => relation.Change != ReportedChange.Dropped)
            ),
            Steps = [.. earlier?.Steps ?? [], .. facts.Steps],
            Nodes = facts.Nodes is null
                ? earlier?.Nodes ?? []
                : [.. facts.Nodes.Select(node => Node(node, facts.Manifest))],
            Relations = relations,
            Lineage = lineage,
            Checks = checks,
            Monitoring = Monitoring(facts),
            Problems = facts.Problems is null
                ? earlier?.Problems ?? []
                :
                [
                    .. facts.Problems.Select(problem => new ReportedProblem(
                        problem.Code.Id,
                        problem.IsWarning,
                        Cut(problem.Message),
                        problem.Where?.File.Replace('\\', '/'),
                        problem.Where?.Line ?? 0
                    )),
                ],
            Links =
            [
                .. (RecordedOrigin.Of(release).Links ?? new Dictionary<string, string>()).Select(
                    link => new ReportedLink(link.Key, link.Value)
                ),
            ],
            Commands = ReportDecision.Commands(facts),
        };
        return document with { RootCauses = RootCauses.Of(document) };
    }

    /// <summary>The measurements; those of the earlier report if they are gone with the release's data.</summary>
    private static ReportedMonitoring? Monitoring(ReportFacts facts) =>
        facts.Release.State is ReleaseState.Aborted or ReleaseState.Retired
        && facts.Earlier?.Monitoring is { Metrics.Count: > 0 } kept
            ? MonitoringSection.Kept(kept)
            : facts.Monitoring;

    private static ReportedNode Node(NodeResult result, Manifest? manifest)
    {
        var node = manifest?.Nodes.GetValueOrDefault(result.UniqueId);
        return new ReportedNode(
            result.UniqueId,
            Kind(node, result.UniqueId),
            node?.Name ?? result.UniqueId,
            result.Status,
            Math.Round(result.Seconds, 3),
            result.StartedAt,
            result.IsGood ? "" : Cut(result.Message ?? "")
        );
    }

    private static string Kind(ManifestNode? node, string uniqueId) =>
        node?.Kind switch
        {
            null or NodeKind.Other => uniqueId.Split('.')[0],
            NodeKind.UnitTest => "unit_test",
            { } kind => kind.ToString().ToLowerInvariant(),
        };

    /// <summary>The relations, and the ephemeral models and sources that they read.</summary>
    private static List<LineageNode> Lineage(ReportFacts facts)
    {
        var manifest = facts.Manifest!;
        var target = new GreenTarget(
            facts.Environment,
            facts.Database,
            facts.Release.LiveSchema,
            facts.Release.GreenSchema
        );
        var shown = manifest
            .Nodes.Values.Where(node =>
                node.IsRelation || (node.Kind == NodeKind.Model && node.Materialized == "ephemeral")
            )
            .ToList();
        var read = shown.SelectMany(node => node.DependsOn).ToHashSet(StringComparer.Ordinal);
        var sources = manifest
            .Sources.Where(source => read.Contains(source.Key))
            .Select(source => source.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        var ids = shown.Select(node => node.UniqueId).Concat(sources).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. sources.Select(source => new LineageNode(
                source,
                "source",
                string.Join('.', source.Split('.').Skip(2)),
                "",
                []
            )),
            .. shown
                .OrderBy(node => node.UniqueId, StringComparer.Ordinal)
                .Select(node => new LineageNode(
                    node.UniqueId,
                    node.IsRelation ? Kind(node, node.UniqueId) : "ephemeral",
                    node.Name,
                    node.IsRelation ? GreenDeployment.Live(node, target).ToString() : "",
                    [.. node.DependsOn.Where(ids.Contains).Distinct().Order(StringComparer.Ordinal)]
                )),
        ];
    }

    private static IReadOnlyList<ReportedCheck> Checks(ReportFacts facts)
    {
        if (facts.Checks.Count == 0)
            return facts.Earlier?.Checks ?? [];
        // Test results are in the build's order, and so are the outcomes made from them.
        var tests = facts
            .Nodes?.Where(node =>
                node.UniqueId.StartsWith("test.", StringComparison.Ordinal)
                || node.UniqueId.StartsWith("unit_test.", StringComparison.Ordinal)
            )
            .Select(node => node.UniqueId)
            .ToList()
            ?? [.. facts.Earlier?.Checks.Select(check => check.Node).OfType<string>() ?? []];
        var outcomes = facts.Checks.Count(Validation.IsTest) == tests.Count ? new Queue<string>(tests) : [];
        return
        [
            .. facts.Checks.Select(check => new ReportedCheck(
                check.Name,
                check.Relation,
                check.State,
                check.Severity.Word(),
                facts.Refuses(check),
                Cut(check.Value),
                Cut(check.Threshold),
                Cut(check.Message)
            )
            {
                Node = Validation.IsTest(check) && outcomes.TryDequeue(out var node) ? node : null,
            }),
        ];
    }

    private static string Cut(string text)
    {
        if (text.Length <= MostMessage)
            return text;
        var end = char.IsHighSurrogate(text[MostMessage - 1]) ? MostMessage - 1 : MostMessage;
        return $"{text[..end]}… ({text.Length:N0} characters)";
    }
}
