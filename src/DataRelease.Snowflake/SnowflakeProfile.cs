using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Translates a target of dbt-snowflake to a connection string
/// (https://docs.getdbt.com/docs/core/connect-data-platform/snowflake-setup). It does not need the driver.
/// </summary>
internal static class SnowflakeProfile
{
    /// <exception cref="ReleaseException">
    /// DR1105 if the target lacks a key, DR4202 if its ways to sign in contradict each other.
    /// </exception>
    public static string Read(TargetValues target)
    {
        var built = new DbConnectionStringBuilder
        {
            [SnowflakeKeys.Account] = target.Required("account"),
            [SnowflakeKeys.Database] = target.Required("database"),
        };
        Copy(target, built, "warehouse", SnowflakeKeys.Warehouse);
        Copy(target, built, "role", SnowflakeKeys.Role);
        Copy(target, built, "schema", SnowflakeKeys.Schema);
        Copy(target, built, "host", SnowflakeKeys.Host);
        Copy(target, built, "port", SnowflakeKeys.Port);
        Copy(target, built, "protocol", SnowflakeKeys.Scheme);
        Copy(target, built, "connect_timeout", SnowflakeKeys.Timeout);
        if (target.Text("client_session_keep_alive") is "true" or "True")
            built[SnowflakeKeys.KeepAlive] = "true";
        // Otherwise the driver would refuse a session whose schema does not exist yet.
        built[SnowflakeKeys.Validate] = "false";
        if (Text(target, "proxy_host") is { } proxy)
        {
            built[SnowflakeKeys.UseProxy] = "true";
            built[SnowflakeKeys.ProxyHost] = proxy;
            built[SnowflakeKeys.ProxyPort] = target.Required("proxy_port");
        }
        SignIn(target, built);
        return built.ConnectionString;
    }

    private static void SignIn(TargetValues target, DbConnectionStringBuilder built)
    {
        var said = Text(target, "authenticator");
        var way = said?.ToLowerInvariant() switch
        {
            null or "snowflake" => HasKey(target) ? "snowflake_jwt" : "snowflake",
            // dbt calls a token from another server's OAuth "jwt"; Snowflake treats it as an OAuth token.
            "jwt" => "oauth",
            var known => known,
        };
        switch (way)
        {
            case "snowflake" or "username_password_mfa":
                built[SnowflakeKeys.User] = target.Required("user");
                built[SnowflakeKeys.Password] = target.Required("password", "pass");
                if (way != "snowflake")
                    built[SnowflakeKeys.Authenticator] = way;
                Copy(target, built, "passcode", SnowflakeKeys.Passcode);
                return;
            case "snowflake_jwt":
                built[SnowflakeKeys.Authenticator] = way;
                built[SnowflakeKeys.User] = target.Required("user");
                Key(target, built);
                return;
            case "oauth":
                if (Text(target, "oauth_client_id") is not null || Text(target, "oauth_client_secret") is not null)
                    throw Invalid(
                        target,
                        "oauth_client_id",
                        "only dbt itself signs in with an OAuth refresh token, which oauth_client_id and "
                            + "oauth_client_secret turn into an access token",
                        "give token an access token, and leave oauth_client_id and oauth_client_secret out; or sign in "
                            + "by key pair"
                    );
                Token(target, built, way);
                return;
            case "programmatic_access_token":
                Token(target, built, way);
                return;
            case "workload_identity":
                Workload(target, built, way);
                return;
            case "externalbrowser":
                built[SnowflakeKeys.Authenticator] = way;
                built[SnowflakeKeys.User] = target.Required("user");
                return;
            case var url when IsUrl(url):
                built[SnowflakeKeys.Authenticator] = said!;
                built[SnowflakeKeys.User] = target.Required("user");
                built[SnowflakeKeys.Password] = target.Required("password", "pass");
                return;
            default:
                throw Invalid(
                    target,
                    "authenticator",
                    "its authenticator is unknown",
                    "write snowflake, snowflake_jwt, username_password_mfa, oauth, jwt, programmatic_access_token, "
                        + "workload_identity, externalbrowser, or the https:// address of your Okta"
                );
        }
    }

    private static void Token(TargetValues target, DbConnectionStringBuilder built, string way)
    {
        built[SnowflakeKeys.Authenticator] = way;
        built[SnowflakeKeys.Token] = target.Required("token");
        Copy(target, built, "user", SnowflakeKeys.User);
    }

    private static void Workload(TargetValues target, DbConnectionStringBuilder built, string way)
    {
        built[SnowflakeKeys.Authenticator] = way;
        var provider = target.Required("workload_identity_provider").ToLowerInvariant();
        if (provider is not ("aws" or "azure" or "gcp" or "oidc"))
            throw Invalid(
                target,
                "workload_identity_provider",
                "its workload_identity_provider is unknown",
                "write aws, azure, gcp or oidc"
            );
        built[SnowflakeKeys.WorkloadProvider] = provider;
        Copy(target, built, "workload_identity_entra_resource", SnowflakeKeys.WorkloadResource);
        if (provider == "oidc")
            built[SnowflakeKeys.Token] = target.Required("token");
        Copy(target, built, "user", SnowflakeKeys.User);
    }

    private static bool HasKey(TargetValues target) =>
        Text(target, "private_key_path") is not null || Text(target, "private_key") is not null;

    private static void Key(TargetValues target, DbConnectionStringBuilder built)
    {
        var (path, text) = (Text(target, "private_key_path"), Text(target, "private_key"));
        if (path is not null && text is not null)
            throw Invalid(target, "private_key", "it has private_key and private_key_path", "leave one of them out");
        if (path is null && text is null)
            throw target.Missing("private_key_path");
        if (path is not null)
            built[SnowflakeKeys.PrivateKeyFile] = Home(path);
        else
            built[SnowflakeKeys.PrivateKey] = Pem(text!, Text(target, "private_key_passphrase") is not null);
        Copy(target, built, "private_key_passphrase", SnowflakeKeys.PrivateKeyPassphrase);
    }

    /// <summary>A private key as PEM, which the driver needs; dbt also accepts the base64 of its bytes.</summary>
    private static string Pem(string text, bool isEncrypted)
    {
        var key = text.Trim();
        if (key.StartsWith("-----BEGIN", StringComparison.Ordinal))
            return key;
        var kind = isEncrypted ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY";
        var lines = string.Concat(key.Where(letter => !char.IsWhiteSpace(letter)))
            .Chunk(64)
            .Select(line => new string(line));
        return $"-----BEGIN {kind}-----\n{string.Join('\n', lines)}\n-----END {kind}-----";
    }

    private static string Home(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
            : path;

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps;

    private static string? Text(TargetValues target, string key) =>
        target.Text(key) is { Length: > 0 } value ? value : null;

    private static void Copy(TargetValues target, DbConnectionStringBuilder built, string key, string to)
    {
        if (Text(target, key) is { } value)
            built[to] = value;
    }

    /// <summary>The error, at the place of the target where the key is or should be.</summary>
    private static ReleaseException Invalid(TargetValues target, string key, string why, string toDo) =>
        new(
            ErrorCode.SignInInvalid,
            $"the dbt target can't sign in to Snowflake: {why}",
            toDo,
            target.Missing(key).Where
        );
}
