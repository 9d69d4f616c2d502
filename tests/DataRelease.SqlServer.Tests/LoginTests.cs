using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>Connections as dbt-sqlserver's profiles and as the driver's users write them.</summary>
public sealed class LoginTests
{
    private const string Secret = "hush;=\"'{}";

    [Fact]
    public void A_sql_login_is_encrypted_unless_the_profile_says_otherwise()
    {
        var built = Read(("server", "db.example"), ("database", "shop"), ("user", "sam"), ("password", Secret));

        built["Data Source"].ShouldBe("db.example");
        built["Initial Catalog"].ShouldBe("shop");
        built["User ID"].ShouldBe("sam");
        built["Password"].ShouldBe(Secret);
        built["Encrypt"].ShouldBe("true");
        built["TrustServerCertificate"].ShouldBe("false");
    }

    [Fact]
    public void Connections_of_one_login_of_Entra_share_its_token_and_their_pool()
    {
        var login = new EntraLogin(EntraKind.ServicePrincipal, "tenant", "app", Secret);

        SqlServerEntra.Tokens(login with { }).ShouldBeSameAs(SqlServerEntra.Tokens(login));
        SqlServerEntra.Tokens(login with { Secret = "other" }).ShouldNotBeSameAs(SqlServerEntra.Tokens(login));
    }

    [Fact]
    public void Encryption_and_trust_are_what_the_profile_says()
    {
        var built = Read(
            ("host", "h"),
            ("port", "1444"),
            ("database", "d"),
            ("UID", "u"),
            ("PWD", "p"),
            ("encrypt", "False"),
            ("trust_cert", "yes")
        );

        built["Data Source"].ShouldBe("h,1444");
        built["Encrypt"].ShouldBe("false");
        built["TrustServerCertificate"].ShouldBe("true");
    }

    [Theory]
    [InlineData(@"h\instance", "1444", @"h\instance")]
    [InlineData("h", "1433", "h")]
    [InlineData("h,1500", "1444", "h,1500")]
    public void A_named_instance_has_no_port(string host, string port, string source) =>
        Read(("server", host), ("port", port), ("database", "d"), ("user", "u"), ("password", "p"))["Data Source"]
            .ShouldBe(source);

    [Theory]
    [InlineData("windows_login", "true")]
    [InlineData("trusted_connection", "True")]
    [InlineData("authentication", "windows")]
    public void Windows_needs_no_password(string key, string value) =>
        Read(("server", "h"), ("database", "d"), (key, value))["Integrated Security"].ShouldBe("true");

    [Theory]
    [InlineData("ActiveDirectoryServicePrincipal", EntraKind.ServicePrincipal)]
    [InlineData("ServicePrincipal", EntraKind.ServicePrincipal)]
    [InlineData("ActiveDirectoryMsi", EntraKind.ManagedIdentity)]
    [InlineData("cli", EntraKind.Cli)]
    [InlineData("environment", EntraKind.Environment)]
    [InlineData("auto", EntraKind.Default)]
    [InlineData("ActiveDirectoryInteractive", EntraKind.Interactive)]
    internal void Entra_is_asked_for_a_token_in_the_way_that_the_profile_names(string said, EntraKind kind)
    {
        var built = Read(
            ("server", "h"),
            ("database", "d"),
            ("authentication", said),
            ("tenant_id", "t"),
            ("client_id", "app"),
            ("client_secret", Secret)
        );

        var login = SqlServerLogin.Parse(built.ConnectionString);

        login.Entra.ShouldBe(new EntraLogin(kind, "t", "app", Secret));
        login.ConnectionString.ShouldNotContain("hush");
    }

    [Fact]
    public void A_token_is_kept_from_the_connection_string_that_the_driver_gets()
    {
        var built = Read(
            ("server", "h"),
            ("database", "d"),
            ("authentication", "ActiveDirectoryAccessToken"),
            ("access_token", Secret)
        );

        var login = SqlServerLogin.Parse(built.ConnectionString);

        login.AccessToken.ShouldBe(Secret);
        login.ConnectionString.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("Password=hush")]
    [InlineData("Server=h;Password=hush")]
    [InlineData("this is hush and no connection")]
    [InlineData("Server=h;Database=d;Authentication=hush")]
    [InlineData("Server=h;Database=d;Pass word=hush;;=;")]
    public void No_error_and_no_text_for_people_holds_a_secret(string connection)
    {
        var said = "";
        try
        {
            var login = SqlServerLogin.Parse(connection);
            said = login.ToString();
        }
        catch (ReleaseException error)
        {
            error.Code.ShouldBe(ErrorCode.ConnectionInvalid);
            said = error.ToString();
        }

        said.ShouldNotContain("hush");
    }

    [Fact]
    public void What_people_are_shown_holds_no_password()
    {
        var login = SqlServerLogin.Parse($"Server=h;Database=d;User ID=u;Password=hush");

        new SqlServerWarehouse(login).Description.ShouldBe("SQL Server h/d");
        login.ToString().ShouldBe("h/d");
    }

    [Fact]
    public void An_unknown_kind_of_sign_in_is_refused_by_the_profile() =>
        Should
            .Throw<ReleaseException>(() =>
                Read(("server", "h"), ("database", "d"), ("authentication", "magic"), ("password", Secret))
            )
            .Message.ShouldNotContain("hush");

    private static DbConnectionStringBuilder Read(params (string Key, string Value)[] target)
    {
        var values = target.ToDictionary(pair => pair.Key, pair => pair.Value);
        var text = new SqlServerEngine().ReadTarget(
            new TargetValues(
                key => values.GetValueOrDefault(key),
                key => new ReleaseException(ErrorCode.ConnectionInvalid, $"{key} is missing")
            )
        );
        return new DbConnectionStringBuilder { ConnectionString = text };
    }
}
