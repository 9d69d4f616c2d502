using System.Data.Common;
using DataRelease.Errors;

namespace DataRelease.SqlServer;

/// <summary>
/// A connection string of the driver, with two additions that the driver does not know: a token, or the way to get one
/// from Microsoft Entra. It is never shown.
/// </summary>
/// <param name="ConnectionString">The driver's part.</param>
/// <param name="Server">The host, for people.</param>
/// <param name="Database">The database.</param>
internal sealed record SqlServerLogin(string ConnectionString, string Server, string Database)
{
    /// <summary>The keys that are our additions.</summary>
    public const string Token = "Access Token",
        Tenant = "Tenant ID";

    private const string Own = "Authentication";

    /// <summary>The given token, or null.</summary>
    public string? AccessToken { get; private init; }

    /// <summary>How to ask Entra for a token, or null.</summary>
    public EntraLogin? Entra { get; private init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Server}/{Database}";

    /// <exception cref="ReleaseException">
    /// DR4020; its message leaves out the text, which may hold a password.
    /// </exception>
    public static SqlServerLogin Parse(string text)
    {
        var whole = new DbConnectionStringBuilder();
        try
        {
            whole.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            throw Invalid("it is not of the form 'Server=…;Database=…;User ID=…;Password=…'");
        }
        var server = Value(whole, "Data Source", "Server", "Address", "Addr", "Network Address");
        var database = Value(whole, "Initial Catalog", "Database");
        if (server is null || database is null)
            throw Invalid($"it names no {(server is null ? "server" : "database")}");
        var token = Value(whole, Token);
        var tenant = Value(whole, Tenant);
        whole.Remove(Token);
        whole.Remove(Tenant);
        var kind = Value(whole, Own) is { } said ? EntraOf(said) : null;
        EntraLogin? entra = null;
        if (kind is { } known)
        {
            entra = new EntraLogin(
                known,
                tenant,
                Value(whole, "User ID", "UID", "User"),
                Value(whole, "Password", "PWD")
            );
            foreach (var key in new[] { Own, "User ID", "UID", "User", "Password", "PWD" })
                whole.Remove(key);
        }
        return new SqlServerLogin(whole.ConnectionString, server, database) { AccessToken = token, Entra = entra };
    }

    /// <summary>The driver's spelling of a way to sign in; refuses unknown ones.</summary>
    public static string KindOf(string said) =>
        EntraOf(said) is { } kind
            ? $"ActiveDirectory{kind}"
            : throw Invalid("'authentication' must be one of sql, windows, ActiveDirectory…, cli, environment, auto");

    /// <summary>Null for the driver's own ways.</summary>
    private static EntraKind? EntraOf(string said) =>
        said.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() switch
        {
            "sqlpassword" or "notspecified" => null,
            "activedirectorydefault" => EntraKind.Default,
            "activedirectorypassword" => EntraKind.Password,
            "activedirectoryserviceprincipal" => EntraKind.ServicePrincipal,
            "activedirectorymanagedidentity" or "activedirectorymsi" => EntraKind.ManagedIdentity,
            "activedirectoryinteractive" => EntraKind.Interactive,
            "activedirectorydevicecodeflow" => EntraKind.DeviceCodeFlow,
            "activedirectoryworkloadidentity" => EntraKind.WorkloadIdentity,
            "activedirectorycli" => EntraKind.Cli,
            "activedirectoryenvironment" => EntraKind.Environment,
            _ => throw Invalid("its authentication is unknown; docs/warehouses.md lists the ways to sign in"),
        };

    private static string? Value(DbConnectionStringBuilder builder, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (builder.TryGetValue(key, out var value) && value.ToString() is { Length: > 0 } text)
                return text;
        }
        return null;
    }

    private static ReleaseException Invalid(string why) =>
        new(ErrorCode.ConnectionInvalid, $"the connection to SQL Server can't be read: {why}");
}

/// <summary>Ways to sign in to Microsoft Entra.</summary>
internal enum EntraKind
{
    /// <summary>The first of the following that works.</summary>
    Default,

    /// <summary>A user's password.</summary>
    Password,

    /// <summary>An application's secret.</summary>
    ServicePrincipal,

    /// <summary>The machine's own identity.</summary>
    ManagedIdentity,

    /// <summary>A browser.</summary>
    Interactive,

    /// <summary>A code that the user types on another device.</summary>
    DeviceCodeFlow,

    /// <summary>A pod's identity.</summary>
    WorkloadIdentity,

    /// <summary>The user who is signed in to the command line tool.</summary>
    Cli,

    /// <summary>Environment variables.</summary>
    Environment,
}

/// <summary>How to ask Entra for a token.</summary>
/// <param name="Kind">The way to sign in.</param>
/// <param name="Tenant">The directory; null for the default one.</param>
/// <param name="User">A user or an application; null for the default one.</param>
/// <param name="Secret">The password or secret of that user or application.</param>
internal sealed record EntraLogin(EntraKind Kind, string? Tenant, string? User, string? Secret)
{
    /// <inheritdoc/>
    public override string ToString() => Kind.ToString();
}
