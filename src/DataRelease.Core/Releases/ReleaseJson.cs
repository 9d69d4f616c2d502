using System.Text.Json.Serialization;

namespace DataRelease.Releases;

/// <summary>JSON in the ledger, without reflection.</summary>
[JsonSerializable(typeof(FormerIntent))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
