using System.Text.Json.Serialization;

namespace DataRelease.Releases;

/// <summary>JSON that the ledger keeps, without reflection.</summary>
[JsonSerializable(typeof(ReleaseIntent))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
