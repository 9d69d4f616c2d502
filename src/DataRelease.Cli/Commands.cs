using System.CommandLine;
using DataRelease.Builds;
using DataRelease.Cli.Help;
using DataRelease.Cli.Init;
using DataRelease.Cli.Pipelines;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary>The verbs and their options. Each verb only turns its arguments into a request.</summary>
internal static class Commands
{
    public static RootCommand Root(Surroundings surroundings)
    {
        var common = new CommonOptions();
        var root = new RootCommand(
            "Releases dbt projects blue-green: builds into a green schema, tests it, compares it with what "
                + "is live, swaps atomically, rolls back."
        );
        common.AddTo(root);
        foreach (var command in Verbs(surroundings, common))
            root.Subcommands.Add(command);
        root.Subcommands.Add(CompletionCommand.Create(surroundings));
        CommonOptions.RefuseEmptyPlaces(root);
        ValueCompletions.AddTo(root, common);
        HelpPage.Install(root, surroundings);
        return root;
    }

    private static IEnumerable<Command> Verbs(Surroundings surroundings, CommonOptions common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Print every statement and write nothing" };
        var wait = CommonOptions.Duration(
            "--wait",
            "How long to wait while another release is at work; default: not at all"
        );
        var breaking = new Option<bool>("--allow-breaking")
        {
            Description = "Drop the views of relations that are no longer in the project",
        };
        var strategy = CommonOptions.Strategy();
        var release = new Option<string?>("--release") { Description = "The release, such as r42", HelpName = "ID" };

        var commit = new Option<string?>("--commit")
        {
            Description = "The commit that was approved; a candidate of another commit is refused",
            HelpName = "SHA",
        };

        var detach = new Option<bool>("--detach")
        {
            Description = "Return instead of waiting; data-release advance continues",
        };

        var overriding = CommonOptions.Override();

        var plainSql = new Option<bool>("--sql")
        {
            Description = "Start a project of plain SQL, without dbt, with a model, a seed and a test",
        };
        var dbtGuard = new Option<bool>("--guard")
        {
            Description = "Write a dbt package that stops a plain dbt run against a live schema",
        };
        var init = Verb(
            "init",
            "Write a data-release.yml for the project that is here\n\n  data-release init\n"
                + "  data-release init --sql\n  data-release init --guard",
            plainSql,
            dbtGuard
        );
        init.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token) is var setting && parse.GetValue(dbtGuard)
                    ? GuardPackage.WriteAsync(setting)
                : parse.GetValue(plainSql) ? InitCommand.RunSqlAsync(setting)
                : InitCommand.RunAsync(setting)
        );
        yield return init;
        var fix = new Option<bool>("--fix")
        {
            Description =
                "Fix what is safe: views of live that were changed, leases left over, greens of releases "
                + "that are gone",
        };
        var guard = new Option<bool>("--guard")
        {
            Description =
                "Print what keeps others from writing to live, and the statements that are still missing; with "
                + "--fix, run those that the role may run",
        };
        var doctor = Verb(
            "doctor",
            "Check configuration, dbt, rights, warehouse, ledger, live and left-overs\n\n  data-release "
                + "doctor -e prod\n  data-release doctor --fix --dry-run\n  data-release doctor --guard",
            fix,
            guard,
            dryRun,
            wait
        );
        doctor.SetAction(
            (parse, token) =>
                DoctorCommand.RunAsync(
                    new CommandSetting(surroundings, common, parse, token),
                    new DoctorRequest
                    {
                        Fix = parse.GetValue(fix),
                        Guard = parse.GetValue(guard),
                        DryRun = parse.GetValue(dryRun),
                        Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                    }
                )
        );
        yield return doctor;

        yield return Building(
            "plan",
            "Say what a release would do, relation by relation; writes nothing\n\n  data-release plan -e prod\n  "
                + "data-release plan -e prod --sql --all\n"
                + "  data-release plan -e prod --report-file plan.html\n"
                + "  data-release plan app.dacpac --against live.dacpac --out dist",
            async (engine, request, dryRun, token) =>
                await engine.PlanAsync(request with { WithStatements = dryRun }, token)
        );
        yield return Building(
            "deploy",
            "Build green and check it; the candidate then waits for its swap\n\n  data-release deploy -e "
                + "prod\n  data-release deploy shop.1.4.0.nupkg -e prod",
            async (engine, request, dryRun, token) =>
                dryRun ? await engine.PreviewDeployAsync(request, token) : await engine.DeployAsync(request, token)
        );
        yield return Building(
            "release",
            "Deploy and swap in one\n\n  data-release release -e prod\n  data-release release --select "
                + "+orders --dry-run",
            async (engine, request, dryRun, token) =>
                dryRun ? await engine.PreviewReleaseAsync(request, token) : await engine.ReleaseAsync(request, token)
        );

        var live = new Option<bool>("--live")
        {
            Description = "Check what is live, without a candidate, against what was live before",
        };
        var accept = new Option<string[]>("--accept")
        {
            Description = "A refusing check to let pass once, at its current value",
            HelpName = "CHECK:RELATION",
            DefaultValueFactory = _ => [],
        };
        var because = new Option<string?>("--because")
        {
            Description = "The reason; the history and the report show it",
            HelpName = "TEXT",
        };
        var validate = Verb(
            "validate",
            "Run the checks again on a candidate\n\n  data-release validate --release r42\n  data-release validate "
                + "--live\n  data-release validate "
                + "--accept row_count:analytics.orders --because \"GDPR deletion, ticket 12\"",
            release,
            live,
            accept,
            because,
            wait
        );
        validate.Validators.Add(result =>
        {
            if (result.GetValue(accept) is { Length: > 0 } == string.IsNullOrWhiteSpace(result.GetValue(because)))
                result.AddError("--accept and --because belong together");
        });
        validate.SetAction(
            (parse, token) =>
                EngineAsync(
                    parse,
                    null,
                    (engine, cancel) =>
                        engine.ValidateAsync(
                            new ValidateRequest
                            {
                                Release = parse.GetValue(release),
                                Live = parse.GetValue(live),
                                Accept = parse.GetValue(accept) is { Length: > 0 } checks
                                    ? new AcceptanceRequest(
                                        checks,
                                        parse.GetValue(because)!,
                                        new CommandSetting(surroundings, common, parse, cancel).Person
                                    )
                                    : null,
                                Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                            },
                            cancel
                        ),
                    token
                )
        );
        yield return validate;

        yield return DiffCommand.Create(surroundings, common);

        var swap = Verb(
            "swap",
            "Make a validated candidate live\n\n  data-release swap\n  data-release swap --release r42 --commit "
                + "1a2b3c4d\n  data-release swap --release r42 --dry-run",
            release,
            commit,
            breaking,
            strategy,
            overriding,
            detach,
            dryRun,
            wait
        );
        swap.SetAction(
            (parse, token) =>
            {
                var named = parse.GetValue(release);
                var because = new CommandSetting(surroundings, common, parse, token).Override(
                    parse.GetValue(overriding)
                );
                return EngineAsync<ReleaseReport>(
                    parse,
                    async (prompt, cancel) =>
                    {
                        var chosen = named is null ? await prompt.ChooseAsync(parse.GetValue(commit), cancel) : null;
                        named ??= chosen?.Id;
                        if (!parse.GetValue(dryRun))
                            await prompt.ConfirmProtectedAsync(found => Swap(prompt, found, named), cancel);
                    },
                    async (engine, cancel) =>
                    {
                        var request = new SwapRequest
                        {
                            Release = named,
                            Commit = parse.GetValue(commit),
                            AllowBreaking = parse.GetValue(breaking),
                            Strategy = parse.GetValue(strategy),
                            Override = because,
                            Detach = parse.GetValue(detach),
                            Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                        };
                        return parse.GetValue(dryRun)
                            ? await engine.PreviewSwapAsync(request, cancel)
                            : await engine.SwapAsync(request, cancel);
                    },
                    token
                );
            }
        );
        yield return swap;
        yield return ReplayCommands.Create(surroundings, common, release);
        yield return ApproveCommands.Create(surroundings, common, release, commit, wait);

        foreach (var command in RollbackCommands.Create(surroundings, common, dryRun, wait, release))
            yield return command;

        var resume = Verb(
            "resume",
            "Continue an unfinished release after its last finished step\n\n  data-release resume",
            release,
            overriding,
            detach,
            wait
        );
        resume.SetAction(
            (parse, token) =>
                EngineAsync(
                    parse,
                    (prompt, cancel) =>
                        prompt.ConfirmProtectedAsync(
                            found =>
                                $"{prompt.Environment} is protected, and {Prompt.Live(found)} is live. What was "
                                + "begun continues.",
                            cancel
                        ),
                    (engine, cancel) =>
                    {
                        var setting = new CommandSetting(surroundings, common, parse, cancel);
                        var origin = ReleaseOrigin.Of(setting.ProjectDir, surroundings.Variable);
                        return engine.ResumeAsync(
                            new RecoveryRequest
                            {
                                Override = setting.Override(parse.GetValue(overriding)),
                                Release = parse.GetValue(release),
                                Detach = parse.GetValue(detach),
                                Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                                Origin = new ResumedOrigin(
                                    origin.Commit,
                                    origin.Branch,
                                    origin.By,
                                    PipelineLinks.Of(surroundings.Variable, origin.Commit)
                                ),
                            },
                            cancel
                        );
                    },
                    token
                )
        );
        yield return resume;
        foreach (var command in WatchCommands.Create(surroundings, common, dryRun, detach, wait, overriding, release))
            yield return command;

        var abort = Verb(
            "abort",
            "Give an unfinished, failed or waiting release up and drop its green\n\n  data-release abort --release r42",
            release,
            dryRun,
            wait
        );
        abort.SetAction(
            (parse, token) =>
                EngineAsync<ReleaseReport>(
                    parse,
                    (prompt, cancel) =>
                        parse.GetValue(dryRun)
                            ? Task.CompletedTask
                            : prompt.ConfirmAsync(
                                found => $"{prompt.Environment}: {found.Summary}; {Prompt.Live(found)} stays live.",
                                engine =>
                                    engine.PreviewAbortAsync(
                                        new RecoveryRequest { Release = parse.GetValue(release) },
                                        cancel
                                    ),
                                cancel
                            ),
                    async (engine, cancel) =>
                    {
                        var request = new RecoveryRequest
                        {
                            Release = parse.GetValue(release),
                            Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                        };
                        return parse.GetValue(dryRun)
                            ? await engine.PreviewAbortAsync(request, cancel)
                            : await engine.AbortAsync(request, cancel);
                    },
                    token
                )
        );
        yield return abort;

        yield return StatusCommand.Create(surroundings, common);
        yield return HistoryCommand.Create(surroundings, common);

        var keep = CommonOptions.Number("--keep", "Releases to keep besides what is live", 0);
        var older = CommonOptions.Duration(
            "--older-than",
            "Releases older than this go too, all but the one before live"
        );
        var prune = Verb(
            "prune",
            "Drop what retention no longer keeps\n\n  data-release prune --keep 2 --dry-run",
            keep,
            older,
            dryRun,
            wait
        );
        prune.SetAction(
            (parse, token) =>
                EngineAsync(
                    parse,
                    (prompt, cancel) =>
                        parse.GetValue(dryRun)
                            ? Task.CompletedTask
                            : prompt.ConfirmAsync(
                                found => $"{prompt.Environment}: {found.Summary}; {Prompt.Live(found)} stays live.",
                                engine =>
                                    engine.PruneAsync(
                                        new PruneRequest
                                        {
                                            Keep = parse.GetValue(keep),
                                            OlderThan = parse.GetValue(older),
                                            DryRun = true,
                                        },
                                        cancel
                                    ),
                                cancel
                            ),
                    (engine, cancel) =>
                        engine.PruneAsync(
                            new PruneRequest
                            {
                                Keep = parse.GetValue(keep),
                                OlderThan = parse.GetValue(older),
                                DryRun = parse.GetValue(dryRun),
                                Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                            },
                            cancel
                        ),
                    token
                )
        );
        yield return prune;

        var leave = Verb(
            "leave",
            "Turn live back into plain tables and views, as the release that is live has them\n\n  data-release leave "
                + "--dry-run\n  data-release leave -e prod",
            dryRun,
            wait
        );
        leave.SetAction(
            (parse, token) =>
                EngineAsync<ReleaseReport>(
                    parse,
                    (prompt, cancel) =>
                        parse.GetValue(dryRun)
                            ? Task.CompletedTask
                            : prompt.ConfirmAsync(
                                found => $"{prompt.Environment}: {found.Summary}; data-release no longer keeps it.",
                                engine => engine.PreviewLeaveAsync(cancel),
                                cancel
                            ),
                    async (engine, cancel) =>
                        parse.GetValue(dryRun)
                            ? await engine.PreviewLeaveAsync(cancel)
                            : await engine.LeaveAsync(
                                new LeaveRequest { Wait = parse.GetValue(wait) ?? TimeSpan.Zero },
                                cancel
                            ),
                    token
                )
        );
        yield return leave;

        yield return PackCommand.Create(surroundings, common);
        yield return MigrateVerb.Create(surroundings, common, dryRun, wait);
        yield return ReportCommand.Create(surroundings, common);
        yield return CertifyCommand.Create(surroundings, common);

        Command Verb(string name, string description, params Option[] options)
        {
            var command = new Command(name, description);
            foreach (var option in options)
                command.Options.Add(option);
            return command;
        }

        Command Building(
            string name,
            string description,
            Func<ReleaseEngine, DeployRequest, bool, CancellationToken, Task<ReleaseReport>> work
        )
        {
            var command = Verb(name, description, breaking, dryRun, wait);
            var build = new BuildArguments();
            build.AddTo(command);
            var promote = new Option<bool>("--promote")
            {
                Description = "Go live once its shadow has passed, by the strategy that shadow.then names",
            };
            var offline = new Option<bool>("--offline")
            {
                Description = "Only check configuration, profile and project, without a database",
            };
            var dacpac = new DacpacArguments();
            var sql = new Option<bool>("--sql")
            {
                Description = "Show how the SQL of each model that is new or changed differs from what is live",
            };
            var all = new Option<bool>("--all") { Description = "List every relation, also those that stay the same" };
            if (name == "plan")
            {
                command.Options.Add(sql);
                command.Options.Add(all);
                command.Options.Add(offline);
                command.Validators.Add(result =>
                {
                    if (result.GetValue(sql) && result.GetValue(offline))
                        result.AddError("--sql compares with what is live, which --offline does not look at");
                });
            }
            dacpac.AddTo(command, isPlan: name == "plan");
            if (name is "plan" or "release")
                command.Options.Add(strategy);
            if (name == "release")
            {
                command.Options.Add(overriding);
                command.Options.Add(promote);
            }
            if (name is "release" or "deploy")
                command.Options.Add(detach);
            command.SetAction(
                (parse, token) =>
                {
                    var setting = new CommandSetting(surroundings, common, parse, token)
                    {
                        Package = parse.GetValue(build.Package)
                            ?? DatabaseProjectFile.In(parse.GetValue(common.Project) ?? "."),
                        Against = parse.GetValue(dacpac.Against),
                        AllowBreaking = name == "deploy" ? null : parse.GetValue(breaking),
                    };
                    if (DacpacCommand.IsFor(setting, name, parse, dacpac))
                        return DacpacCommand.RunAsync(
                            setting,
                            parse,
                            dacpac,
                            parse.GetValue(breaking),
                            parse.GetValue(dryRun)
                        );
                    if (name == "plan" && parse.GetValue(offline))
                        return OfflinePlan.RunAsync(setting);
                    var origin = ReleaseOrigin.Of(setting.ProjectDir, surroundings.Variable);
                    return setting.RunBuildAsync(
                        parse.GetValue(dryRun) || name == "plan",
                        (prompt, cancel) =>
                            name == "release" && !parse.GetValue(dryRun)
                                ? prompt.ConfirmProtectedAsync(
                                    found =>
                                        $"{prompt.Environment} is protected, and {Prompt.Live(found)} is live. What "
                                        + "is built now goes live if its checks pass.",
                                    cancel
                                )
                                : Task.CompletedTask,
                        (engine, cancel) =>
                            work(
                                engine,
                                new DeployRequest
                                {
                                    Build = new BuildOptions
                                    {
                                        Select = parse.GetValue(build.Select) ?? [],
                                        Exclude = parse.GetValue(build.Exclude) ?? [],
                                        Vars = parse.GetValue(build.Vars),
                                        Threads = parse.GetValue(build.Threads) ?? setting.Config.Build.Threads,
                                        FullRefresh =
                                            parse.GetValue(build.FullRefresh) || setting.Config.Build.FullRefresh,
                                        Reuse =
                                            parse.GetValue(build.Full) ? ReuseMode.Never
                                            : parse.GetValue(build.Reuse)
                                            && setting.Config.Build.Reuse == ReuseMode.Never
                                                ? ReuseMode.Unchanged
                                            : setting.Config.Build.Reuse,
                                        Retest = parse.GetValue(build.Retest),
                                        Timeout = setting.Config.Build.Timeout,
                                    },
                                    Version = parse.GetValue(build.Version),
                                    Commit = origin.Commit,
                                    Branch = origin.Branch,
                                    Links = PipelineLinks.Of(surroundings.Variable, origin.Commit),
                                    By = origin.By,
                                    Sql = name == "plan" && parse.GetValue(sql),
                                    Page = setting.HasReportFile,
                                    All = name == "plan" && parse.GetValue(all),
                                    AllowBreaking = parse.GetValue(breaking),
                                    Strategy = name == "deploy" ? null : parse.GetValue(strategy),
                                    Override = name == "release" ? setting.Override(parse.GetValue(overriding)) : null,
                                    Promote = name == "release" && parse.GetValue(promote),
                                    Detach = name is "release" or "deploy" && parse.GetValue(detach),
                                    Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                                },
                                parse.GetValue(dryRun),
                                cancel
                            )
                    );
                }
            );
            return command;
        }

        Task<int> EngineAsync<T>(
            ParseResult parse,
            Func<Prompt, CancellationToken, Task>? ask,
            Func<ReleaseEngine, CancellationToken, Task<T>> work,
            CancellationToken token
        )
            where T : ReleaseReport => new CommandSetting(surroundings, common, parse, token).RunEngineAsync(ask, work);

        static string Swap(Prompt prompt, ReleaseReport.Status found, string? named)
        {
            var candidate = found.Releases.FirstOrDefault(release =>
                named is null || string.Equals(release.Id, named, StringComparison.OrdinalIgnoreCase)
            );
            return $"{prompt.Environment} is protected: {Prompt.Live(found)} -> "
                + $"{(candidate is null ? named ?? "the candidate" : Prompt.Describe(candidate))}.";
        }
    }
}
