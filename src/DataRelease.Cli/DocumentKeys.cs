using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace DataRelease.Cli;

/// <summary>
/// The keys of each verb's JSON document. A document has the keys of its verb, also if they are empty, and none of the
/// others. Keys that no verb is named for are in every document.
/// </summary>
internal static class DocumentKeys
{
    private static readonly string[] _standing =
    [
        "releases",
        "rollbackTargets",
        "found",
        "lease",
        "previews",
        "dataVersions",
    ];
    private static readonly string[] _watched = ["watch", "monitoring", "next_at"];
    private static readonly string[] _previewed = ["policies", "statements"];
    private static readonly string[] _takenBack = ["losses", "carried"];
    private static readonly string[] _migrated = ["migrations", "statements"];
    private static readonly string[] _copied = ["plan", "dataVersions"];

    /// <summary>The keys that belong to each verb, by its full name, such as <c>backup create</c>.</summary>
    public static FrozenDictionary<string, IReadOnlyList<string>> ByVerb { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["init"] = [],
            ["doctor"] = ["checks", "statements"],
            ["plan"] = ["checks", "plan", .. _previewed],
            ["deploy"] = ["checks", "plan", .. _previewed, .. _watched],
            ["validate"] = ["checks", "plan", .. _watched],
            ["diff"] = ["plan", "diffs"],
            ["replay"] = ["checks"],
            ["rehearse"] = ["checks"],
            ["approve"] = [],
            ["swap"] = ["checks", "plan", .. _previewed, .. _watched, .. _takenBack],
            ["release"] = ["checks", "plan", .. _previewed, .. _watched, .. _takenBack],
            ["refresh"] = ["checks", "plan", .. _previewed, .. _watched, .. _takenBack],
            ["rollback"] = ["checks", "plan", "statements", .. _watched, .. _takenBack],
            ["resume"] = ["checks", "plan", .. _watched, .. _takenBack],
            ["advance"] = ["checks", "plan", .. _watched, .. _takenBack],
            ["promote"] = ["checks", "plan", .. _watched, .. _takenBack],
            ["pause"] = ["checks", "plan", .. _watched, .. _takenBack],
            ["abort"] = ["checks", "plan", "statements", .. _watched, .. _takenBack],
            ["status"] = [.. _standing, .. _watched],
            ["history"] = ["releases", "history", "earlier"],
            ["report"] = [],
            ["backup create"] = _copied,
            ["backup list"] = _copied,
            ["backup verify"] = ["checks", "dataVersions"],
            ["backup restore"] = [.. _copied, "statements"],
            ["backup drop"] = _copied,
            ["migrate up"] = _migrated,
            ["migrate down"] = _migrated,
            ["migrate status"] = _migrated,
            ["migrate verify"] = _migrated,
            ["migrate baseline"] = _migrated,
            ["migrate resolve"] = _migrated,
            ["prune"] = [.. _standing, .. _watched, "statements"],
            ["leave"] = ["plan", "statements"],
            ["certify"] = ["checks", "certificate"],
            ["pack"] = [],
            ["completion"] = [],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> _ofVerbs = ByVerb
        .Values.SelectMany(keys => keys)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The verbs that a key belongs to, in alphabetical order; empty for a key of every document.</summary>
    public static IReadOnlyList<string> Verbs(string key) =>
        [
            .. ByVerb
                .Where(verb => verb.Value.Contains(key, StringComparer.Ordinal))
                .Select(verb => verb.Key)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Takes the keys of other verbs out of a document.</summary>
    /// <param name="document">The document with all keys.</param>
    /// <param name="verb">The verb's full name; an unknown one has the keys of every document.</param>
    public static void Keep(JsonObject document, string verb)
    {
        var own = ByVerb.GetValueOrDefault(verb, []);
        // A result that the table forgets is shown rather than lost; it does not fit the schema then.
        var foreign = document
            .Where(pair => pair.Value is null or JsonArray { Count: 0 })
            .Select(pair => pair.Key)
            .Where(key => _ofVerbs.Contains(key) && !own.Contains(key, StringComparer.Ordinal))
            .ToList();
        foreach (var key in foreign)
            document.Remove(key);
    }
}
