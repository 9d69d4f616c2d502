using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>A session does not give this text to the engine. It is told as an error of the engine: nothing ran.</summary>
public sealed class UnfitStatementException(string message) : DbException(message);
