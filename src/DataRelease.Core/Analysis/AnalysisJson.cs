using System.Text.Json.Serialization;

namespace DataRelease.Analysis;

/// <summary>JSON that the ledger keeps of an analysis, without reflection.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase
)]
[JsonSerializable(typeof(AnalysisState))]
internal sealed partial class AnalysisJson : JsonSerializerContext;
