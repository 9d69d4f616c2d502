using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Errors;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>
/// Translates libpq's connection strings to Npgsql's. Every key has a counterpart, or is refused by name;
/// docs/warehouses.md has the list.
/// </summary>
public static class LibpqConnection
{
    private static readonly string[] _socketFolders = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

    private delegate void Setter(NpgsqlConnectionStringBuilder builder, string value);

    private static readonly Dictionary<string, SslMode> _sslModes = new()
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    private static readonly Dictionary<string, bool> _flags = new()
    {
        ["0"] = false,
        ["1"] = true,
        ["false"] = false,
        ["true"] = true,
    };

    private static readonly Dictionary<string, Setter> _mapped = new(StringComparer.Ordinal)
    {
        ["host"] = (builder, value) => builder.Host = value,
        ["hostaddr"] = (builder, value) => builder.Host = value,
        ["port"] = (_, _) => { },
        ["dbname"] = (builder, value) => builder.Database = value,
        ["user"] = (builder, value) => builder.Username = value,
        ["password"] = (builder, value) => builder.Password = value,
        ["passfile"] = (builder, value) => builder.Passfile = value,
        ["connect_timeout"] = (builder, value) =>
            builder.Timeout = Math.Clamp(Number("connect_timeout", value), 0, 1024),
        ["application_name"] = (builder, value) => builder.ApplicationName = value,
        ["fallback_application_name"] = (builder, value) => builder.ApplicationName ??= value,
        ["options"] = (builder, value) => builder.Options = value,
        ["sslmode"] = (builder, value) => builder.SslMode = Word("sslmode", value, _sslModes),
        ["requiressl"] = (builder, value) => SetIf(value == "1", () => builder.SslMode = SslMode.Require),
        ["ssl"] = (builder, value) => SetIf(Word("ssl", value, _flags), () => builder.SslMode = SslMode.Require),
        ["sslcert"] = (builder, value) => builder.SslCertificate = value,
        ["sslkey"] = (builder, value) => builder.SslKey = value,
        ["sslpassword"] = (builder, value) => builder.SslPassword = value,
        ["sslrootcert"] = SetRootCertificate,
        ["sslnegotiation"] = (builder, value) =>
            builder.SslNegotiation = Word(
                "sslnegotiation",
                value,
                new Dictionary<string, SslNegotiation>
                {
                    ["postgres"] = SslNegotiation.Postgres,
                    ["direct"] = SslNegotiation.Direct,
                }
            ),
        ["channel_binding"] = (builder, value) =>
            builder.ChannelBinding = Word(
                "channel_binding",
                value,
                new Dictionary<string, ChannelBinding>
                {
                    ["disable"] = ChannelBinding.Disable,
                    ["prefer"] = ChannelBinding.Prefer,
                    ["require"] = ChannelBinding.Require,
                }
            ),
        ["gssencmode"] = (builder, value) =>
            builder.GssEncryptionMode = Word(
                "gssencmode",
                value,
                new Dictionary<string, GssEncryptionMode>
                {
                    ["disable"] = GssEncryptionMode.Disable,
                    ["prefer"] = GssEncryptionMode.Prefer,
                    ["require"] = GssEncryptionMode.Require,
                }
            ),
        ["require_auth"] = (builder, value) => builder.RequireAuth = value,
        ["krbsrvname"] = (builder, value) => builder.KerberosServiceName = value,
        ["keepalives"] = (builder, value) => builder.TcpKeepAlive = Word("keepalives", value, _flags),
        ["keepalives_idle"] = (builder, value) =>
            SetIf(Number("keepalives_idle", value) > 0, () =>
                (builder.TcpKeepAlive, builder.TcpKeepAliveTime) = (true, Number("keepalives_idle", value))
            ),
        ["keepalives_interval"] = (builder, value) =>
            SetIf(Number("keepalives_interval", value) > 0, () =>
                builder.TcpKeepAliveInterval = Number("keepalives_interval", value)
            ),
        ["target_session_attrs"] = SetTarget,
        ["load_balance_hosts"] = (builder, value) =>
            builder.LoadBalanceHosts = Word(
                "load_balance_hosts",
                value,
                new Dictionary<string, bool> { ["disable"] = false, ["random"] = true }
            ),
        // The session always speaks UTF-8; the server translates.
        ["client_encoding"] = (_, _) => { },
        // Neither key has an effect without compression, and no current build has it.
        ["sslcompression"] = (_, value) =>
            SetIf(value != "0", () => throw Unsupported("sslcompression", "leave it out")),
        ["sslsni"] = (_, value) => SetIf(value != "1", () => throw Unsupported("sslsni", "leave it out")),
    };

