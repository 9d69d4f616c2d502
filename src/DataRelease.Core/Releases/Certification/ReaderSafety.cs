using System.Globalization;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Releases.Certification;

/// <summary>
/// <c>certify</c>: swaps and rolls back for real, in scratch schemas of the user's own database, while readers read
/// without a pause, and reports what the readers noticed.
/// </summary>
internal sealed class ReaderSafety(ReleaseRun run, Random random)
{
    private const string EnvironmentName = "data-release-certify";

    public async Task<ReleaseReport.Certified> RunAsync(CertifyRequest request, CancellationToken cancellation)
    {
        Refuse(request);
        var place = await ScratchPlace.ClaimAsync(run.Warehouse, request.Swaps + 1, cancellation);
        Certificate certificate;
        try
        {
            certificate = await MeasureAsync(request, cancellation);
        }
        finally
        {
            var left = await place.RemoveAsync();
            if (left.Count > 0)
                run.Events.Publish(
                    new ReleaseEvent.Warned(
                        ErrorCode.CertifyNamesTaken.Id,
                        $"could not be dropped: {string.Join("; ", left)}"
                    )
                );
        }
        return Report(certificate);
    }

    private void Refuse(CertifyRequest request)
    {
        void Between(string option, double value, double least, double most)
        {
            if (value < least || value > most)
                throw new ReleaseException(
                    ErrorCode.Usage,
                    string.Create(CultureInfo.InvariantCulture, $"{option} must be from {least} to {most}")
                );
        }

        Between("--relations", request.Relations, 1, 2000);
        Between("--readers", request.Readers, 1, 200);
        Between("--swaps", request.Swaps, 1, 100);
        Between("--duration", request.Duration.TotalSeconds, 0, 86_400);
        if (!run.Warehouse.Exists)
            throw new ReleaseException(
                ErrorCode.DatabaseMissing,
                $"{run.Warehouse.Description} does not exist",
                "name a database that exists: certify makes and drops schemas in it"
            );
    }

    private async Task<Certificate> MeasureAsync(CertifyRequest request, CancellationToken cancellation)
    {
        var project = new ScratchProject(run.Warehouse, request.Relations);
        var config = run.Config with
        {
            LedgerSchema = ScratchPlace.LedgerSchema,
            Validate = new ValidateConfig { Checks = CheckKinds.Off },
        };
        var environment = new ReleaseEnvironment(EnvironmentName, ScratchPlace.LiveSchema, run.Warehouse, config, _ =>
            Task.FromResult<Builds.IGreenBuilder>(project)
        );
        var engine = new ReleaseEngine(environment, new Quiet(run.Events), run.Clock, random);

        await run.StepAsync("build", ScratchPlace.Prefix, async () =>
        {
            Require(await engine.ReleaseAsync(new DeployRequest(), cancellation));
            for (var candidate = 0; candidate < request.Swaps; candidate++)
            {
                run.Events.Publish(
                    new ReleaseEvent.Progressed(
                        $"building release {candidate + 2} of {request.Swaps + 1}, {request.Relations} relations each"
                    )
                );
                Require(await engine.DeployAsync(new DeployRequest(), cancellation));
            }
            return $"{request.Swaps + 1} releases of {request.Relations} relations";
        });

        var (swaps, tallies) = await run.StepAsync(
            "read",
            $"{request.Readers} readers",
            () => ReadAsync(request, project, engine, cancellation),
            read =>
                $"{read.Tallies.Sum(tally => (long)tally.Calm.Count + tally.During.Count)} statements, "
                + $"{read.Swaps.Count(swap => swap.Report.Error is null)} swaps and rollbacks"
        );

        // What takes long by itself says nothing of what others wait for.
        var quick = tallies.Where(tally => !tally.IsLong).ToList();
        var calmLatency = Latency.Of([.. quick.SelectMany(tally => tally.Calm)]);
        return new Certificate
        {
            Relations = request.Relations,
            Readers = request.Readers,
            Errors = tallies.Sum(tally => tally.Errors),
            ErrorMessages = [.. tallies.SelectMany(tally => tally.Messages).Distinct().Take(5)],
            Torn = tallies.Sum(tally => tally.Torn),
            Empty = tallies.Sum(tally => tally.Empty),
            Transactions = tallies.Sum(tally => tally.Transactions),
            MixedTransactions = tallies.Sum(tally => tally.MixedTransactions),
            Calm = calmLatency,
            During = Latency.Of([.. quick.SelectMany(tally => tally.During)]),
            Kinds =
            [
                .. tallies
                    .GroupBy(tally => tally.Kind)
                    .Select(kind => new ReaderFigures(
                        kind.Key,
                        kind.Count(),
                        Latency.Of([.. kind.SelectMany(tally => tally.Calm)]),
                        Latency.Of([.. kind.SelectMany(tally => tally.During)])
                    )),
            ],
            Swap = Times("swap", swaps),
            Rollback = Times("rollback", swaps),
            AllowedP99 = Math.Round(calmLatency.P99 + (2 * run.Config.Swap.LockTimeout.TotalMilliseconds), 2),
        };
    }

