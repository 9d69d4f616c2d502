using DataRelease.Builds.Dbt;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Builds;

/// <summary>profiles.yml, as dbt finds and renders it.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _variables = [];

    [Theory]
    [InlineData("{{ env_var('A') }}", "5432")]
    [InlineData("\"{{ env_var('A') }}\"", "5432")]
    [InlineData("'{{ env_var(\"A\") | as_number }}'", 5432L)]
    [InlineData("\"{{ env_var('NONE', 'x y') }}\"", "x y")]
    [InlineData("\"{{ env_var('NONE', '7') | as_native }}\"", 7L)]
    [InlineData("\"{{ env_var('B') | as_bool }}\"", true)]
    [InlineData("\"pre-{{ env_var('A') }}-post\"", "pre-5432-post")]
    [InlineData("\"{{ env_var('A') | as_number | as_text }}\"", "5432")]
    [InlineData("5433", 5433L)]
    [InlineData("'5433'", "5433")]
    public void Values_are_rendered_as_dbt_renders_them(string yaml, object expected)
    {
        (_variables["A"], _variables["B"]) = ("5432", "true");
        if (yaml.StartsWith("{{", StringComparison.Ordinal))
            yaml = $"\"{yaml}\"";

        Load($"port: {yaml}").Values["port"].ShouldBe(expected);
    }

    [Theory]
    [InlineData("\"{{ var('x') }}\"", "DR1107")]
    [InlineData("\"{% for a in 'b' %}a{% endfor %}\"", "DR1106")]
    [InlineData("\"{{ env_var('A') | tojson }}\"", "DR1106")]
    [InlineData("\"{{ env_var('A') | upper\"", "DR1106")]
    [InlineData("\"{{ nowhere }}\"", "DR1106")]
    [InlineData("\"{{ modules.datetime.datetime.now() }}\"", "DR1106")]
    [InlineData("\"{{ env_var('A') + 1 }}\"", "DR1105")]
    [InlineData("\"{{ env_var('NOT_SET') }}\"", "DR1107")]
    [InlineData("\"{{ env_var('A') | as_number }}\"", "DR1105")]
    public void Other_jinja_and_missing_variables_are_errors_with_their_line(string yaml, string code)
    {
        _variables["A"] = "s3cret";

        var error = Should.Throw<ReleaseException>(() => Load($"host: {yaml}"));

        error.Code.Id.ShouldBe(code);
        error.Where!.Line.ShouldBe(6);
        error.Format().ShouldNotContain("s3cret");
    }

    [Fact]
    public void The_private_copy_keeps_expressions_and_replaces_only_the_schema()
    {
        var target = Load(
            "host: \"{{ env_var('HOST', 'db') }}\"\n      password: \"{{ env_var('PASSWORD') }}\"\n      "
                + "schema: analytics\n      keepalives_idle: 0\n      search_path: 'a:b #c'",
            ("PASSWORD", "hunter2")
        );

        string folder;
        using (var profiles = PrivateProfiles.Write(target, "analytics__r7"))
        {
            folder = profiles.Directory;
            var text = File.ReadAllText(Path.Combine(folder, "profiles.yml"));
            text.ShouldContain("env_var('PASSWORD')");
            text.ShouldNotContain("hunter2");
            var copy = DbtProfiles.Load(folder, folder, "shop", null, name => name == "PASSWORD" ? "hunter2" : null);
            copy.Values.ShouldBe(
                new Dictionary<string, object?>(target.Values) { ["schema"] = "analytics__r7" },
                ignoreOrder: true
            );
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(Path.Combine(folder, "profiles.yml"))
                    .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
                File.GetUnixFileMode(folder)
                    .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public void Folders_are_searched_in_dbts_order()
    {
        _folder.Write("home/.dbt/profiles.yml", Profile("host: home"));
        var project = Path.GetDirectoryName(_folder.Write("project/dbt_project.yml", "name: shop"))!;
        _variables["HOME"] = _folder["home"];
        Host(null).ShouldBe("home");
        _folder.Write("project/profiles.yml", Profile("host: project"));
        Host(null).ShouldBe("project");
        _folder.Write("named/profiles.yml", Profile("host: named"));
        _variables["DBT_PROFILES_DIR"] = _folder["named"];
        Host(null).ShouldBe("named");
        _folder.Write("given/profiles.yml", Profile("host: given"));
        Host(_folder["given"]).ShouldBe("given");

        object? Host(string? given) =>
            DbtProfiles.Load(project, given, "shop", null, _variables.GetValueOrDefault).Values["host"];
    }

    public void Dispose() => _folder.Dispose();

    private DbtTarget Load(string lines, params (string Name, string Value)[] variables)
    {
        foreach (var (name, value) in variables)
            _variables[name] = value;
        _folder.Write("profiles.yml", Profile(lines));
        return DbtProfiles.Load(_folder.Path, _folder.Path, "shop", null, _variables.GetValueOrDefault);
    }

    private static string Profile(string lines) =>
        $"shop:\n  target: dev\n  outputs:\n    dev:\n      type: postgres\n      {lines}\n";
}
