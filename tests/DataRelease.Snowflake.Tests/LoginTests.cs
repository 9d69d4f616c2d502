using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>Connections as dbt-snowflake's profiles and as the driver's users write them.</summary>
public sealed class LoginTests
{
    private const string Secret = "hush;=\"'{}";

    private static readonly (string, string)[] _place =
    [
        ("account", "acme-prod"),
        ("database", "shop"),
        ("warehouse", "wh"),
        ("role", "releaser"),
        ("schema", "analytics"),
    ];

    private static readonly SourceLocation _file = new("profiles.yml", 7, 3);

    [Fact]
    public void A_password_signs_in_with_role_warehouse_database_and_schema()
    {
        var built = Read(("user", "sam"), ("password", Secret));

        built["account"].ShouldBe("acme-prod");
        built["db"].ShouldBe("shop");
        built["warehouse"].ShouldBe("wh");
        built["role"].ShouldBe("releaser");
        built["schema"].ShouldBe("analytics");
        built["user"].ShouldBe("sam");
        built["password"].ShouldBe(Secret);
        built.ContainsKey("authenticator").ShouldBeFalse();
    }

    [Fact]
    public void A_key_in_a_file_signs_in_with_its_passphrase()
    {
        var built = Read(("user", "sam"), ("private_key_path", "/keys/k.p8"), ("private_key_passphrase", Secret));

        built["authenticator"].ShouldBe("snowflake_jwt");
        built["private_key_file"].ShouldBe("/keys/k.p8");
        built["private_key_pwd"].ShouldBe(Secret);
    }

    [Theory]
    [InlineData(null, "PRIVATE KEY")]
    [InlineData("phrase", "ENCRYPTED PRIVATE KEY")]
    public void A_key_of_base_64_becomes_PEM(string? passphrase, string kind)
    {
        var key = Convert.ToBase64String(new byte[100]);

        var built = Read(("user", "sam"), ("private_key", key), ("private_key_passphrase", passphrase ?? ""));

        var pem = (string)built["private_key"];
        pem.ShouldStartWith($"-----BEGIN {kind}-----\n");
        pem.ShouldEndWith($"\n-----END {kind}-----");
        string.Concat(pem.Split('\n')[1..^1]).ShouldBe(key);
    }

    [Fact]
    public void A_key_of_PEM_stays_as_it_is()
    {
        var pem = "-----BEGIN PRIVATE KEY-----\nabc=\n-----END PRIVATE KEY-----";

        Read(("user", "sam"), ("private_key", pem))["private_key"].ShouldBe(pem);
    }

    [Theory]
    [InlineData("oauth", "oauth")]
    [InlineData("jwt", "oauth")]
    [InlineData("programmatic_access_token", "programmatic_access_token")]
    public void A_token_signs_in(string said, string driver)
    {
        var built = Read(("user", "sam"), ("authenticator", said), ("token", Secret));

        built["authenticator"].ShouldBe(driver);
        built["token"].ShouldBe(Secret);
        built["user"].ShouldBe("sam");
        Read(("authenticator", said), ("token", Secret)).ContainsKey("user").ShouldBeFalse();
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("gcp")]
    [InlineData("OIDC")]
    public void A_workload_signs_in_as_what_it_is(string provider)
    {
        var built = Read(
            ("authenticator", "workload_identity"),
            ("workload_identity_provider", provider),
            ("token", Secret)
        );

        built["authenticator"].ShouldBe("workload_identity");
        built["workload_identity_provider"].ShouldBe(provider.ToLowerInvariant());
        built.ContainsKey("token").ShouldBe(provider == "OIDC");
    }

    [Fact]
    public void A_browser_and_Okta_sign_in()
    {
        Read(("user", "sam"), ("authenticator", "externalbrowser"))["authenticator"].ShouldBe("externalbrowser");
        var okta = Read(("user", "sam"), ("password", Secret), ("authenticator", "https://acme.okta.com"));

        okta["authenticator"].ShouldBe("https://acme.okta.com");
        okta["password"].ShouldBe(Secret);
    }

