using System.Data.Common;
using DataRelease.Errors;

namespace DataRelease.Snowflake;

/// <summary>A connection string of the driver. It is never shown.</summary>
/// <param name="ConnectionString">The text that the user gave.</param>
/// <param name="Account">The account, for people.</param>
/// <param name="Database">The database's name, in the catalog's spelling.</param>
internal sealed record SnowflakeLogin(string ConnectionString, string Account, string Database)
{
    /// <summary>Values that no text for people may contain.</summary>
    private IReadOnlyList<string> Secrets { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Account}/{Database}";

    /// <exception cref="ReleaseException">
    /// DR4020; its message leaves out the text, which may hold a password.
    /// </exception>
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
    /// The connection string of one session, with the session's tag and without pooling, because our sessions have
    /// their own settings.
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

    /// <summary>The text with every secret of this connection replaced.</summary>
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
