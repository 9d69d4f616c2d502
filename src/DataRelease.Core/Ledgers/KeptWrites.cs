using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// Stores statements and their values as JSON, for a journal that another process may have to carry out. The journal
/// serves swaps that can't share a transaction with the ledger.
/// </summary>
internal static class KeptWrites
{
    /// <summary>Serializes the statements as the dialect renders them.</summary>
    /// <exception cref="NotSupportedException">A value has a type that the ledger does not write.</exception>
    public static byte[] Write(IReadOnlyList<Sql> statements, Dialect dialect) =>
        JsonSerializer.SerializeToUtf8Bytes(
            statements
                .Select(statement => statement.Render(dialect))
                .Select(statement => new KeptStatement(statement.Text, [.. statement.Values.Select(Keep)]))
                .ToList(),
            KeptWritesJson.Default.ListKeptStatement
        );

    /// <summary>Reads the statements back, for the same dialect.</summary>
    /// <exception cref="FormatException">The bytes were not written by <see cref="Write"/>.</exception>
    public static IReadOnlyList<Sql> Read(byte[] json) =>
        [
            .. (
                JsonSerializer.Deserialize(json, KeptWritesJson.Default.ListKeptStatement)
                ?? throw new FormatException("no statements")
            ).Select(kept => Sql.Kept(new SqlStatement(kept.Text, [.. kept.Values.Select(Give)]))),
        ];

    private static KeptValue Keep(object? value) =>
        value switch
        {
            null => new KeptValue(KeptKind.Nothing, ""),
            string text => new KeptValue(KeptKind.Text, text),
            bool flag => new KeptValue(KeptKind.Flag, flag ? "true" : "false"),
            int number => new KeptValue(KeptKind.Integer, number.ToString(CultureInfo.InvariantCulture)),
            long number => new KeptValue(KeptKind.Long, number.ToString(CultureInfo.InvariantCulture)),
            double number => new KeptValue(KeptKind.Double, number.ToString("R", CultureInfo.InvariantCulture)),
            DateTime moment => new KeptValue(KeptKind.Moment, moment.ToString("O", CultureInfo.InvariantCulture)),
            byte[] bytes => new KeptValue(KeptKind.Bytes, Convert.ToBase64String(bytes)),
            _ => throw new NotSupportedException($"a journal keeps no {value.GetType().Name}"),
        };

    private static object? Give(KeptValue value) =>
        value.Kind switch
        {
            KeptKind.Nothing => null,
            KeptKind.Text => value.Value,
            KeptKind.Flag => value.Value == "true",
            KeptKind.Integer => int.Parse(value.Value, CultureInfo.InvariantCulture),
            KeptKind.Long => long.Parse(value.Value, CultureInfo.InvariantCulture),
            KeptKind.Double => double.Parse(value.Value, CultureInfo.InvariantCulture),
            KeptKind.Moment => DateTime.Parse(value.Value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            KeptKind.Bytes => Convert.FromBase64String(value.Value),
            _ => throw new FormatException($"unknown kind {value.Kind} of a value"),
        };
}

/// <summary>The type of a kept value.</summary>
internal enum KeptKind
{
    Nothing,
    Text,
    Flag,
    Integer,
    Long,
    Double,
    Moment,
    Bytes,
}

/// <param name="Kind">The value's type.</param>
/// <param name="Value">The value as invariant text, or bytes in base 64.</param>
internal sealed record KeptValue(KeptKind Kind, string Value);

/// <param name="Text">The statement, with the dialect's parameter markers.</param>
/// <param name="Values">The values in the order of the markers.</param>
internal sealed record KeptStatement(string Text, IReadOnlyList<KeptValue> Values);

[JsonSerializable(typeof(List<KeptStatement>))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class KeptWritesJson : JsonSerializerContext;
