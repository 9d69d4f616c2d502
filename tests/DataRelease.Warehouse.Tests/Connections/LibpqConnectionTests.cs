using CsCheck;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Testing;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Connections;

/// <summary>libpq's connection strings: every key is mapped or refused by name, and no error repeats a value.</summary>
public sealed class LibpqConnectionTests
{
    [Theory]
    [InlineData("postgres:///db?host=/run/pg", "Host=/run/pg;Port=5432;Database=db")]
    [InlineData(
        "postgresql://me:s%40cret@%2Frun%2Fpg:5433/a%20b",
        "Host=/run/pg;Port=5433;Database=a b;Username=me;Password=s@cret"
    )]
    [InlineData("postgres://u:p?s&w@h/d", "Host=h;Port=5432;Database=d;Username=u;Password=p?s&w")]
    [InlineData("postgres://[::1]:6/d", "Host=::1;Port=6;Database=d")]
    [InlineData("postgres://a,b:7/d?target_session_attrs=read-write", "Host=\"a:5432,b:7\";Database=d")]
    [InlineData(
        "postgres://h/d?connect_timeout=7&application_name=x%20y&options=-c%20a%3Db",
        "Host=h;Port=5432;Database=d;Timeout=7;Application Name=x y;Options=\"-c a=b\""
    )]
    [InlineData(
        "postgres://h/d?sslmode=verify-full&sslrootcert=/ca.pem&passfile=/p",
        "Host=h;Port=5432;Database=d;SSL Mode=VerifyFull;Root Certificate=/ca.pem;Passfile=/p"
    )]
    [InlineData(
        "host=h dbname=d user = 'a b' password='it\\'s;x=1'",
        "Host=h;Port=5432;Database=d;Username=a b;Password=\"it's;x=1\""
    )]
    [InlineData("Host=h;Database=d;Username=u", "Host=h;Database=d;Username=u")]
    [InlineData("host=h;database=d", "Host=h;Database=d")]
    public void A_string_is_what_Npgsql_would_call_it(string text, string expected)
    {
        var ours = new NpgsqlConnectionStringBuilder(LibpqConnection.ToNpgsql(text));

        ours.EquivalentTo(new NpgsqlConnectionStringBuilder(expected)).ShouldBeTrue(ours.ConnectionString);
    }

    [Theory]
    [InlineData("postgres://u:hunter2@h/d?service=hunter2", "has no section of the name that service gives")]
    [InlineData("postgres://u:hunter2@h/d?sslmode=hunter2", "sslmode must be one of disable, allow")]
    [InlineData("postgres://u:hunter2@h/d?connect_timeout=hunter2", "connect_timeout is not a number")]
    [InlineData("postgres://u:hunter2@h/d?conect_timeout=7", "did you mean 'connect_timeout'?")]
    [InlineData("postgres://u:hunter2@h/d?hunter2=7", "one of its keys is not a key of PostgreSQL")]
    [InlineData("postgres://u:hunter2/x@h/d", "the port is not a number")]
    [InlineData("postgres://u:hunter2%zz@h/d", "a percent sign")]
    [InlineData("postgres://u:hunter2%ff@h/d", "not UTF-8")]
    [InlineData("postgres://u:hunter2@h/d?hunter2", "parameter 1")]
    [InlineData("postgres://u:hunter2@h/d?target_session_attrs=standby", "target_session_attrs is not supported")]
    [InlineData("host=h password=hunter2 replication=true", "replication is not supported")]
    public void What_cant_be_mapped_is_refused_by_name_without_a_value(string text, string what)
    {
        var error = Should.Throw<ReleaseException>(() => LibpqConnection.ToNpgsql(text));

        error.Code.ShouldBe(ErrorCode.ConnectionInvalid);
        error.Format().ShouldContain(what);
        error.Format().ShouldNotContain("hunter2");
    }

    private const string Services = """
        # of the team
        [other]
        host=o

        [shop]
        host=s
        port=6000
        dbname=of service
        password=hunter2
        sslmode=require
        """;

    [Theory]
    [InlineData("service=shop", "Host=s;Port=6000;Database=of service;Password=hunter2;SSL Mode=Require")]
    [InlineData("postgres:///own?service=shop&port=7", "Host=s;Port=7;Database=own;Password=hunter2;SSL Mode=Require")]
    [InlineData("service=other user=u", "Host=o;Port=5432;Username=u")]
    [InlineData(
        "service=other",
        "Host=o;Port=8;Database=of variable",
        "PGHOST=v",
        "PGPORT=8",
        "PGDATABASE=of variable"
    )]
    [InlineData("dbname=d", "Host=o;Port=5432;Database=d", "PGSERVICE=other")]
    [InlineData("postgres:///d", "Host=v;Port=9;Database=d;Username=w", "PGHOST=v", "PGPORT=9", "PGUSER=w")]
    [InlineData("Host=h;Database=d", "Host=h;Database=d", "PGPORT=9", "PGSERVICE=other")]
    public void What_a_string_leaves_out_comes_from_its_service_and_from_variables(
        string text,
        string expected,
        params string[] variables
    )
    {
        using var folder = new TempFolder();
        var given = variables
            .Append($"PGSERVICEFILE={folder.Write("services", Services)}")
            .ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);

