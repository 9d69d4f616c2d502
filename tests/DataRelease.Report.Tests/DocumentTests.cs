using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using CsCheck;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Testing;
using Json.Schema;

namespace DataRelease.Report.Tests;

/// <summary>JSON, JUnit and Markdown: as published, and whole whatever they are made of.</summary>
public sealed class DocumentTests
{
    public static TheoryData<string> Samples => ["refused", "live", "taken back", "hostile", "large"];

    [Fact]
    public Task Json_is_as_in_its_golden_file() =>
        Golden.MatchAsync("refused.json", $"{DocumentJson.Text(DocumentJson.Write(SampleReports.Refused()))}\n");

    [Fact]
    public Task A_trends_json_is_as_in_its_golden_file() =>
        Golden.MatchAsync("trend.json", $"{DocumentJson.Text(DocumentJson.Write(SampleReports.Trend(2)))}\n");

    [Fact]
    public Task JUnit_is_as_in_its_golden_file() =>
        Golden.MatchAsync("refused.xml", $"{Encoding.UTF8.GetString(JUnitReport.Write(SampleReports.Refused()))}\n");

    [Fact]
    public Task Markdown_is_as_in_its_golden_file() =>
        Golden.MatchAsync("refused.md", MarkdownReport.Write(SampleReports.Refused()));

    [Fact]
    public Task Markdown_of_a_release_that_a_metric_took_back_is_as_in_its_golden_file() =>
        Golden.MatchAsync("taken-back.md", MarkdownReport.Write(SampleReports.TakenBack()));

    [Fact]
    public void What_was_measured_is_kept_as_it_was_written()
    {
        var kept = DocumentJson.Read(DocumentJson.Write(SampleReports.TakenBack()))!.Monitoring!;

        kept.Outcome.ShouldBe(SampleReports.TakenBack().Monitoring!.Outcome);
        kept.Metrics[0].Decisive.ShouldBe(kept.Metrics[0].Recent[^1]);
        kept.Metrics[0].Recent.Select(one => one.Green).ShouldBe([1.5, 1.75, 2.5]);
        kept.Stages[0].State.ShouldBe(ReportedStageState.Returned);
    }

    [Fact]
    public Task Markdown_of_a_live_release_is_as_in_its_golden_file() =>
        Golden.MatchAsync("live.md", MarkdownReport.Write(SampleReports.Live()));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Json_fits_its_published_schema_which_names_every_key(string name) =>
        Fits(DocumentJson.Write(Sample(name)));

    [Fact]
    public void A_trend_fits_the_published_schema() => Fits(DocumentJson.Write(SampleReports.Trend()));

    [Fact]
    public void The_schema_refuses_what_is_no_report()
    {
        var broken = JsonNode.Parse(DocumentJson.Write(SampleReports.Refused()))!;
        broken["decision"]!["outcome"] = "perhaps";

        Schema().Evaluate(System.Text.Json.JsonSerializer.SerializeToElement(broken)).IsValid.ShouldBeFalse();
    }

