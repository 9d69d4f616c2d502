using System.Globalization;
using System.Text;
using System.Xml;

namespace DataRelease.Reports.Documents;

/// <summary>
/// Check results and build nodes as JUnit XML that both common schemas accept (Jenkins' and Ant's). There is a suite
/// for each check and one for the build. A case has at most one of <c>skipped</c>, <c>error</c> and <c>failure</c>;
/// warnings are in the suite's <c>system-out</c>.
/// </summary>
public static class JUnitReport
{
    /// <summary>The XML, UTF-8.</summary>
    public static byte[] Write(ReportDocument document)
    {
        using var bytes = new MemoryStream();
        using (
            var xml = XmlWriter.Create(
                bytes,
                new XmlWriterSettings
                {
                    Encoding = new UTF8Encoding(false),
                    Indent = true,
                    NewLineChars = "\n",
                }
            )
        )
        {
            xml.WriteStartElement("testsuites");
            var suites = new List<(string Name, IReadOnlyList<Case> Cases)>();
            var built = document.Nodes.Where(node => !IsTest(node)).ToList();
            if (built.Count > 0)
                suites.Add(("build", [.. built.Select(Build)]));
            var seconds = document
                .Nodes.DistinctBy(node => node.Id)
                .ToDictionary(node => node.Id, node => node.Seconds);
            foreach (var suite in document.Checks.GroupBy(check => check.Name))
                suites.Add(
                    (
                        suite.Key,
                        [
                            .. suite.Select(check =>
                                Check(check, check.Node is { } node ? seconds.GetValueOrDefault(node) : 0)
                            ),
                        ]
                    )
                );
            // A release that nothing above refused (before anything ran, or by a policy, or because it reads what is
            // live) must not look like a success.
            if (
                document.Decision.Outcome is ReportedOutcome.Failed or ReportedOutcome.Refused
                && !suites.Exists(suite => suite.Cases.Any(test => test.Outcome is "failure" or "error"))
            )
                suites.Add(
                    (
                        "release",
                        [
                            new Case(
                                "release",
                                document.Release.Id,
                                0,
                                "error",
                                document.Decision.Code ?? "failed",
                                document.Decision.Sentence,
                                ""
                            ),
                        ]
                    )
                );
            foreach (var (number, (name, cases)) in suites.Index())
                Suite(xml, document, name, number, cases);
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static Case Build(ReportedNode node) =>
        node.Status switch
        {
            "skipped" => new Case($"build.{node.Kind}", node.Name, node.Seconds, "skipped", "", node.Message, ""),
            "success" or "pass" or "reused" or "no-op" => new Case(
                $"build.{node.Kind}",
                node.Name,
                node.Seconds,
                null,
                "",
                "",
                ""
            ),
            "warn" => new Case(
                $"build.{node.Kind}",
                node.Name,
                node.Seconds,
                null,
                "",
                "",
                $"{node.Name}: {node.Message}"
            ),
            _ => new Case($"build.{node.Kind}", node.Name, node.Seconds, "error", node.Status, node.Message, ""),
        };

    private static Case Check(ReportedCheck check, double seconds)
    {
        // dbt's tests share their check's name; the test's own name comes first in the message.
        var own = check.Node is not null || check.Name == "dbt_tests" ? check.Message.Split(':')[0] : "";
        var name =
            own.Length > 0 ? own
            : check.Relation.Length > 0 ? check.Relation
            : check.Name;
        var text = (
            $"{check.Message}{(check.Value.Length > 0 ? $"\nfound: {check.Value}" : "")}"
            + (check.Threshold.Length > 0 ? $"\nallowed: {check.Threshold}" : "")
        ).TrimStart('\n');
        var type = check.Relation.Length > 0 ? $"{check.Name}.{check.Relation}" : check.Name;
        if (check.State == CheckState.Skipped)
            return new Case(type, name, seconds, "skipped", "", check.Message, "");
        if (check.State == CheckState.Fail || check.Refuses)
            return new Case(type, name, seconds, "failure", check.State.ToString().ToLowerInvariant(), text, "");
        return new Case(
            type,
            name,
            seconds,
            null,
            "",
            "",
            check.State == CheckState.Pass
                ? ""
                : $"{check.State.ToString().ToLowerInvariant()}: {(own.Length > 0 ? "" : $"{name}: ")}"
                    + text.ReplaceLineEndings("; ")
        );
    }

    private static void Suite(
        XmlWriter xml,
        ReportDocument document,
        string name,
        int number,
        IReadOnlyList<Case> cases
    )
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", $"{document.Environment} {document.Release.Id} {name}");
        Attribute(xml, "package", "data-release");
        Attribute(xml, "id", Text(number));
        Attribute(xml, "tests", Text(cases.Count));
        Attribute(xml, "failures", Text(cases.Count(test => test.Outcome == "failure")));
        Attribute(xml, "errors", Text(cases.Count(test => test.Outcome == "error")));
        Attribute(xml, "skipped", Text(cases.Count(test => test.Outcome == "skipped")));
        Attribute(xml, "time", Seconds(cases.Sum(test => test.Seconds)));
        Attribute(
            xml,
            "timestamp",
            document.Release.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
        );
        Attribute(xml, "hostname", "localhost");
        xml.WriteStartElement("properties");
        foreach (
            var (key, value) in new[]
            {
                ("environment", document.Environment),
                ("release", document.Release.Id),
                ("version", document.Release.Version),
                ("decision", document.Decision.Sentence),
            }
        )
        {
            xml.WriteStartElement("property");
            Attribute(xml, "name", key);
            Attribute(xml, "value", value);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        foreach (var test in cases)
        {
            xml.WriteStartElement("testcase");
            Attribute(xml, "name", test.Name);
            Attribute(xml, "classname", test.Type);
            Attribute(xml, "time", Seconds(test.Seconds));
            if (test.Outcome is not null)
            {
                xml.WriteStartElement(test.Outcome);
                if (test.Outcome != "skipped")
                {
                    Attribute(xml, "message", VisibleText.Line(test.Message.Split('\n')[0]));
                    Attribute(xml, "type", test.Kind);
                    xml.WriteString(VisibleText.Of(test.Message));
                }
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        xml.WriteElementString(
            "system-out",
            VisibleText.Of(string.Join('\n', cases.Select(test => test.Remark).Where(remark => remark.Length > 0)))
        );
        xml.WriteElementString("system-err", "");
        xml.WriteEndElement();
    }

    private static bool IsTest(ReportedNode node) => node.Kind is "test" or "unit_test";

    /// <summary>An attribute holds a token: single blanks between words, none at the ends.</summary>
    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(
            name,
            string.Join(' ', VisibleText.Line(value).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        );

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);

    private sealed record Case(
        string Type,
        string Name,
        double Seconds,
        string? Outcome,
        string Kind,
        string Message,
        string Remark
    );
}
