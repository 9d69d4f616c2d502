using System.Diagnostics;
using System.Text.Json;
using DataRelease.Builds.Dbt;
using DataRelease.Builds.Dbt.Jinja;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Builds;

/// <summary>
/// Jinja of profiles: the right values are those of Jinja itself, with dbt's native rendering, wherever a python3 with
/// jinja2 is on PATH; the same values stand here, so that the tests say something without it.
/// </summary>
public sealed class ProfileJinjaTests
{
    private static readonly Dictionary<string, string> _variables = new()
    {
        ["PORT"] = "5432",
        ["SPACED"] = "  Ab c ",
        ["EMPTY"] = "",
        ["NEGATIVE"] = "-7",
        ["REAL"] = "2.50",
        ["WORD"] = "Prod",
        ["TRUE"] = "True",
        ["LIST"] = "a,b,c",
        ["ZEROS"] = "007",
        ["QUOTED"] = "it's",
    };

    /// <summary>Template, and what becomes of it in JSON.</summary>
    public static TheoryData<string, string> Cases =>
        new()
        {
            { "{{ env_var('PORT') | int }}", "5432" },
            { "{{ env_var('PORT') }}", "\"5432\"" },
            { "{{ env_var('NONE', 5432) }}", "5432" },
            { "{{ env_var('NONE', '10') | int }}", "10" },
            { "{{ env_var('NONE', default='10') | int + 1 }}", "11" },
            { "{{ env_var(var='NONE', default=2.5) }}", "2.5" },
            { "{{ (env_var('NONE', '') or '10') | int }}", "10" },
            { "{{ env_var('EMPTY') | default('10', true) | int }}", "10" },
            { "{{ env_var('EMPTY') | default('10') }}", "\"\"" },
            { "{{ nothing | default('10') | int }}", "10" },
            { "{{ nothing is defined }}", "false" },
            { "{{ env_var('SPACED') | trim }}", "\"Ab c\"" },
            { "{{ env_var('SPACED') | trim | lower }}", "\"ab c\"" },
            { "{{ env_var('SPACED') | upper }}", "\"  AB C \"" },
            { "{{ env_var('WORD') | replace('P', 'p') }}", "\"prod\"" },
            { "{{ env_var('SPACED').strip().lower().replace(' ', '_') }}", "\"ab_c\"" },
            { "{{ env_var('LIST').split(',')[1] }}", "\"b\"" },
            { "{{ env_var('LIST').split(',') | last }}", "\"c\"" },
            { "{{ env_var('LIST').split(',') | length }}", "3" },
            { "{{ env_var('WORD')[:2] }}", "\"Pr\"" },
            { "{{ env_var('WORD')[-1] }}", "\"d\"" },
            { "{{ 'a' if env_var('WORD') == 'Prod' else 'b' }}", "\"a\"" },
            { "{{ 1 if env_var('WORD') in ('dev', 'test') else 2 }}", "2" },
            { "{{ 'x' if env_var('PORT') | int > 5000 and not env_var('EMPTY') else 'y' }}", "\"x\"" },
            { "{{ 'dev_' ~ env_var('WORD') | lower ~ 1 }}", "\"dev_prod1\"" },
            { "{{ 'dev_' + env_var('WORD') }}", "\"dev_Prod\"" },
            { "{{ (env_var('PORT') | int) // 7 * 2 - 3 % 2 }}", "1551" },
            { "{{ -7 // 2 }}", "\"-4\"" },
            { "{{ env_var('NEGATIVE') | int // 2 }}", "-4" },
            { "{{ env_var('NEGATIVE') | int % 4 }}", "1" },
            { "{{ 2 ** 3 ** 2 }}", "\"64\"" },
            { "{{ env_var('REAL') | float }}", "2.5" },
            { "{{ env_var('REAL') | int }}", "2" },
            { "{{ env_var('WORD') | int }}", "0" },
            { "{{ env_var('WORD') | int(9) }}", "9" },
            { "{{ env_var('PORT') | as_number }}", "5432" },
            { "{{ env_var('REAL') | as_number }}", "2.5" },
            { "{{ env_var('TRUE') | as_bool }}", "true" },
            { "{{ env_var('PORT') | as_native }}", "5432" },
            { "{{ env_var('WORD') | as_native }}", "\"Prod\"" },
            { "{{ env_var('ZEROS') | as_native }}", "\"007\"" },
            { "{{ env_var('PORT') | as_text }}", "\"5432\"" },
            { "{{ env_var('PORT') | as_number | as_text }}", "\"5432\"" },
            { "{{ env_var('PORT') | as_number }} ", "\"5432 \"" },
            { " {{ env_var('PORT') | int }}", "\" 5432\"" },
            { "{{- env_var('PORT') | int -}}  ", "5432" },
            { "a {#- a comment with {{ in it -#} b", "\"ab\"" },
            { "{# only #}{{ env_var('PORT') | int }}", "5432" },
            { "{{ env_var('PORT') | int }}\n", "5432" },
            { "{{ 5432 }}", "\"5432\"" },
            { "{{ true }}", "\"True\"" },
            { "{{ none }}", "\"None\"" },
            { "{% if env_var('WORD') == 'Prod' %}a{% elif true %}b{% else %}c{% endif %}", "\"a\"" },
            { "{% if env_var('WORD') == 'dev' %}a{% else %}{{ env_var('PORT') | int }}{% endif %}", "5432" },
            { "{% set s = env_var('WORD') | lower %}{{ s }}-{{ s }}", "\"prod-prod\"" },
            { "{%- set s = 1 -%}{{ s }}", "1" },
            { "{% raw %}{{ x }}{% endraw %}", "\"{{ x }}\"" },
            { "{{ \"a\\nb\" ~ 'c\\'d' ~ '\\x41' }}", "\"a\\nbc'dA\"" },
            { "{{ '}}' ~ env_var('WORD') }}", "\"}}Prod\"" },
            { "{{ {'dev': 1, 'Prod': 2}[env_var('WORD')] }}", "2" },
            { "{{ {'dev': 1}.get(env_var('WORD'), 3) }}", "3" },
            { "{{ ['a', 'b'] | join('-') }}", "\"a-b\"" },
            { "{{ env_var('QUOTED') | title }} {{ env_var('QUOTED').title() }}", "\"It's It'S\"" },
            { "{{ env_var('LIST') | capitalize }}", "\"A,b,c\"" },
            { "{{ env_var('PORT').zfill(6) }}", "\"005432\"" },
            { "{{ env_var('WORD').startswith('Pr') }}", "true" },
            { "{{ env_var('WORD') is string and env_var('PORT') | int is number }}", "true" },
            { "{{ 1 < env_var('PORT') | int <= 5432 }}", "true" },
            { "{{ not env_var('EMPTY') }}", "true" },
            { "{{ env_var('PORT') | int | string }}", "\"5432\"" },
            { "{{ 1 / 2 ~ 'x' }}", "\"0.5x\"" },
            { "{{ env_var('QUOTED') | urlencode }}", "\"it%27s\"" },
            { "{{ 'a' 'b' }}{{ env_var('WORD') }}", "\"abProd\"" },
            { "{{ (env_var('NEGATIVE') | int) | abs }}", "7" },
            { "{{ var('x') + 1 }}", "6" },
            { "{{ 'dev_%s' % env_var('WORD') }}", "\"dev_Prod\"" },
            { "{{ 'dev_%s_%d%%' % (env_var('WORD'), 3) }}", "\"dev_Prod_3%\"" },
            { "{{ '%(a)s-%(b)d' % {'a': env_var('WORD'), 'b': 2.9} }}", "\"Prod-2\"" },
            { "{{ '%s' % 1.0 ~ '%s' % none ~ '%d' % true }}", "\"1.0None1\"" },
            { "{{ 'dev_{}'.format(env_var('WORD')) }}", "\"dev_Prod\"" },
            { "{{ '{0}{{{b}}}{0}'.format(env_var('WORD'), b=1) }}", "\"Prod{1}Prod\"" },
            { "{{ '%s_%s' | format('dbt', env_var('WORD')) }}", "\"dbt_Prod\"" },
            { "{{ env_var('LIST').split(',') | sort(reverse=true) | join('_') }}", "\"c_b_a\"" },
            { "{{ ['b', 'A', env_var('WORD')] | sort | first }}", "\"A\"" },
            { "{{ env_var('LIST').split(',') | reverse | join }}", "\"cba\"" },
            { "{{ env_var('WORD') | reverse }}", "\"dorP\"" },
            { "{{ [3, env_var('PORT') | int] | max }}", "5432" },
            { "{{ [3, env_var('PORT') | int] | min }}", "3" },
            { "{{ env_var('REAL') | float | round }}", "2" },
            { "{{ env_var('REAL') | float | round(0, 'ceil') | int }}", "3" },
            { "{{ env_var('PORT') | int | round }}", "5432" },
            { "{{ env_var('WORD') | truncate(2, true, '', 0) }}", "\"Pr\"" },
            { "{{ ('a b ' ~ env_var('WORD')) | truncate(6, leeway=0) }}", "\"a...\"" },
            { "{{ env_var('WORD').rsplit('o', 1)[0] }}", "\"Pr\"" },
            { "{{ env_var('LIST').partition(',')[2] }}", "\"b,c\"" },
            { "{{ env_var('LIST').rpartition(',')[0] }}", "\"a,b\"" },
            { "{{ env_var('WORD').casefold() ~ env_var('WORD').swapcase() }}", "\"prodpROD\"" },
            { "{{ env_var('WORD').index('o') }}", "2" },
            { "{{ env_var('WORD') is in ['Prod', 'prod'] }}", "true" },
            { "{{ var('y', 'z') }}", "\"z\"" },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_template_becomes_what_it_becomes_in_dbt(string template, string expected) =>
        JsonSerializer.Serialize(Render(template)).ShouldBe(JsonSerializer.Serialize(JsonDocument.Parse(expected)));

    [Fact]
    public async Task Jinja_itself_says_the_same()
    {
        var python = await FindPythonAsync();
        Assert.SkipWhen(python is null, "no python3 with jinja2 on PATH");
        var templates = Cases.Select(row => row.Data.Item1).Concat(Combined()).ToList();

        var said = await RunAsync(python, JsonSerializer.Serialize(new { templates, env = _variables }));

        using var answers = JsonDocument.Parse(said);
        var differing = new List<string>();
        foreach (var (template, answer) in templates.Zip(answers.RootElement.EnumerateArray()))
        {
            var own = Outcome(template);
            var theirs = JsonSerializer.Serialize(answer);
            if (own != theirs)
                differing.Add($"{template}: jinja2 {theirs}, we {own}");
        }
        differing.ShouldBeEmpty();
    }

    [Fact]
    public void A_secret_is_put_in_after_all_filters_and_can_only_be_whole()
    {
        Secret("{{ env_var('DBT_ENV_SECRET_P') }}").ShouldBe("p4 ss");
        Secret("a{{ env_var('DBT_ENV_SECRET_P') | trim }}b").ShouldBe("ap4 ssb");
        Secret("{{ env_var('DBT_ENV_SECRET_NONE', 'd') }}").ShouldBe("d");

        var error = Should.Throw<ReleaseException>(() => Secret("{{ env_var('DBT_ENV_SECRET_P') | lower }}"));

        error.Code.ShouldBe(ErrorCode.ProfileInvalid);
        error.Message.ShouldNotContain("p4");

        static object? Secret(string template) =>
            ProfileJinja.Render(
                template,
                new JinjaContext { Environment = name => name == "DBT_ENV_SECRET_P" ? "p4 ss" : null },
                new SourceLocation("profiles.yml", 1, 1)
            );
    }

    [Theory]
    [InlineData("{{ ref('x') }}", "the function 'ref' is not supported here")]
    [InlineData("{{ env_var('PORT') | tojson }}", "the filter 'tojson' is not supported here")]
    [InlineData("{{ env_var('PORT') is escaped }}", "the test 'is escaped' is not supported here")]
    [InlineData("{{ env_var('PORT').center(9) }}", "the method 'center' is not supported here")]
    [InlineData("{% macro x() %}{% endmacro %}", "the tag '{% macro %}' is not supported here")]
    [InlineData("{{ target.name }}", "'target' has no value here")]
    [InlineData("{{ env_var('PORT' }}", "the expression ends too early")]
    public void What_is_not_run_is_named_with_its_place(string template, string says)
    {
        var error = Should.Throw<ReleaseException>(() => Render(template));

        error.Code.ShouldBe(ErrorCode.ProfileJinja);
        error.Where!.Line.ShouldBe(7);
        error.Message.ShouldBe(says);
    }

    [Fact]
    public void The_project_may_choose_its_profile_and_a_password_may_look_like_jinja()
    {
        using var folder = new TempFolder();
        folder.Write(
            "dbt_project.yml",
            "name: shop\nprofile: \"{{ env_var('TEAM', 'core') }}_{{ var('site', 'a') }}\"\n"
        );
        folder.Write(
            "profiles.yml",
            "core_a:\n  outputs:\n    default:\n      type: postgres\n      password: 'a{{b}%'\n"
        );

        var project = DbtProject.Load(folder.Path, _ => null);

        project.Profile.ShouldBe("core_a");
        DbtProject.Load(folder.Path, name => name == "TEAM" ? "x" : null, "{site: b}").Profile.ShouldBe("x_b");
        DbtProfiles.Load(folder.Path, folder.Path, "core_a", null, _ => null).Text("password").ShouldBe("a{{b}%");
    }

    [Fact]
    public void Nesting_without_end_is_an_error_and_not_the_end_of_the_process()
    {
        foreach (var open in new[] { "(", "[", "not ", "-", "{1:", "1 if ", "1 + ", "1 or ", "1 ~ ", "1 | int | " })
        {
            var template = $"{{{{ {string.Concat(Enumerable.Repeat(open, 100_000))}";
            Should.Throw<ReleaseException>(() => Render(template + "1 }}"));
        }
        Should.Throw<ReleaseException>(() => Render(string.Concat(Enumerable.Repeat("{% if true %}", 100_000))));
    }

    /// <summary>Values, filters and operators in all pairs; what has no value is an error on both sides.</summary>
    private static IEnumerable<string> Combined()
    {
        string[] values =
        [
            .. _variables.Keys.Select(name => $"env_var('{name}')"),
            "env_var('NONE', 3)",
            "'12'",
            "3",
            "2.0",
            "true",
            "none",
        ];
        string[] filters =
        [
            "int",
            "float",
            "string",
            "trim",
            "lower",
            "upper",
            "title",
            "capitalize",
            "default('d')",
            "default('d', true)",
            "as_text",
            "as_native",
            "length",
            "first",
            "replace('a', 'bb')",
            "urlencode",
        ];
        foreach (var value in values)
        {
            foreach (var filter in filters)
            {
                yield return $"{{{{ {value} | {filter} }}}}";
                yield return $"x{{{{ {value} | {filter} }}}}";
                yield return $"{{{{ {value} | {filter} | string | int }}}}";
            }
            foreach (var other in values)
            {
                foreach (var sign in new[] { "~", "+", "*", "==", "<", "in", "and", "or" })
                    yield return $"{{{{ {value} {sign} {other} }}}}";
                yield return $"{{{{ {value} if {other} else 'no' }}}}";
            }
        }
    }

    private static string Outcome(string template)
    {
        try
        {
            var value = Render(template);
            return JsonSerializer.Serialize(value is double real ? new { real = JinjaValue.Text(real) } : value);
        }
        catch (ReleaseException)
        {
            return "{\"error\":true}";
        }
    }

    private static object? Render(string template) =>
        ProfileJinja.Render(
            template,
            new JinjaContext
            {
                Environment = _variables.GetValueOrDefault,
                Variables = new Dictionary<string, object?> { ["x"] = 5L },
            },
            new SourceLocation("profiles.yml", 7, 3)
        );

    private static async Task<string?> FindPythonAsync()
    {
        var found = DbtBuilder.FindExecutable("python3", Environment.GetEnvironmentVariable);
        if (found is null)
            return null;
        try
        {
            return (await RunAsync(found, """{"templates": ["{{ 1 }}"], "env": {}}""")).Length > 0 ? found : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<string> RunAsync(string python, string input)
    {
        var start = new ProcessStartInfo(python, [Repository.PathOf("tests", "assets", "jinja", "render.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException(await error);
    }
}