    [Fact]
    public void A_kept_report_reads_as_it_was_written()
    {
        var json = DocumentJson.Write(SampleReports.Refused());

        DocumentJson.Write(DocumentJson.Read(json)!).ShouldBe(json);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"schema\": 2}")]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_kept_report_of_another_form_is_none(string json) =>
        DocumentJson.Read(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Theory]
    [MemberData(nameof(Samples))]
    public void JUnit_is_valid_whatever_the_texts(string name)
    {
        var complaints = Validate(JUnitReport.Write(Sample(name)));

        complaints.ShouldBeEmpty();
    }

    [Fact]
    public void JUnit_of_a_release_that_failed_before_anything_ran_has_an_error()
    {
        var document = SampleReports.Refused() with
        {
            Checks = [],
            Nodes = [],
            Decision = new ReportedDecision(ReportedOutcome.Failed, "r42 failed: no connection.", "DR4001", ""),
        };

        var xml = new XmlDocument();
        xml.LoadXml(Encoding.UTF8.GetString(JUnitReport.Write(document)));

        xml.SelectNodes("//error")!.Count.ShouldBe(1);
        Validate(JUnitReport.Write(document)).ShouldBeEmpty();
    }

    [Fact]
    public void JUnit_of_a_release_that_no_check_refused_has_an_error_too()
    {
        var document = SampleReports.Refused();
        document = document with
        {
            Checks = [.. document.Checks.Where(check => !check.Refuses)],
            Nodes = [.. document.Nodes.Where(node => node.Status is "success" or "pass" or "warn")],
            Decision = new ReportedDecision(ReportedOutcome.Refused, "r42 reads live.", "DR5024", ""),
        };
        document.Checks.ShouldNotBeEmpty();

        var xml = new XmlDocument();
        xml.LoadXml(Encoding.UTF8.GetString(JUnitReport.Write(document)));

        xml.SelectNodes("//error")!.Cast<XmlElement>().ShouldHaveSingleItem().GetAttribute("type").ShouldBe("DR5024");
        Validate(JUnitReport.Write(document)).ShouldBeEmpty();
    }

    [Fact]
    public void Several_checks_of_one_name_and_relation_are_all_counted_as_explained()
    {
        var document = SampleReports.Refused();
        var refusing = document.Checks.First(check => check.Refuses);
        document = document with { Checks = [refusing, refusing with { Value = "another" }] };

        RootCauses.Sentence(document).ShouldStartWith("2 checks refused; 1 changed model explains all of them: ");
    }

    [Fact]
    public void JUnit_counts_what_it_shows()
    {
        var xml = new XmlDocument();
        xml.LoadXml(Encoding.UTF8.GetString(JUnitReport.Write(SampleReports.Refused())));

        foreach (XmlElement suite in xml.SelectNodes("//testsuite")!)
        {
            foreach (
                var (attribute, path) in new[]
                {
                    ("tests", "testcase"),
                    ("failures", "testcase/failure"),
                    ("errors", "testcase/error"),
                    ("skipped", "testcase/skipped"),
                }
            )
                suite.GetAttribute(attribute).ShouldBe($"{suite.SelectNodes(path)!.Count}", suite.GetAttribute("name"));
        }
        xml.SelectNodes("//failure")!.Count.ShouldBe(1);
    }

    [Fact]
    public void Any_text_makes_valid_JUnit_and_valid_JSON() =>
        Gen.String[Gen.Char['\0', '\uFFFF'], 0, 60]
            .Sample(
                text =>
                {
                    var document = SampleReports.Refused() with
                    {
                        Checks =
                        [
                            new ReportedCheck(text, text, CheckState.Fail, "fail", true, text, text, text),
                            new ReportedCheck(text, "", CheckState.Warn, "warn", false, text, text, text),
                        ],
                        Nodes = [new ReportedNode("model.a.b", "model", text, "error", 1, null, text)],
                    };
                    var complaints = Validate(JUnitReport.Write(document));
                    if (complaints.Count > 0)
                        throw new InvalidOperationException(complaints[0]);
                    DocumentJson.Read(DocumentJson.Write(document)).ShouldNotBeNull();
                },
                iter: 2_000
            );

    [Fact]
    public void A_change_at_the_end_of_a_long_text_stays_visible()
    {
        var cell = new ReportedCell(
            "c",
            new string('x', 100_000) + "before",
            new string('x', 100_000) + "after"
        ).Shortened();

        cell.Before!.Length.ShouldBeLessThan(ReportedCell.MostText + 100);
        cell.Before.ShouldContain("before");
        cell.After!.ShouldContain("after");
        cell.Before.ShouldEndWith("(100,006 characters)");
    }

    [Fact]
    public void A_cut_never_halves_a_code_point() =>
        Gen.Select(Gen.Int[1_950, 2_050], Gen.Int[0, 3])
            .Sample(
                (length, extra) =>
                {
                    var text = new string('x', extra) + string.Concat(Enumerable.Repeat("😀", length));
                    VisibleText.Of(new ReportedCell("c", text, null).Shortened().Before!).ShouldNotContain('\uFFFD');
                },
                iter: 300
            );

    private static ReportDocument Sample(string name) =>
        name switch
        {
            "refused" => SampleReports.Refused(),
            "live" => SampleReports.Live(),
            "taken back" => SampleReports.TakenBack(),
            "hostile" => SampleReports.Hostile(),
            _ => SampleReports.Large(30, 10),
        };

    private static JsonSchema Schema() => JsonSchema.FromText(Strict().ToJsonString());

    private static void Fits(byte[] json)
    {
        var result = Schema()
            .Evaluate(
                System.Text.Json.JsonDocument.Parse(json).RootElement,
                new EvaluationOptions { OutputFormat = OutputFormat.List }
            );

        result.IsValid.ShouldBeTrue(
            string.Join(
                '\n',
                (result.Details ?? [])
                    .Where(detail => detail.Errors is not null)
                    .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))
                    .Take(10)
            )
        );
    }

    /// <summary>The published schema lets keys be added; here a key that it does not name is a mistake in it.</summary>
    private static JsonNode Strict()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("docs", "report.schema.json")))!;
        Close(schema);
        return schema;

        static void Close(JsonNode? node)
        {
            if (node is JsonObject record)
            {
                if (record["properties"] is JsonObject && record["additionalProperties"] is null)
                    record["additionalProperties"] = false;
                foreach (var (_, value) in record.ToList())
                    Close(value);
            }
            else if (node is JsonArray list)
            {
                foreach (var item in list)
                    Close(item);
            }
        }
    }

    private static List<string> Validate(byte[] xml)
    {
        var complaints = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema };
        settings.Schemas.Add(null, Repository.PathOf("tests", "assets", "report", "junit.xsd"));
        settings.ValidationEventHandler += (_, found) => complaints.Add(found.Message);
        using var reader = XmlReader.Create(new MemoryStream(xml), settings);
        while (reader.Read()) { }
        return complaints;
    }
}
