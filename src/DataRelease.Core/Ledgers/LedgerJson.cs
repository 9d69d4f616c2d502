using System.Text.Json.Serialization;

namespace DataRelease.Ledgers;

/// <summary>JSON that the ledger keeps, without reflection.</summary>
[JsonSerializable(typeof(FormerRollback))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class LedgerJson : JsonSerializerContext;
