namespace DataRelease.Snowflake;

/// <summary>
/// Keys of the driver's connection strings (https://github.com/snowflakedb/snowflake-connector-net,
/// <c>Snowflake.Data/Core/Session/SFSessionProperty.cs</c>).
/// </summary>
internal static class SnowflakeKeys
{
    public const string Account = "account",
        Host = "host",
        Port = "port",
        Scheme = "scheme",
        User = "user",
        Password = "password",
        Passcode = "passcode",
        Authenticator = "authenticator",
        Token = "token",
        PrivateKey = "private_key",
        PrivateKeyFile = "private_key_file",
        PrivateKeyPassphrase = "private_key_pwd",
        ClientId = "oauthclientid",
        ClientSecret = "oauthclientsecret",
        WorkloadProvider = "workload_identity_provider",
        WorkloadResource = "workload_identity_entra_resource",
        Role = "role",
        Warehouse = "warehouse",
        Database = "db",
        Schema = "schema",
        QueryTag = "query_tag",
        Pooling = "poolingenabled",
        KeepAlive = "client_session_keep_alive",
        Validate = "validate_default_parameters",
        Timeout = "connection_timeout",
        UseProxy = "useproxy",
        ProxyHost = "proxyhost",
        ProxyPort = "proxyport",
        ProxyPassword = "proxypassword",
        Application = "application";

    /// <summary>Keys whose values are never shown to anybody.</summary>
    public static IReadOnlyList<string> Secrets { get; } =
    [Password, Passcode, Token, PrivateKey, PrivateKeyPassphrase, ClientId, ClientSecret, ProxyPassword];
}
