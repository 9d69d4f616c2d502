using System.Globalization;
using DataRelease.Builds;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>Names of release schemas, cut to the engine's limit with a stable suffix.</summary>
internal static class SchemaNames
{
    /// <summary><c>analytics__r42</c> for <c>analytics</c>.</summary>
    public static string Green(Dialect dialect, string liveSchema, int number) =>
        dialect.Shorten($"{liveSchema}__{ReleaseRecord.Name(number)}");

    /// <summary>
    /// Every schema that a release can be built in: <c>analytics__r42</c>, and <c>analytics__r42b</c>, <c>c</c>, … when
    /// it is built again, because a dbt that outlived its killed release may still be writing to the schema of before.
    /// </summary>
    public static IEnumerable<string> Attempts(Dialect dialect, string liveSchema, int number) =>
        Enumerable
            .Range('b', 25)
            .Select(letter => dialect.Shorten($"{liveSchema}__{ReleaseRecord.Name(number)}{(char)letter}"))
            .Prepend(Green(dialect, liveSchema, number));

    /// <summary>
    /// The schema of the next attempt; after the last one the second comes again, which is long gone.
    /// </summary>
    public static string Next(Dialect dialect, string liveSchema, int number, string current)
    {
        var attempts = Attempts(dialect, liveSchema, number).ToList();
        return attempts[(attempts.IndexOf(current) % 25) + 1];
    }

    /// <summary>
    /// Where a relation of a live schema goes when it is adopted: <c>analytics__r0_marketing</c> for
    /// <c>analytics_marketing</c>.
    /// </summary>
    public static string Adopted(Dialect dialect, string baseSchema, string liveSchema) =>
        Beside(dialect, baseSchema, liveSchema, "r0");

    /// <summary>
    /// Where a relation goes that somebody put into a live schema after the first release:
    /// <c>analytics__found2_marketing</c> for <c>analytics_marketing</c>.
    /// </summary>
    public static string Found(Dialect dialect, string baseSchema, string liveSchema, int number) =>
        Beside(dialect, baseSchema, liveSchema, string.Create(CultureInfo.InvariantCulture, $"found{number}"));

    private static string Beside(Dialect dialect, string baseSchema, string liveSchema, string mark)
    {
        var at = liveSchema.IndexOf(baseSchema, StringComparison.Ordinal);
        return at < 0
            ? dialect.Shorten($"{liveSchema}__{mark}")
            : dialect.Shorten($"{liveSchema[..at]}{baseSchema}__{mark}{liveSchema[(at + baseSchema.Length)..]}");
    }

    /// <summary>Where green goes.</summary>
    public static GreenTarget Target(ReleaseEnvironment environment, int number) =>
        new(
            environment.Name,
            environment.Warehouse.Database,
            environment.LiveSchema,
            Green(environment.Warehouse.Dialect, environment.LiveSchema, number)
        );
}
