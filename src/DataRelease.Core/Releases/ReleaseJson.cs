using System.Text.Json.Serialization;
using DataRelease.Builds;

namespace DataRelease.Releases;

/// <summary>JSON that the ledger keeps, without reflection.</summary>
[JsonSerializable(typeof(BuildOptions))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