    private static readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal)
    {
        ["replication"] = "leave it out: a release is not a replication client",
        ["keepalives_count"] = "leave it out: the system's own setting applies",
        ["tcp_user_timeout"] = "leave it out, or set keepalives_idle and keepalives_interval",
        ["sslcrl"] = "leave it out",
        ["sslcrldir"] = "leave it out",
        ["sslcertmode"] = "leave it out: a certificate is sent where sslcert names one",
        ["ssl_min_protocol_version"] = "leave it out: the system's policy applies",
        ["ssl_max_protocol_version"] = "leave it out: the system's policy applies",
        ["min_protocol_version"] = "leave it out",
        ["max_protocol_version"] = "leave it out",
        ["requirepeer"] = "leave it out",
        ["gsslib"] = "leave it out",
        ["gssdelegation"] = "leave it out",
        ["authtype"] = "leave it out",
        ["tty"] = "leave it out",
        ["sslkeylogfile"] = "leave it out",
        ["oauth_issuer"] = "use a password or a certificate",
        ["oauth_client_id"] = "use a password or a certificate",
        ["oauth_client_secret"] = "use a password or a certificate",
        ["oauth_scope"] = "use a password or a certificate",
        ["scram_client_key"] = "use a password or a certificate",
        ["scram_server_key"] = "use a password or a certificate",
    };

    /// <summary>Translates a connection string from libpq's form; one in Npgsql's form is returned unchanged.</summary>
    /// <param name="text">The connection string. It is kept in memory only, and is never part of an error.</param>
    /// <param name="variable">Reads a variable's value; null reads the process's own environment.</param>
    /// <exception cref="ReleaseException">DR4020.</exception>
    public static string ToNpgsql(string text, Func<string, string?>? variable = null)
    {
        if (LibpqText.Read(text.Trim(), IsKey) is not { } pairs)
            return text;
        // As in libpq, the last of several values wins.
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            Require(key);
            values[key] = value;
        }
        LibpqService.Complete(values, variable ?? Environment.GetEnvironmentVariable, IsKey);
        foreach (var key in values.Keys)
            Require(key);
        var builder = new NpgsqlConnectionStringBuilder();
        try
        {
            foreach (var (key, value) in values.Where(pair => pair.Value.Length > 0 || pair.Key == "password"))
                _mapped[key](builder, value);
            SetHosts(builder, values);
            return builder.ConnectionString;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException)
        {
            // The driver's message may quote a value.
            throw LibpqText.Invalid("a value is not of the form that its key takes");
        }
    }

    /// <summary>The mode for one of libpq's six words.</summary>
    /// <exception cref="ReleaseException">
    /// DR4020 for any other word: a misspelt word must not mean less security.
    /// </exception>
    internal static SslMode SslModeOf(string word) => Word("sslmode", word, _sslModes);

    private static bool IsKey(string key) =>
        _mapped.ContainsKey(key) || _refused.ContainsKey(key) || key is "service" or "servicefile";

    private static void Require(string key)
    {
        if (_refused.TryGetValue(key, out var toDo))
            throw Unsupported(key, toDo);
        if (IsKey(key))
            return;
        // An unknown key may be a piece of a password with an ampersand, so the error does not repeat it.
        var near = ConfigValues.Nearest(key, [.. _mapped.Keys, .. _refused.Keys, "service", "servicefile"]);
        throw LibpqText.Invalid(
            "one of its keys is not a key of PostgreSQL" + (near is null ? "" : $"; did you mean '{near}'?"),
            "docs/warehouses.md lists the keys; an ampersand in a value is written %26"
        );
    }

    private static void SetHosts(NpgsqlConnectionStringBuilder builder, Dictionary<string, string> values)
    {
        var ports = values.GetValueOrDefault("port", "").Split(',').Select(Port).ToList();
        if (
            values.GetValueOrDefault("hostaddr") is { Length: > 0 }
            && values.GetValueOrDefault("host") is { Length: > 0 }
        )
        {
            if (builder.SslMode == SslMode.VerifyFull)
                throw Unsupported("hostaddr", "leave it out where sslmode is verify-full: the host's name is checked");
            builder.Host = values["hostaddr"];
        }
        var hosts = (builder.Host ?? "").Split(',');
        if (ports.Count > 1 && ports.Count != hosts.Length)
            throw LibpqText.Invalid($"it has {hosts.Length} hosts and {ports.Count} ports");
        var first = ports[0] ?? 5432;
        if (hosts is [var only])
        {
            builder.Host = only.Length > 0 ? only : LocalHost(first);
            builder.Port = first;
            return;
        }
        builder.Host = string.Join(
            ',',
            hosts.Select(
                (host, at) =>
                {
                    var port = (ports.Count > 1 ? ports[at] : ports[0]) ?? 5432;
                    var own = host.Length > 0 ? host : LocalHost(port);
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(own.Contains(':', StringComparison.Ordinal) ? $"[{own}]" : own)}:{port}"
                    );
                }
            )
        );
    }

    /// <summary>
    /// The host if none is given, as in libpq: the socket of this machine's server, else the loopback address.
    /// </summary>
    private static string LocalHost(int port) =>
        _socketFolders.FirstOrDefault(folder =>
            File.Exists(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{port}")))
        ) ?? "localhost";

    private static int? Port(string text) =>
        text.Length == 0 ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
        : throw LibpqText.Invalid(
            "the port is not a number from 1 to 65535",
            "write a slash, a colon or an at sign in a user or password as %2F, %3A or %40"
        );

    private static void SetRootCertificate(NpgsqlConnectionStringBuilder builder, string value)
    {
        // Without a file, Npgsql uses the system's own certificates.
        if (value == "system")
            builder.SslMode = SslMode.VerifyFull;
        else
            builder.RootCertificate = value;
    }

    private static void SetTarget(NpgsqlConnectionStringBuilder builder, string value)
    {
        if (value is "read-only" or "standby" or "prefer-standby")
            throw Unsupported("target_session_attrs", "leave it out, or set read-write: a release writes");
        if (value is not ("any" or "read-write" or "primary"))
            throw LibpqText.Invalid("target_session_attrs must be any, read-write or primary");
    }

    private static void SetIf(bool condition, Action set)
    {
        if (condition)
            set();
    }

    private static int Number(string key, string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw LibpqText.Invalid($"{key} is not a number");

    private static T Word<T>(string key, string value, Dictionary<string, T> words) =>
        words.TryGetValue(value, out var found)
            ? found
            : throw LibpqText.Invalid($"{key} must be one of {string.Join(", ", words.Keys)}");

    private static ReleaseException Unsupported(string key, string toDo) =>
        LibpqText.Invalid($"{key} is not supported", toDo);
}
