using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// Statements with their values as JSON, for a journal that another process may have to carry out: a ledger that must
/// follow what it can't be written together with.
/// </summary>
internal static class KeptWrites
{
    /// <summary>The statements as they are for the dialect.</summary>
    /// <exception cref="NotSupportedException">A value of a kind that the ledger does not write.</exception>
    public static byte[] Write(IReadOnlyList<Sql> statements, Dialect dialect) =>
        JsonSerializer.SerializeToUtf8Bytes(
            statements
                .Select(statement => statement.Render(dialect))
                .Select(statement => new KeptStatement(statement.Text, [.. statement.Values.Select(Keep)]))
                .ToList(),
            KeptWritesJson.Default.ListKeptStatement
        );

    /// <summary>The statements again, for the same dialect.</summary>
    /// <exception cref="FormatException">It is not what <see cref="Write"/> wrote.</exception>
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

/// <summary>What a value is.</summary>
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

/// <param name="Kind">What it is.</param>
/// <param name="Value">As invariant text; bytes in base 64.</param>
internal sealed record KeptValue(KeptKind Kind, string Value);

/// <param name="Text">With the dialect's parameter markers.</param>
/// <param name="Values">In their order.</param>
internal sealed record KeptStatement(string Text, IReadOnlyList<KeptValue> Values);

[JsonSerializable(typeof(List<KeptStatement>))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class KeptWritesJson : JsonSerializerContext;