    /// <summary>Swaps and rolls back while others read.</summary>
    private async Task<(
        IReadOnlyList<(string Step, ReleaseReport.Released Report)> Swaps,
        IReadOnlyList<ReaderTally> Tallies
    )> ReadAsync(CertifyRequest request, ScratchProject project, ReleaseEngine engine, CancellationToken cancellation)
    {
        var swaps = new List<(string Step, ReleaseReport.Released Report)>();
        var calm = request.Duration / (2 * request.Swaps);
        var load = await ReaderLoad.StartAsync(
            run.Warehouse,
            new ReaderQuestions(project.Live(ScratchPlace.LiveSchema), request.Wander),
            request.Readers,
            random,
            run.Clock,
            cancellation
        );
        await using (load)
        {
            for (var number = 2; number <= request.Swaps + 1; number++)
            {
                run.Events.Publish(new ReleaseEvent.Progressed($"swap {number - 1} of {request.Swaps}"));
                var swap = await RepointAsync(
                    "swap",
                    calm,
                    load,
                    () => engine.SwapAsync(new SwapRequest { Release = ReleaseRecord.Name(number) }, cancellation),
                    cancellation
                );
                swaps.Add(("swap", swap));
                if (swap.Error is null)
                    swaps.Add(
                        (
                            "rollback",
                            await RepointAsync(
                                "rollback",
                                calm,
                                load,
                                () => engine.RollbackAsync(new RollbackRequest { To = "r1" }, cancellation),
                                cancellation
                            )
                        )
                    );
                if (swaps[^1] is ("rollback", { Error: not null }))
                    break;
            }
        }
        return (swaps, load.Tallies);
    }

    private async Task<ReleaseReport.Released> RepointAsync(
        string step,
        TimeSpan calm,
        ReaderLoad load,
        Func<Task<ReleaseReport.Released>> repoint,
        CancellationToken cancellation
    )
    {
        await Task.Delay(calm, run.Clock, cancellation);
        load.SwapBegins();
        try
        {
            var report = await repoint();
            cancellation.ThrowIfCancellationRequested();
            if (report.Error is { } error)
                run.Events.Publish(new ReleaseEvent.Noted($"the {step} failed: {error.Format()}"));
            return report;
        }
        finally
        {
            load.SwapEnds();
        }
    }

    private static Repointing Times(string step, IReadOnlyList<(string Step, ReleaseReport.Released Report)> swaps)
    {
        var reports = swaps.Where(swap => swap.Step == step).Select(swap => swap.Report).ToList();
        var done = reports.Where(report => report.Error is null).ToList();
        var seconds = done.SelectMany(report =>
                report.Steps.Where(taken => taken.Name == step).Select(taken => taken.Seconds)
            )
            .Order()
            .ToList();
        return new Repointing(
            done.Count,
            reports.Count - done.Count,
            seconds.Count == 0 ? 0 : seconds[seconds.Count / 2],
            seconds.Count == 0 ? 0 : seconds[^1],
            reports.Select(report => report.SwapAttempts).DefaultIfEmpty().Max()
        );
    }

