using System.Text.Json.Serialization;

namespace DataRelease.Ledgers;

/// <summary>JSON in the ledger, without reflection.</summary>
[JsonSerializable(typeof(FormerRollback))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int[]))]
internal sealed partial class LedgerJson : JsonSerializerContext;
