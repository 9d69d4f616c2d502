using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>A value of an engine that no type of .NET holds.</summary>
/// <param name="Type">The engine's name of the type.</param>
/// <param name="Text">The value. Two values of a type are the same if their texts are.</param>
/// <param name="IsNumber">True if the text is a number.</param>
public sealed record UnheldValue(string Type, string Text, bool IsNumber)
{
    /// <summary>The value's text.</summary>
    public override string ToString() => Text;
}

/// <summary>A value that the driver can't read. The statement itself succeeded.</summary>
/// <param name="column">The name of the result's column.</param>
/// <param name="type">The engine's name of the type.</param>
/// <param name="inner">What the driver said.</param>
public sealed class UnreadableValueException(string column, string type, Exception inner)
    : DbException($"the driver can't read the value of {column}, of type {type}", inner);
