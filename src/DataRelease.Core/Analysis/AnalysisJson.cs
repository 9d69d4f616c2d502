using System.Text.Json.Serialization;

namespace DataRelease.Analysis;

/// <summary>JSON of an analysis in the ledger, without reflection.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase
)]
[JsonSerializable(typeof(AnalysisState))]
internal sealed partial class AnalysisJson : JsonSerializerContext;
