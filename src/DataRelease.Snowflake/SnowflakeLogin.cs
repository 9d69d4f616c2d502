using System.Data.Common;
using DataRelease.Errors;

namespace DataRelease.Snowflake;

/// <summary>A connection string of the driver. Never shown.</summary>
/// <param name="ConnectionString">As it was given.</param>
/// <param name="Account">For people.</param>
/// <param name="Database">The database, as the catalog has it.</param>
internal sealed record SnowflakeLogin(string ConnectionString, string Account, string Database)
{
    /// <summary>Values that no text for people may hold.</summary>
    private IReadOnlyList<string> Secrets { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Account}/{Database}";

    /// <exception cref="ReleaseException">DR4020 without the text, which may hold a password.</exception>
    public static SnowflakeLogin Parse(string text)
    {
        var whole = new DbConnectionStringBuilder();
        try
        {
            whole.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            throw Invalid("it is not of the form 'account=…;user=…;password=…;db=…;warehouse=…'");
        }
        var account = Value(whole, SnowflakeKeys.Account) ?? throw Invalid("it names no account");
        var database = Value(whole, SnowflakeKeys.Database) ?? throw Invalid("it names no db");
        if (Value(whole, SnowflakeKeys.Host) is { } host && host.Contains('/', StringComparison.Ordinal))
            throw Invalid("its host is a URL and must be a name");
        if (
            Value(whole, SnowflakeKeys.Scheme) is { } scheme
            && !scheme.Equals("https", StringComparison.OrdinalIgnoreCase)
            && !IsLoopback(Value(whole, SnowflakeKeys.Host))
        )
            throw Invalid("its scheme is not https");
        return new SnowflakeLogin(whole.ConnectionString, account, SnowflakeNaming.Written(database))
        {
            Secrets =
            [
                .. SnowflakeKeys
                    .Secrets.Select(key => Value(whole, key))
                    .OfType<string>()
                    .Where(value => value.Length >= 4)
                    .OrderByDescending(value => value.Length),
            ],
        };
    }

    /// <summary>
    /// The string of one session: nothing that was pooled, since a session's settings are ours, and the session's tag.
    /// </summary>
    public string Of(string tag)
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = ConnectionString };
        builder[SnowflakeKeys.Pooling] = "false";
        builder[SnowflakeKeys.QueryTag] = tag;
        if (Value(builder, SnowflakeKeys.Application) is null)
            builder[SnowflakeKeys.Application] = "data_release";
        return builder.ConnectionString;
    }

    /// <summary>The text without any secret of this connection.</summary>
    public string Hide(string text)
    {
        foreach (var secret in Secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    private static bool IsLoopback(string? host) => host is "127.0.0.1" or "localhost" or "::1";

    private static string? Value(DbConnectionStringBuilder builder, string key) =>
        builder.TryGetValue(key, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    private static ReleaseException Invalid(string why) =>
        new(ErrorCode.ConnectionInvalid, $"the connection to Snowflake can't be read: {why}");
}
