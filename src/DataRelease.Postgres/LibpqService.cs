using DataRelease.Configuration;

namespace DataRelease.Postgres;

/// <summary>
/// Completes a connection string as libpq does: from a service of the service file first, then from variables
/// (https://www.postgresql.org/docs/15/libpq-pgservice.html, libpq-envars.html). Values are never part of an error,
/// since any of them may be a password.
/// </summary>
internal static class LibpqService
{
    private static readonly (string Variable, string Key)[] _variables =
    [
        ("PGHOST", "host"),
        ("PGHOSTADDR", "hostaddr"),
        ("PGPORT", "port"),
        ("PGDATABASE", "dbname"),
        ("PGUSER", "user"),
        ("PGPASSWORD", "password"),
        ("PGPASSFILE", "passfile"),
        ("PGOPTIONS", "options"),
        ("PGAPPNAME", "application_name"),
        ("PGCONNECT_TIMEOUT", "connect_timeout"),
        ("PGSSLMODE", "sslmode"),
        ("PGREQUIRESSL", "requiressl"),
        ("PGSSLCERT", "sslcert"),
        ("PGSSLKEY", "sslkey"),
        ("PGSSLROOTCERT", "sslrootcert"),
        ("PGSSLNEGOTIATION", "sslnegotiation"),
        ("PGCHANNELBINDING", "channel_binding"),
        ("PGREQUIREAUTH", "require_auth"),
        ("PGGSSENCMODE", "gssencmode"),
        ("PGKRBSRVNAME", "krbsrvname"),
        ("PGTARGETSESSIONATTRS", "target_session_attrs"),
        ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ];

    /// <summary>Adds what the connection string leaves out.</summary>
    /// <param name="values">The string's keys and values; <c>service</c> and <c>servicefile</c> are removed.</param>
    /// <param name="variable">Reads a variable's value.</param>
    /// <param name="isKey">True for keys that a service may have.</param>
    public static void Complete(
        Dictionary<string, string> values,
        Func<string, string?> variable,
        Predicate<string> isKey
    )
    {
        values.Remove("service", out var service);
        values.Remove("servicefile", out var file);
        service = Given(service) ?? Given(variable("PGSERVICE"));
        if (service is not null)
        {
            foreach (var (key, value) in Read(service, file, variable, isKey))
                values.TryAdd(key, value);
        }
        foreach (var (name, key) in _variables)
        {
            if (Given(variable(name)) is { } value)
                values.TryAdd(key, value);
        }
    }

    private static string? Given(string? value) => value is { Length: > 0 } ? value : null;

    private static List<(string Key, string Value)> Read(
        string service,
        string? named,
        Func<string, string?> variable,
        Predicate<string> isKey
    )
    {
        var own = Given(named) ?? Given(variable("PGSERVICEFILE"));
        var files = new[]
        {
            own ?? OfUser(variable),
            Path.Combine(Given(variable("PGSYSCONFDIR")) ?? "/etc/postgresql-common", "pg_service.conf"),
        };
        foreach (var file in files)
        {
            // A missing file is an error only if the user named it.
            if (!File.Exists(file) && file != own)
                continue;
            if (Find(file, service, isKey) is { } found)
                return found;
        }
        throw LibpqText.Invalid(
            "the service file has no section of the name that service gives",
            $"libpq looks into {string.Join(" and ", files)}"
        );
    }

    private static string OfUser(Func<string, string?> variable) =>
        OperatingSystem.IsWindows()
            ? Path.Combine(variable("APPDATA") ?? "", "postgresql", ".pg_service.conf")
            : Path.Combine(variable("HOME") ?? "/", ".pg_service.conf");

    private static List<(string, string)>? Find(string file, string service, Predicate<string> isKey)
    {
        List<(string, string)>? found = null;
        var lines = Lines(file);
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '[')
            {
                if (found is not null)
                    return found;
                found = line.StartsWith($"[{service}]", StringComparison.Ordinal) ? [] : null;
            }
            else if (found is not null)
            {
                var (key, value) = line.Split('=', 2) is [var left, var right] ? (left, right) : ("", "");
                if (key is "service" or "servicefile" || line.StartsWith("ldap", StringComparison.Ordinal))
                    throw Wrong("a service can't refer to another service or to LDAP");
                if (!isKey(key))
                    throw Wrong("it is not key=value with a key of PostgreSQL");
                found.Add((key, value));
            }

            Exception Wrong(string what) => LibpqText.Invalid($"line {at + 1} of the service file {file}: {what}");
        }
        return found;
    }

    private static string[] Lines(string file)
    {
        try
        {
            return TextFile.Read(file).ReplaceLineEndings("\n").Split('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LibpqText.Invalid($"the service file {file} can't be read: {error.GetType().Name}");
        }
    }
}
