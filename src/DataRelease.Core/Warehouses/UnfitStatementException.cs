using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>A text that a session keeps from the engine, told as an error of the engine: nothing of it ran.</summary>
public sealed class UnfitStatementException(string message) : DbException(message);
