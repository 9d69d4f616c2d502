using System.Text.Json;
using DataRelease.Ledgers;

namespace DataRelease.Builds.Reuse;

/// <summary>
/// Decides which incremental models and snapshots write in place to the live table, because the project sets <c>state:
/// shared</c>, and why others with that setting do not. A node with changed code never writes in place, because its
/// rows could not be taken back.
/// </summary>
internal sealed record SharedState
{
    /// <summary>No state is shared.</summary>
    public static readonly SharedState None = new();

    /// <summary>Blue's records of the nodes that write in place, by unique id.</summary>
    public IReadOnlyDictionary<string, RelationRecord> InPlace { get; private init; } =
        new Dictionary<string, RelationRecord>();

    /// <summary>Why a node that asks for it does not write in place, by unique id, as a phrase.</summary>
    public IReadOnlyDictionary<string, string> WhyNot { get; private init; } = new Dictionary<string, string>();

    /// <summary>Decides which nodes write in place.</summary>
    /// <param name="nodes">
    /// Nodes with <c>state: shared</c> that go on from their earlier rows, with digests of their code.
    /// </param>
    /// <param name="question">The facts about blue.</param>
    public static SharedState Decide(IReadOnlyList<ManifestNode> nodes, SharedStateQuestion question)
    {
        var shared = new Dictionary<string, RelationRecord>(StringComparer.Ordinal);
        var whyNot = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var blue = question.Blue.GetValueOrDefault(node.UniqueId);
            if (Refusal(node, blue, question) is { } why)
                whyNot[node.UniqueId] = why;
            else
                shared[node.UniqueId] = blue!;
        }
        return new SharedState { InPlace = shared, WhyNot = whyNot };
    }

    private static string? Refusal(ManifestNode node, RelationRecord? blue, SharedStateQuestion question)
    {
        if (question.IsApart)
            return "this release must not write to what is live";
        if (!question.IsAtomic)
            return "this warehouse can't write a table's rows and columns in one transaction";
        if (blue is null || blue.Live != question.Live(node))
            return "what is live does not have it yet";
        if (!question.IsTable(blue) || blue.Materialized != node.Materialized)
            return "what is live is not a table of the same kind";
        if (Text(node, "on_schema_change") is not (null or "ignore" or "fail") and var change)
            return $"on_schema_change is {change}, which may change the columns of what is live";
        if (question.WhyNotInPlace(node) is { } builder)
            return builder;
        if (Fingerprint.CodeOf(node) is not { } code)
            return "its code can't be compared (it depends on the run)";
        if (Fingerprint.Read(blue.Fingerprint) is not { } before)
            return $"what {ReleaseRecord.Name(blue.Origin)} was made from is not known";
        if (before.Code != code)
            return "its code changed";
        return before.Settings == Fingerprint.SettingsOf(node) ? null : "its settings changed";
    }

    private static string? Text(ManifestNode node, string key) =>
        node.Config.ValueKind == JsonValueKind.Object
        && node.Config.TryGetProperty(key, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>The facts that the decision needs.</summary>
internal sealed record SharedStateQuestion
{
    /// <summary>The live relations, by unique id.</summary>
    public required IReadOnlyDictionary<string, RelationRecord> Blue { get; init; }

    /// <summary>Gives the name by which consumers find a node.</summary>
    public required Func<ManifestNode, Warehouses.RelationName> Live { get; init; }

    /// <summary>True if a relation of blue exists as a table.</summary>
    public required Func<RelationRecord, bool> IsTable { get; init; }

    /// <summary>Why a node can't write in place: see <see cref="IGreenBuilder.WhyNotInPlace"/>.</summary>
    public required Func<ManifestNode, string?> WhyNotInPlace { get; init; }

    /// <summary>True if what a node writes is one transaction, whatever it writes.</summary>
    public required bool IsAtomic { get; init; }

    /// <summary>True for a release that never goes live by itself: a preview, a shadow.</summary>
    public bool IsApart { get; init; }
}