        var ours = new NpgsqlConnectionStringBuilder(LibpqConnection.ToNpgsql(text, given.GetValueOrDefault));

        ours.EquivalentTo(new NpgsqlConnectionStringBuilder(expected)).ShouldBeTrue(ours.ConnectionString);
    }

    [Fact]
    public void A_service_is_found_where_libpq_finds_it()
    {
        using var folder = new TempFolder();
        folder.Write(".pg_service.conf", "[mine]\nhost=home\n");
        folder.Write("etc/pg_service.conf", "[mine]\nhost=etc\n[everybodys]\nhost=etc\n");
        var given = new Dictionary<string, string>
        {
            ["HOME"] = folder.Path,
            ["APPDATA"] = folder.Path,
            ["PGSYSCONFDIR"] = Path.Combine(folder.Path, "etc"),
        };
        if (OperatingSystem.IsWindows())
            folder.Write("postgresql/.pg_service.conf", "[mine]\nhost=home\n");

        HostOf("mine").ShouldBe("home");
        HostOf("everybodys").ShouldBe("etc");

        string? HostOf(string service) =>
            new NpgsqlConnectionStringBuilder(
                LibpqConnection.ToNpgsql($"service={service}", given.GetValueOrDefault)
            ).Host;
    }

    [Theory]
    [InlineData("[s]\nservice=other", "line 2 of the service file")]
    [InlineData("[s]\n# a comment\nldap://server/base", "line 3 of the service file")]
    [InlineData("[s]\nhunter2", "line 2 of the service file")]
    [InlineData("[s]\nhost = hunter2", "line 2 of the service file")]
    [InlineData("[s]\nreplication=hunter2", "replication is not supported")]
    [InlineData("[other]\nhost=hunter2", "has no section of the name that service gives")]
    [InlineData(null, "can't be read")]
    public void A_service_that_can_not_be_used_is_refused_without_a_value(string? file, string what)
    {
        using var folder = new TempFolder();
        var path = file is null ? Path.Combine(folder.Path, "none") : folder.Write("services", file);

        var error = Should.Throw<ReleaseException>(() =>
            LibpqConnection.ToNpgsql("service=s", name => name == "PGSERVICEFILE" ? path : null)
        );

        error.Code.ShouldBe(ErrorCode.ConnectionInvalid);
        error.Format().ShouldContain(what);
        error.Format().ShouldNotContain("hunter2");
    }

    [Fact]
    public void Whatever_the_text_is_it_ends_in_a_string_or_an_error_with_a_code()
    {
        string[] parts =
        [
            "postgres://",
            "postgresql://",
            "u",
            ":",
            "hunter2",
            "@",
            "h",
            "/",
            "?",
            "&",
            "=",
            ",",
            "[",
            "]",
            "%",
            "%2",
            "%20",
            "%00",
            "host",
            "port",
            "sslmode",
            "require",
            "5432",
            "'",
            "\\",
            " ",
            ";",
            "\0",
            "é",
            "😀",
            "dbname",
            "password",
            "options",
            "hostaddr",
            "keepalives_idle",
            "99999999999",
            "target_session_attrs",
            "any",
        ];
        Gen.Int[0, parts.Length - 1]
            .Select(at => parts[at])
            .Array[0, 14]
            .Sample(
                chosen =>
                {
                    try
                    {
                        // What is no string of libpq is Npgsql's to judge, with a code of its own.
                        LibpqConnection.ToNpgsql(string.Concat(chosen));
                        return true;
                    }
                    catch (ReleaseException error)
                    {
                        return error.Code == ErrorCode.ConnectionInvalid
                            && !error.Format().Contains("hunter2", StringComparison.Ordinal);
                    }
                },
                iter: 20_000
            );
    }

    [Fact]
    public void A_string_of_any_form_makes_a_warehouse_or_an_error_with_a_code()
    {
        foreach (
            var text in new[]
            {
                "",
                "x",
                "Host=",
                "Host=a;Port=b",
                "postgres://",
                "host=",
                "Hots=a",
                "postgres://a,b/d",
                ";",
                "=",
            }
        )
        {
            try
            {
                var made = new PostgresWarehouse(LibpqConnection.ToNpgsql(text));
                made.Description.ShouldNotBeEmpty();
            }
            catch (ReleaseException)
            {
                // Has a code.
            }
        }
    }
}