    private ReleaseReport.Certified Report(Certificate certificate)
    {
        CheckOutcome Zero(string name, long count, string message) =>
            new(name, "", count == 0 ? CheckState.Pass : CheckState.Fail, CheckSeverity.Fail, $"{count}", "0", message);
        CheckOutcome Swapped(string name, Repointing times) =>
            new(
                name,
                "",
                times.Failed == 0 ? CheckState.Pass : CheckState.Fail,
                CheckSeverity.Fail,
                $"{times.Done} of {times.Done + times.Failed}",
                $"all within {run.Config.Swap.Budget.TotalSeconds:0.#} s",
                $"median {times.Median:0.000} s, slowest {times.Max:0.000} s, at most {times.MaxAttempts} attempts"
            );
        var isFast = certificate.During.P99 <= certificate.AllowedP99;
        CheckOutcome[] checks =
        [
            Zero("reader errors", certificate.Errors, string.Join("; ", certificate.ErrorMessages)),
            Zero(
                "torn statements",
                certificate.Torn,
                "statements, or transactions of one snapshot, that saw two releases"
            ),
            Zero("empty reads", certificate.Empty, "statements that found too few rows"),
            Swapped("swaps", certificate.Swap),
            Swapped("rollbacks", certificate.Rollback),
            new(
                "latency",
                "",
                isFast ? CheckState.Pass : CheckState.Warn,
                CheckSeverity.Warn,
                $"p99 {certificate.During.P99:0.0} ms",
                $"{certificate.AllowedP99:0.0} ms",
                $"during swaps p50 {certificate.During.P50:0.0}, p99 {certificate.During.P99:0.0}, "
                    + $"longest {certificate.During.Max:0.0} ms of {certificate.During.Statements} statements; "
                    + $"without p50 {certificate.Calm.P50:0.0}, p99 {certificate.Calm.P99:0.0}, longest "
                    + $"{certificate.Calm.Max:0.0} ms of {certificate.Calm.Statements}"
            ),
            .. certificate.Kinds.Select(kind => new CheckOutcome(
                $"readers: {kind.Kind}",
                "",
                CheckState.Pass,
                CheckSeverity.Warn,
                $"p99 {kind.During.P99:0.0} ms",
                "",
                $"{kind.Readers} {(kind.Readers == 1 ? "reader" : "readers")}; {Describe(kind)}"
            )),
        ];
        var error = certificate.IsSafe
            ? null
            : new ReleaseException(
                ErrorCode.CertifyFailed,
                string.Join(
                    "; ",
                    checks
                        .Where(check => check.State == CheckState.Fail)
                        .Select(check =>
                            $"{check.Name}: {check.Value}{(check.Message.Length > 0 ? $" ({check.Message})" : "")}"
                        )
                )
            );
        return new ReleaseReport.Certified
        {
            ExitCode = error is null ? ExitCode.Done : error.Code.Exit,
            Error = error,
            Checks = checks,
            Certificate = certificate,
            Summary =
                $"{certificate.Readers} readers over {certificate.Relations} relations: {certificate.Errors} "
                + $"errors, {certificate.Torn} torn statements, {certificate.Empty} empty reads in "
                + $"{certificate.Kinds.Sum(kind => kind.Calm.Statements + kind.During.Statements)} statements and "
                + $"{certificate.Transactions} transactions ({certificate.MixedTransactions} of them saw two "
                + $"releases one after the other)",
        };
    }

    private static string Describe(ReaderFigures kind) =>
        $"during swaps p50 {kind.During.P50:0.0}, p99 {kind.During.P99:0.0}, longest {kind.During.Max:0.0} ms of "
        + $"{kind.During.Statements}; without p50 {kind.Calm.P50:0.0}, p99 {kind.Calm.P99:0.0}, longest "
        + $"{kind.Calm.Max:0.0} ms of {kind.Calm.Statements}";

    private static void Require(ReleaseReport report)
    {
        if (report.Error is { } error)
            throw error;
    }

    /// <summary>
    /// Passes on only those events of the scratch releases that a user must know: what blocks a swap.
    /// </summary>
    private sealed class Quiet(IReleaseEvents events) : IReleaseEvents
    {
        public void Publish(ReleaseEvent happened)
        {
            if (happened is ReleaseEvent.Progressed)
                events.Publish(happened);
        }
    }
}