    [Theory]
    [InlineData("account")]
    [InlineData("database")]
    [InlineData("user")]
    [InlineData("password")]
    [InlineData("private_key_path", "authenticator", "snowflake_jwt")]
    [InlineData("token", "authenticator", "oauth")]
    [InlineData("token", "authenticator", "programmatic_access_token")]
    [InlineData("workload_identity_provider", "authenticator", "workload_identity")]
    [InlineData("password", "authenticator", "https://acme.okta.com")]
    [InlineData("proxy_port", "proxy_host", "proxy")]
    public void What_is_missing_is_named_with_its_place(string missing, string? key = null, string? value = null)
    {
        var target = new Dictionary<string, string>
        {
            ["account"] = "a",
            ["database"] = "d",
            ["user"] = "u",
            ["password"] = Secret,
        };
        target.Remove(missing);
        if (key is not null)
            target[key] = value!;

        var error = Should.Throw<ReleaseException>(() => Read(target));

        error.Message.ShouldBe($"{missing} is missing");
        error.Where.ShouldBe(_file);
    }

    [Theory]
    [InlineData("authenticator", "hush")]
    [InlineData("authenticator", "http://acme.okta.com")]
    [InlineData("authenticator", "oauth", "oauth_client_id", "hush")]
    [InlineData("authenticator", "workload_identity", "workload_identity_provider", "hush")]
    [InlineData("private_key", "hush", "private_key_path", "hush.p8")]
    public void What_does_not_go_together_is_refused_with_its_place_and_no_secret(params string[] pairs)
    {
        var target = _place.ToDictionary(pair => pair.Item1, pair => pair.Item2);
        (target["user"], target["password"], target["token"]) = ("u", "hush", "hush");
        foreach (var pair in pairs.Chunk(2))
            target[pair[0]] = pair[1];

        var error = Should.Throw<ReleaseException>(() => Read(target));

        error.Code.ShouldBe(ErrorCode.SignInInvalid);
        error.Where.ShouldBe(_file);
        error.Format().ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("password=hush")]
    [InlineData("account=a;password=hush")]
    [InlineData("this is hush and no connection")]
    [InlineData("account=a;db=d;password=hush;scheme=http")]
    [InlineData("account=a;db=d;password=hush;host=https://hush")]
    public void No_error_of_a_connection_string_holds_a_secret(string connection)
    {
        var error = Should.Throw<ReleaseException>(() => SnowflakeLogin.Parse(connection));

        error.Code.ShouldBe(ErrorCode.ConnectionInvalid);
        error.ToString().ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("shop", "SHOP")]
    [InlineData("\"shop\"", "shop")]
    [InlineData("\"a\"\"b\"", "a\"b")]
    public void A_database_is_folded_unless_it_is_quoted(string written, string name) =>
        SnowflakeLogin
            .Parse(new DbConnectionStringBuilder { ["account"] = "a", ["db"] = written }.ConnectionString)
            .Database.ShouldBe(name);

    [Fact]
    public void A_session_is_its_own_and_says_what_it_is_for()
    {
        var login = SnowflakeLogin.Parse("account=a;db=d;user=u;password=hush;poolingEnabled=true");

        var built = new DbConnectionStringBuilder { ConnectionString = login.Of("data-release:prod:build") };

        built["poolingenabled"].ShouldBe("false");
        built["query_tag"].ShouldBe("data-release:prod:build");
        built["application"].ShouldBe("data_release");
        login.ToString().ShouldBe("a/D");
    }

    [Fact]
    public void Every_secret_is_hidden_in_what_others_say()
    {
        var login = SnowflakeLogin.Parse(
            "account=a;db=d;password=pass-word;token=to-ken;private_key=pri-vate;private_key_pwd=phra-se;"
                + "oauthclientsecret=sec-ret;passcode=123456"
        );

        login.Hide("pass-word to-ken pri-vate phra-se sec-ret 123456").ShouldBe("*** *** *** *** *** ***");
    }

    private static DbConnectionStringBuilder Read(params (string Key, string Value)[] target) =>
        Read(_place.Concat(target).ToDictionary(pair => pair.Item1, pair => pair.Item2));

    private static DbConnectionStringBuilder Read(Dictionary<string, string> target) =>
        new()
        {
            ConnectionString = new SnowflakeEngine().ReadTarget(
                new TargetValues(
                    key => target.GetValueOrDefault(key),
                    key => new ReleaseException(ErrorCode.ProfileInvalid, $"{key} is missing", where: _file)
                )
            ),
        };
}
