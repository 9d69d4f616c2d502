using System.Text.Json;
using DataRelease.Builds.Packages.Running;
using DataRelease.Errors;

namespace DataRelease.Builds.Seeds;

/// <summary>A seed's settings about its file.</summary>
internal sealed record SeedSettings
{
    /// <summary>The setting that only projects of plain SQL have.</summary>
    public const string ExactKey = "exact";

    /// <summary>Declared SQL types by column.</summary>
    public IReadOnlyDictionary<string, string> Types { get; init; } = new Dictionary<string, string>();

    /// <summary>The file's format.</summary>
    public CsvForm Form { get; init; } = new();

    /// <summary>Texts that stand for NULL.</summary>
    public IReadOnlyList<string> NullWords { get; init; } = AgateTyping.Words;

    /// <summary>False if column names are not quoted, so that the engine folds them.</summary>
    public bool QuotesColumns { get; init; } = true;

    /// <summary>True if no dbt defines the types, and nothing may be lost.</summary>
    public bool IsExact { get; init; }

    /// <summary>True if dbt's adapter would let the engine parse the file itself, where the engine can.</summary>
    public bool IsFast { get; init; } = true;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ReleaseException">DR3008.</exception>
    public static SeedSettings Of(ManifestNode node) =>
        new()
        {
            Types = node.Value("column_types") is { ValueKind: JsonValueKind.Object } types
                ? types
                    .EnumerateObject()
                    .Where(type => type.Value.ValueKind == JsonValueKind.String)
                    .ToDictionary(type => type.Name, type => type.Value.GetString()!, StringComparer.Ordinal)
                : new Dictionary<string, string>(),
            Form = new CsvForm(Delimiter(node), Quote(node)),
            NullWords = node.Value("null_values") is null ? AgateTyping.Words : node.Texts("null_values"),
            QuotesColumns = node.Value("quote_columns")?.ValueKind != JsonValueKind.False,
            IsExact = node.Flag(ExactKey),
            IsFast = node.Value("fast")?.ValueKind != JsonValueKind.False,
        };

    private static char Delimiter(ManifestNode node) =>
        node.Value("delimiter") switch
        {
            null => ',',
            { ValueKind: JsonValueKind.String } text
                when text.GetString() is [var one] && one is not ('\n' or '\r' or '"' or '\0') => one,
            var other => throw new ReleaseException(
                ErrorCode.SeedInvalid,
                $"the delimiter of {node.UniqueId} is {other.Value.GetRawText()}; it must be one character",
                "correct the seed's delimiter",
                new SourceLocation(node.OriginalFilePath, 1, 1)
            ),
        };

    private static char? Quote(ManifestNode node) =>
        node.Text("quote") switch
        {
            null => '"',
            [var one] => one,
            _ => null,
        };
}
