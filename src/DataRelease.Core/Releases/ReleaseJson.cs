using System.Text.Json.Serialization;

namespace DataRelease.Releases;

/// <summary>JSON that the ledger keeps, without reflection.</summary>
[JsonSerializable(typeof(FormerIntent))]
[JsonSerializable(typeof(RecordedOrigin))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
