using System.Text.RegularExpressions;

namespace DataRelease.Security.Tests.Hostile;

/// <summary>Text that wants to be more than text, and what each place where it may turn up must keep.</summary>
public static partial class Injection
{
    /// <summary>One of each kind.</summary>
    public static readonly string[] Payloads =
    [
        "\u001b[31mred",
        "\u001b]8;;http://evil.example\u001b\\link",
        "\u001b]52;c;ZXZpbA==\u0007",
        "\u009b31m",
        "\u202Egnp.exe",
        "\u2066hidden\u2069",
        "a\rb",
        "a\bb",
        "\u0085next",
        "zero\u200Bwidth\uFEFF",
        "##vso[task.setvariable variable=pwned]1",
        "##VSO[task.complete result=Succeeded]",
        "#\u200B#vso[task.complete]",
        "##[error]pwned",
        "\n::error::pwned",
        "\n  ::add-mask::pwned",
        "\n\u200B::set-output name=x::pwned",
        "\n##[group]pwned",
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "<!--",
        "[click](javascript:alert(1))",
        "![x](http://evil.example/x.png)",
        "`code` | cell | \\| @everyone",
        "\n# heading\n\n---\n",
    ];

    /// <summary>All of them, in one text.</summary>
    public static string All { get; } = string.Join(" ", Payloads);

    /// <summary>A log that a terminal shows and a pipeline reads; only commands of our own form are commands.</summary>
    public static void IsHarmlessLog(string text, string where)
    {
        foreach (var character in text)
        {
            if (
                (char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
                || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
            )
                throw new InvalidOperationException(
                    $"{where}: U+{(int)character:X4} in "
                        + Around(text, text.IndexOf(character, StringComparison.Ordinal))
                );
        }
        foreach (var line in text.Split('\n', '\r'))
        {
            // As the runners look at it: what has no width is not there.
            var seen = Invisible().Replace(line, "");
            if (seen.TrimStart().StartsWith("::", StringComparison.Ordinal) && !OwnGitHub().IsMatch(seen))
                throw new InvalidOperationException($"{where}: a command of GitHub: {line}");
            var marks = Azure().Count(seen);
            if (marks > (OwnAzure().IsMatch(seen) ? 1 : 0))
                throw new InvalidOperationException($"{where}: a command of Azure DevOps: {line}");
        }
    }

    /// <summary>Markdown that GitHub shows.</summary>
    public static void IsHarmlessMarkdown(string text, string where)
    {
        IsHarmlessLog(text, where);
        foreach (var active in new[] { "<img", "<script", "</script", "<!--", "@everyone" })
        {
            if (text.Contains(active, StringComparison.OrdinalIgnoreCase))
                throw new InvalidOperationException(
                    $"{where}: {active} in {Around(text, text.IndexOf(active, StringComparison.OrdinalIgnoreCase))}"
                );
        }
        if (Link().IsMatch(text))
            throw new InvalidOperationException(
                $"{where}: a link or a picture: {Around(text, Link().Match(text).Index)}"
            );
        if (text.Split('\n').Any(line => line.TrimStart() is "# heading" or "---"))
            throw new InvalidOperationException($"{where}: a heading of somebody's own");
    }

    /// <summary>A page: tags of somebody's own are text.</summary>
    public static void IsHarmlessHtml(string text, string where)
    {
        foreach (
            var active in new[]
            {
                "<img src=x",
                "<script>alert",
                "</script><script>alert",
                "=\"javascript:",
                "=javascript:",
            }
        )
        {
            if (text.Contains(active, StringComparison.OrdinalIgnoreCase))
                throw new InvalidOperationException(
                    $"{where}: {active} in {Around(text, text.IndexOf(active, StringComparison.OrdinalIgnoreCase))}"
                );
        }
        if (text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')))
            throw new InvalidOperationException($"{where}: a control character");
    }

    private static string Around(string text, int at) =>
        text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 60)].Replace('\u001b', '^');

    [GeneratedRegex(@"(?<!\\)\]\((?:javascript|http://evil)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\p{Cf}")]
    private static partial Regex Invisible();

    [GeneratedRegex(@"##(vso)?\[", RegexOptions.IgnoreCase)]
    private static partial Regex Azure();

    [GeneratedRegex(@"^::(error|warning) (file=[^:,]*,(line=\d+,col=\d+,)?)?title=DR\d{4}%3A [^:]*::")]
    private static partial Regex OwnGitHub();

    [GeneratedRegex(
        @"^##vso\[task\.(logissue type=(error|warning);[^\]]*|"
            + @"setvariable variable=(releaseId|releaseVersion|releaseState|live|liveVersion|decision|errorCode|summary"
            + @"|page|checks|checksFailed|checksWarned|relationsChanged)"
            + @";isOutput=true|uploadsummary)\]"
    )]
    private static partial Regex OwnAzure();
}
