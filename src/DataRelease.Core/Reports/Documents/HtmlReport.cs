using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace DataRelease.Reports.Documents;

/// <summary>
/// One self-contained page. Styles and scripts are inside, and the page's own policy forbids it to load or send
/// anything. The document is JSON in a script element that the browser does not run. The page's script builds elements
/// from it and sets only their text.
/// </summary>
public static class HtmlReport
{
    private static readonly string[] _styles = ["base.css", "parts.css", "figures.css"];
    private static readonly string[] _common = ["dom.js", "table.js", "sql.js", "charts.js"];
    private static readonly string[] _release =
    [
        "monitoring.js",
        "overview.js",
        "relations.js",
        "samples.js",
        "lineage.js",
        "timings.js",
        "report.js",
    ];
    private static readonly string[] _trend = ["trend.js"];
    private static readonly string[] _plan = ["plan.js"];

    /// <summary>The page of a release, UTF-8.</summary>
    public static byte[] Write(ReportDocument document) =>
        Page(
            $"{document.Release.Id} ({document.Release.Version}), {document.Environment}: data release",
            DocumentJson.Embed(document),
            _release,
            "data-release report --format markdown writes it as text."
        );

    /// <summary>The page of a trend, UTF-8.</summary>
    public static byte[] Write(TrendDocument document) =>
        Page(
            $"{document.Environment}: the last {document.Releases.Count} releases",
            DocumentJson.Embed(document),
            _trend,
            "data-release report --trend N --format json writes it as text."
        );

    /// <summary>The page of a plan, UTF-8.</summary>
    public static byte[] Write(PlanDocument document) =>
        Page(
            $"{document.Release} ({document.Version}), {document.Environment}: plan of a data release",
            DocumentJson.Embed(document),
            _plan,
            "data-release plan writes it as text."
        );

    private static byte[] Page(string title, string json, string[] scripts, string asText)
    {
        var style = Parts(_styles);
        var script = $"(function () {{\n'use strict';\n{Parts([.. _common, .. scripts])}}})();\n";
        var page = new StringBuilder(style.Length + script.Length + json.Length + 2_000);
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '")
            .Append(Hash(style))
            .Append("'; script-src '")
            .Append(Hash(script))
            .Append("'; base-uri 'none'; form-action 'none'\">\n");
        page.Append(
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta "
                + "name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
                + "content=\"no-referrer\">\n"
        );
        page.Append("<title>")
            .Append(WebUtility.HtmlEncode(VisibleText.Line(title)))
            .Append("</title>\n<style>")
            .Append(style)
            .Append("</style>\n</head>\n<body>\n");
        page.Append(
            "<noscript>This report is drawn by a script that it contains; nothing is loaded or sent. "
                + $"{asText}</noscript>\n"
        );
        page.Append("<div id=\"app\"></div>\n<script id=\"data\" type=\"application/json\">")
            .Append(json)
            .Append("</script>\n<script>")
            .Append(script)
            .Append("</script>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static string Hash(string text) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Parts(string[] names) => string.Concat(names.Select(Part));

    // A browser turns CRLF into LF before it computes the hash.
    private static string Part(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"report/{name}")
            ?? throw new InvalidOperationException($"the report's {name} is not in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
