using System.Text.Json.Serialization;

namespace DataRelease.Backups;

/// <summary>JSON of data versions and marks in the ledger, without reflection.</summary>
[JsonSerializable(typeof(IReadOnlyList<VersionColumn>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class BackupJson : JsonSerializerContext;
