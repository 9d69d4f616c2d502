using System.Text.Json.Serialization;
using DataRelease.Rollbacks.Backups;

namespace DataRelease.Releases;

/// <summary>JSON that the ledger keeps, without reflection.</summary>
[JsonSerializable(typeof(ReleaseIntent))]
[JsonSerializable(typeof(PendingRollback))]
[JsonSerializable(typeof(IReadOnlyList<VersionColumn>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
