using System.Text.Json.Serialization;

namespace DataRelease.Ledgers;

/// <summary>JSON in the ledger, without reflection.</summary>
[JsonSerializable(typeof(FormerRollback))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(List<CodePointer>))]
[JsonSerializable(typeof(List<ExpandedStatement>))]
internal sealed partial class LedgerJson : JsonSerializerContext;
