using System.Text.Json.Serialization;

namespace DataRelease.Ledgers;

/// <summary>JSON that the ledger keeps, without reflection.</summary>
[JsonSerializable(typeof(PendingRollback))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class LedgerJson : JsonSerializerContext;
