using System.Text.Json.Serialization;

namespace DataRelease.Backups;

/// <summary>JSON that the ledger keeps of data versions and marks, without reflection.</summary>
[JsonSerializable(typeof(IReadOnlyList<VersionColumn>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class BackupJson : JsonSerializerContext;
