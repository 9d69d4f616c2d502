using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// Names of release schemas. Names that are too long for the engine are cut and get a stable suffix. What DataRelease
/// adds to a name is folded as the engine folds names, because some adapters of dbt write a schema without quotes.
/// </summary>
internal static partial class ReleaseSchemas
{
    /// <summary>
    /// The schema that a release is built in: <c>analytics__r42</c> for <c>analytics</c>, or
    /// <c>analytics__p_pr_123_r42</c> for a preview.
    /// </summary>
    public static string Green(Dialect dialect, string liveSchema, int number, string? preview = null) =>
        dialect.Shorten($"{liveSchema}{dialect.Traits.Names.Fold($"__{Mark(number, preview)}")}");

    /// <summary>
    /// Every schema that a release can be built in: <c>analytics__r42</c>, then <c>analytics__r42b</c>, <c>c</c>, …
    /// when it is built again. A new build needs a new schema, because a dbt that outlived its killed release may still
    /// be writing to the old one.
    /// </summary>
    public static IEnumerable<string> Attempts(
        Dialect dialect,
        string liveSchema,
        int number,
        string? preview = null
    ) =>
        Enumerable
            .Range('b', 25)
            .Select(letter =>
                dialect.Shorten($"{liveSchema}{dialect.Traits.Names.Fold($"__{Mark(number, preview)}{(char)letter}")}")
            )
            .Prepend(Green(dialect, liveSchema, number, preview));

    /// <summary>
    /// The schema of the next attempt. After the last one, the second is used again, because it was dropped long ago.
    /// </summary>
    public static string Next(Dialect dialect, string liveSchema, int number, string current)
    {
        var attempts = Attempts(dialect, liveSchema, number).ToList();
        return attempts[(attempts.IndexOf(current) % 25) + 1];
    }

    /// <summary>
    /// The beginning of the names of scratch schemas in which the warehouse is asked what queries read:
    /// <c>analytics__r42__plan</c>.
    /// </summary>
    public static string Scratch(string greenSchema) => $"{greenSchema}__plan";

    /// <summary>
    /// The schema that an adopted relation moves to: <c>analytics__r0_marketing</c> for <c>analytics_marketing</c>,
    /// <c>analytics__r0__live_marts</c> for <c>marts</c>.
    /// </summary>
    public static string Adopted(Dialect dialect, string baseSchema, string liveSchema) =>
        Beside(dialect, baseSchema, liveSchema, "r0");

    /// <summary>
    /// The schema that a relation moves to if somebody put it into a live schema after the first release:
    /// <c>analytics__found2_marketing</c> for <c>analytics_marketing</c>.
    /// </summary>
    public static string Found(Dialect dialect, string baseSchema, string liveSchema, int number) =>
        Beside(dialect, baseSchema, liveSchema, string.Create(CultureInfo.InvariantCulture, $"found{number}"));

    /// <summary>
    /// The release schema for a live schema that the project names itself, independent of the target's schema:
    /// <c>analytics__r42__live_marts</c> for <c>marts</c>. The live schema can be read from the name.
    /// </summary>
    public static string Named(string greenSchema, string liveSchema) =>
        $"{greenSchema}{NamedMarkOf(greenSchema)}{liveSchema}";

    /// <summary>The live schema in such a name; null for any other name.</summary>
    public static string? NamedOf(string greenSchema, string schema) =>
        schema.Length > greenSchema.Length + NamedMark.Length
        && schema.StartsWith(greenSchema, StringComparison.Ordinal)
        && schema.AsSpan(greenSchema.Length).StartsWith(NamedMarkOf(greenSchema), StringComparison.Ordinal)
            ? schema[(greenSchema.Length + NamedMark.Length)..]
            : null;

    /// <summary>
    /// The router schema that is prepared to take a live schema's place: <c>analytics__next17_0423</c>.
    /// </summary>
    public static string Router(Dialect dialect, string liveSchema, string token) =>
        dialect.Shorten($"{liveSchema}{dialect.Traits.Names.Fold($"__next{token.Replace('-', '_')}")}");

    /// <summary>
    /// The schema that was live, when it is kept because it may hold objects that nobody was shown:
    /// <c>analytics__replaced17_0423</c>.
    /// </summary>
    public static string Replaced(Dialect dialect, string liveSchema, string token) =>
        dialect.Shorten($"{liveSchema}{dialect.Traits.Names.Fold($"__replaced{token.Replace('-', '_')}")}");

    private static string Mark(int number, string? preview) =>
        preview is null ? ReleaseRecord.Name(number) : $"{PreviewNames.Schema(preview)}_{ReleaseRecord.Name(number)}";

