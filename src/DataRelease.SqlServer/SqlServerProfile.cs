using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Translates a target of dbt-sqlserver to a connection string
/// (https://docs.getdbt.com/docs/core/connect-data-platform/mssql-setup). It does not need the driver.
/// </summary>
internal static class SqlServerProfile
{
    public static string Read(TargetValues target)
    {
        var host = target.Required("server", "host");
        var built = new DbConnectionStringBuilder
        {
            ["Data Source"] = Port(target, host) is { } port ? $"{host},{port}" : host,
            ["Initial Catalog"] = target.Required("database"),
            ["Encrypt"] = Truth(target, "encrypt", true) ? "true" : "false",
            ["TrustServerCertificate"] = Truth(target, "trust_cert", false) ? "true" : "false",
        };
        if (target.Text("login_timeout") is { Length: > 0 } timeout && timeout != "0")
            built["Connect Timeout"] = timeout;
        Authenticate(target, built);
        return built.ConnectionString;
    }

    private static void Authenticate(TargetValues target, DbConnectionStringBuilder built)
    {
        if (Truth(target, "windows_login", false) || Truth(target, "trusted_connection", false))
        {
            built["Integrated Security"] = "true";
            return;
        }
        var kind = target.Text("authentication")?.ToLowerInvariant() switch
        {
            null or "" or "sql" or "sqlpassword" => "",
            "windows" or "ntlm" => "windows",
            "cli" => "ActiveDirectoryCli",
            "environment" => "ActiveDirectoryEnvironment",
            "auto" => "ActiveDirectoryDefault",
            "serviceprincipal" => "ActiveDirectoryServicePrincipal",
            "msi" or "activedirectorymsi" => "ActiveDirectoryManagedIdentity",
            "activedirectoryaccesstoken" => SqlServerLogin.Token,
            _ => target.Text("authentication")!,
        };
        if (kind == "windows")
        {
            built["Integrated Security"] = "true";
            return;
        }
        if (kind == SqlServerLogin.Token)
        {
            built[SqlServerLogin.Token] = target.Required("access_token");
            return;
        }
        if (kind.Length > 0)
        {
            built["Authentication"] = SqlServerLogin.KindOf(kind);
            if (target.Text("tenant_id") is { Length: > 0 } tenant)
                built[SqlServerLogin.Tenant] = tenant;
        }
        var user = kind.Length > 0 ? First(target, "client_id", "app_id", "user", "username", "UID") : null;
        var secret =
            kind.Length > 0 ? First(target, "client_secret", "app_secret", "password", "PWD", "pass", "pwd") : null;
        if (kind.Length == 0)
        {
            user = First(target, "user", "username", "UID", "uid") ?? target.Required("user");
            secret = First(target, "password", "PWD", "pass", "pwd") ?? target.Required("password");
        }
        if (user is not null)
            built["User ID"] = user;
        if (secret is not null)
            built["Password"] = secret;
    }

    /// <summary>The port; null for a named instance or a pipe, which have none.</summary>
    private static string? Port(TargetValues target, string host) =>
        host.Contains('\\') || host.Contains(',') || target.Text("port") is not { Length: > 0 } port || port == "1433"
            ? null
            : port;

    private static string? First(TargetValues target, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (target.Text(key) is { Length: > 0 } value)
                return value;
        }
        return null;
    }

    private static bool Truth(TargetValues target, string key, bool unsaid) =>
        target.Text(key)?.ToLowerInvariant() switch
        {
            null or "" => unsaid,
            "true" or "yes" or "y" or "on" or "1" or "mandatory" or "strict" => true,
            "false" or "no" or "n" or "off" or "0" or "optional" => false,
            _ => throw new ReleaseException(
                ErrorCode.ConnectionInvalid,
                $"'{key}' of the dbt target is neither true nor false",
                $"write {key}: true or {key}: false"
            ),
        };
}
