using System.CommandLine;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Releases.Reporting;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

/// <summary><c>report</c>: shows what a release was, decided and changed, or compares the last releases.</summary>
internal static class ReportCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var release = new Option<string?>("--release")
        {
            Description = "The release, such as r42; default: the newest",
            HelpName = "ID",
        };
        var file = new Option<string?>("--file")
        {
            Description =
                "The file to write, - for standard output; default: a page in dbt's target folder, other "
                + "formats to standard output",
            HelpName = "PATH",
        };
        var format = new Option<string>("--format")
        {
            Description = "html, json, junit or markdown",
            DefaultValueFactory = _ => "html",
        };
        format.AcceptOnlyFromAmong("html", "json", "junit", "markdown");
        var trend = CommonOptions.Number(
            "--trend",
            "Show the last N releases beside each other instead of one (html or json)",
            1
        );
        var command = new Command(
            "report",
            "Write the report of a release from the ledger\n\n  data-release report\n  data-release report "
                + "--release r42 --format markdown\n  data-release report --trend 20"
        );
        command.Options.Add(release);
        command.Options.Add(file);
        command.Options.Add(format);
        command.Options.Add(trend);
        var open = new Option<bool>("--open") { Description = "Show the page in the browser" };
        command.Options.Add(open);
        command.SetAction(
            (parse, token) =>
            {
                var setting = new CommandSetting(surroundings, common, parse, token);
                return setting.RunEngineAsync(null, async (engine, cancel) =>
                {
                    var (kind, most) = (parse.GetValue(format)!, parse.GetValue(trend));
                    if (most is not null && parse.GetValue(release) is not null)
                        throw new ReleaseException(
                            ErrorCode.Usage,
                            "--trend shows the last releases, so --release does not apply"
                        );
                    if (most is not null && kind is not ("html" or "json"))
                        throw new ReleaseException(
                            ErrorCode.Usage,
                            $"--trend can't be written as {kind}",
                            "use --format html or json"
                        );
                    var report = await engine.ReportAsync(
                        new ReportRequest { Release = parse.GetValue(release), Trend = most },
                        cancel
                    );
                    if (report is ReleaseReport.Ended)
                        return report;
                    var written = await WriteAsync(setting, report, kind, parse.GetValue(file), cancel);
                    return parse.GetValue(open) ? Shown(setting, written) : written;
                });
            }
        );
        return command;
    }

    private static ReleaseReport Shown(CommandSetting setting, ReleaseReport report) =>
        report.ReportFile is not { } file ? report
        : Opening.Open(Path.GetFullPath(file), setting.Surroundings.Variable) ? report
        : report with { Summary = "no program was found to show it: set BROWSER to one" };

    private static async Task<ReleaseReport> WriteAsync(
        CommandSetting setting,
        ReleaseReport report,
        string kind,
        string? file,
        CancellationToken cancellation
    )
    {
        // Standard output can hold only one thing: the command's JSON, or the report.
        if (file == "-" || (file is null && kind != "html" && !setting.IsJson))
        {
            if (setting.IsJson)
                throw new ReleaseException(
                    ErrorCode.Usage,
                    "--file - and --output json both want standard output",
                    "leave one of them out"
                );
            await setting.Surroundings.Output.WriteLineAsync(
                DocumentJson.Text(Content(report, kind, null)).TrimEnd('\n')
            );
            return new ReleaseReport.Ended(report) { Summary = "", Live = null };
        }
        var name = report.Documented()?.Release.Id ?? "trend";
        var path = file
            ?? ReportFiles.DefaultPath(
                setting,
                report.Environment,
                $"{name}.{kind switch { "junit" => "xml", "markdown" => "md", _ => kind }}"
            );
        try
        {
            await ReportFiles.WriteAsync(path, Content(report, kind, path), cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(ErrorCode.ReportNotWritten, error.Message.ReplaceLineEndings(" "), inner: error);
        }
        return report with { ReportFile = path };
    }

    private static byte[] Content(ReleaseReport report, string kind, string? path) =>
        report switch
        {
            ReleaseReport.Trend { Document: var trend } => kind == "html"
                ? ReportFiles.Page(trend, path)
                : DocumentJson.Write(trend),
            ReleaseReport.Reported { Document: var document } => kind switch
            {
                "html" => ReportFiles.Page(document, path),
                "json" => DocumentJson.Write(document),
                "junit" => JUnitReport.Write(document),
                _ => System.Text.Encoding.UTF8.GetBytes(MarkdownReport.Write(document)),
            },
            _ => throw new InvalidOperationException("a report has a document or a trend"),
        };
}