    private static string Beside(Dialect dialect, string baseSchema, string liveSchema, string mark) =>
        dialect.Shorten(InPlaceOf(baseSchema, $"{baseSchema}{dialect.Traits.Names.Fold($"__{mark}")}", liveSchema));

    /// <summary>
    /// The release schema for a live schema: <c>analytics__r42_marketing</c> for <c>analytics_marketing</c>, and
    /// <c>analytics__r42__live_marts</c> for <c>marts</c>, whose name does not contain the base schema's.
    /// </summary>
    public static string InPlaceOf(string baseSchema, string greenSchema, string liveSchema)
    {
        var at = liveSchema.IndexOf(baseSchema, StringComparison.Ordinal);
        return at < 0
            ? Named(greenSchema, liveSchema)
            : string.Concat(liveSchema.AsSpan(0, at), greenSchema, liveSchema.AsSpan(at + baseSchema.Length));
    }

    /// <summary>
    /// The live schema for a schema of green, or null if the schema is outside the release:
    /// <c>analytics__r42_marketing</c> is live as <c>analytics_marketing</c>, and <c>analytics__r42__live_marts</c> as
    /// <c>marts</c>.
    /// </summary>
    public static string? LiveOf(string liveSchema, string greenSchema, string schema)
    {
        if (NamedOf(greenSchema, schema) is { } named)
            return named;
        var at = schema.IndexOf(greenSchema, StringComparison.Ordinal);
        return at < 0 ? null : string.Concat(schema.AsSpan(0, at), liveSchema, schema.AsSpan(at + greenSchema.Length));
    }

    /// <summary>
    /// True if a schema's name is one that DataRelease gives for a live schema, whether or not a ledger knows the
    /// schema.
    /// </summary>
    public static bool IsOf(string liveSchema, string schema) =>
        schema.StartsWith(liveSchema, StringComparison.Ordinal) && Place().IsMatch(schema, liveSchema.Length);

    /// <summary>True if a schema's name is one of <see cref="Replaced"/> for a live schema.</summary>
    public static bool IsReplaced(string liveSchema, string schema) =>
        schema.StartsWith(liveSchema, StringComparison.Ordinal) && ReplacedPlace().IsMatch(schema, liveSchema.Length);

    /// <summary>
    /// True if a schema's name is one that DataRelease gives to a preview's release for a live schema.
    /// </summary>
    public static bool IsOfPreview(string liveSchema, string schema) =>
        schema.StartsWith(liveSchema, StringComparison.Ordinal) && PreviewPlace().IsMatch(schema, liveSchema.Length);

    /// <summary>
    /// Replaces the base schema's name, live or of any release and attempt, by one word. Two texts that differ only in
    /// that name become the same.
    /// </summary>
    /// <param name="text">The code.</param>
    /// <param name="baseSchema">The base schema that the code was made for: the live one or a release's own.</param>
    /// <param name="word">The word.</param>
    public static string Unify(string text, string baseSchema, string word)
    {
        var own = OwnSuffix().Match(baseSchema);
        var live = own.Success ? baseSchema[..own.Index] : baseSchema;
        // The base schema's own name is matched exactly, whatever follows it. Another release's name is matched by its
        // form.
        var itself = char.IsAsciiLetter(own.Value.LastOrDefault()) ? $"{Regex.Escape(baseSchema)}|" : "";
        return Regex.Replace(
            text,
            $"{itself}{Regex.Escape(live)}({SuffixPattern})?",
            word.Replace("$", "$$", StringComparison.Ordinal),
            RegexOptions.CultureInvariant
        );
    }

    private const string NamedMark = "__live_";

    /// <summary>The mark in capitals if the release's own mark is in capitals.</summary>
    private static string NamedMarkOf(string greenSchema) =>
        OwnSuffix().Match(greenSchema).Value.Any(char.IsAsciiLetterUpper) ? NamedMark.ToUpperInvariant() : NamedMark;

    // The letter of an attempt ends the name, or a custom schema follows it after an underscore.
    private const string SuffixPattern = @"__(?:[pP]_[A-Za-z0-9_]+?_)?[rR]\d+(?:[b-zB-Z](?![\p{L}\p{N}]))?";

    [GeneratedRegex(
        @"\G__(r\d+[b-z]?|found\d+|(?:next|replaced)\d+_\d+)(?=_|\z)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Place();

    [GeneratedRegex(@"\G__replaced\d+_\d+(?=_|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ReplacedPlace();

    [GeneratedRegex(@"\G__p_[a-z0-9_]+?_r\d+[b-z]?(?=_|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PreviewPlace();

    [GeneratedRegex(@"__(?:p_[a-z0-9_]+_)?r\d+[b-z]?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OwnSuffix();
}
