using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DataRelease.Reports.Documents;

/// <summary>The documents as JSON: for the ledger, for machines, and inside the HTML page.</summary>
public static class DocumentJson
{
    /// <summary>The contract by which a release's report is written.</summary>
    public static JsonTypeInfo<ReportDocument> ReportContract => DocumentContext.Default.ReportDocument;

    /// <summary>The contract by which a trend is written.</summary>
    public static JsonTypeInfo<TrendDocument> TrendContract => DocumentContext.Default.TrendDocument;

    /// <summary>A release's report, indented, in UTF-8.</summary>
    public static byte[] Write(ReportDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, Indented.ReportDocument);

    /// <summary>A trend, indented, in UTF-8.</summary>
    public static byte[] Write(TrendDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, Indented.TrendDocument);

    /// <summary>
    /// JSON for a script element. The encoder escapes everything but plain ASCII, and also <c>&lt;</c>, <c>&gt;</c>,
    /// <c>&amp;</c>, quotes, U+2028 and NUL, so that no text can end the element.
    /// </summary>
    internal static string Embed(ReportDocument document) =>
        JsonSerializer.Serialize(document, Embedded.ReportDocument);

    /// <summary>JSON for a script element.</summary>
    internal static string Embed(TrendDocument document) => JsonSerializer.Serialize(document, Embedded.TrendDocument);

    /// <summary>JSON for a script element.</summary>
    internal static string Embed(PlanDocument document) => JsonSerializer.Serialize(document, Embedded.PlanDocument);

    /// <summary>Reads a stored report; null if this tool does not know its form.</summary>
    public static ReportDocument? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DocumentContext.Default.ReportDocument) is { Schema: 1 } document
                ? document
                : null;
        }
        catch (JsonException)
        {
            // The caller makes a report from the rest of the ledger.
            return null;
        }
    }

    /// <summary>The document's bytes as a string.</summary>
    public static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    private static DocumentContext Indented { get; } =
        new(
            new JsonSerializerOptions(DocumentContext.Default.Options)
            {
                WriteIndented = true,
                NewLine = "\n",
                Encoder = RunnerCommands.JsonEncoder,
            }
        );

    private static DocumentContext Embedded { get; } =
        new(new JsonSerializerOptions(DocumentContext.Default.Options) { Encoder = RunnerCommands.JsonEncoder });
}

/// <summary>Writes an enum's names as words in JSON: <c>rolled_back</c>.</summary>
internal sealed class WordConverter<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [
        typeof(WordConverter<CheckState>),
        typeof(WordConverter<ReportedOutcome>),
        typeof(WordConverter<ReportedChange>),
        typeof(WordConverter<ReportedVerdict>),
        typeof(WordConverter<ReportedMetricVerdict>),
        typeof(WordConverter<ReportedReading>),
        typeof(WordConverter<ReportedStageState>),
    ]
)]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(TrendDocument))]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class DocumentContext : JsonSerializerContext;
