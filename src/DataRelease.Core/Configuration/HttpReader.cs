using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>Reads the keys of a metric from a URL. The file must not contain secrets.</summary>
internal static partial class HttpReader
{
    /// <summary>Matches headers whose values are usually secret.</summary>
    [GeneratedRegex(
        "^(proxy-)?authorization$|^cookie$|token|secret|password|api-?key",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Secret();

    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();

    public static ProviderConfig.Http? Read(ConfigMapping map, YamlNode where, ConfigProblems problems)
    {
        var url = Url(map, problems);
        var variable = Variable(map, "url_env", problems);
        if ((map.Find("url") is null) == (map.Find("url_env") is null))
            problems.Add(where, "an http metric needs 'url', or 'url_env' with the name of a variable that holds it");
        var http = new ProviderConfig.Http
        {
            Url = url,
            UrlVariable = variable,
            Headers = Headers(map, "headers", problems),
            HeaderVariables = Headers(map, "headers_env", problems),
            BearerVariable = Variable(map, "bearer_env", problems),
            Prometheus = map.Text("prometheus"),
            Redirects = map.OneOf("redirects", "public", "any", "none") switch
            {
                "any" => Redirects.Any,
                "none" => Redirects.None,
                _ => Redirects.Public,
            },
        };
        if (http.Prometheus is not null)
            return url is null && variable is null ? null : http;
        map.Require("path", where);
        http = http with
        {
            Value = Path(map, "path", problems),
            Blue = Path(map, "blue_path", problems),
            Green = Path(map, "green_path", problems),
        };
        return (url is null && variable is null) || http.Value is null ? null : http;
    }

    private static Uri? Url(ConfigMapping map, ConfigProblems problems)
    {
        if (map.Text("url") is not { } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            problems.Add(map.Find("url")!, "'url' must begin with http:// or https://");
            return null;
        }
        if (url.UserInfo.Length == 0)
            return url;
        problems.Add(
            map.Find("url")!,
            "'url' contains a user or a password; put the whole URL into a variable and name that variable under "
                + "'url_env'"
        );
        return null;
    }

    private static Dictionary<string, string> Headers(ConfigMapping map, string key, ConfigProblems problems)
    {
        var isVariable = key == "headers_env";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in map.Mapping(key).All())
        {
            if (!HeaderName().IsMatch(name))
                problems.Add(value, $"'{key}' has '{name}', which is not a header name");
            else if (value is not YamlScalarNode { Value: { } text } || text.Any(char.IsControl))
                problems.Add(value, $"'{key}.{name}' must be a single value in one line");
            else if (isVariable && !VariableName().IsMatch(text))
                problems.Add(value, $"'{key}.{name}' must be the name of a variable, not the value itself");
            else if (!isVariable && Secret().IsMatch(name))
                problems.Add(
                    value,
                    $"the value of '{name}' is a secret; name the variable that holds it under 'headers_env'"
                );
            else
                headers[name] = text;
        }
        return headers;
    }

    private static string? Variable(ConfigMapping map, string key, ConfigProblems problems)
    {
        if (map.Text(key) is not { } name)
            return null;
        if (VariableName().IsMatch(name))
            return name;
        problems.Add(map.Find(key)!, $"'{key}' must be the name of a variable, not the value itself");
        return null;
    }

    private static JsonPath? Path(ConfigMapping map, string key, ConfigProblems problems)
    {
        if (map.Text(key) is not { } text)
            return null;
        try
        {
            return JsonPath.Parse(text);
        }
        catch (ExpressionException error)
        {
            problems.Add(map.Find(key)!, error.At, $"'{key}' is '{text}': {error.Message}");
            return null;
        }
    }
}
