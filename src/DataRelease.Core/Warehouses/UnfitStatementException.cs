using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>
/// The error for a text that a session does not pass on to the engine. It counts as an engine's error, and no part of
/// the text ran.
/// </summary>
public sealed class UnfitStatementException(string message) : DbException(message);
