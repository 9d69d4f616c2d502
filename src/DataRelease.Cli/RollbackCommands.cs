using System.CommandLine;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary><c>rollback</c>, <c>rehearse</c> and <c>backup</c>: turns their arguments into requests.</summary>
internal static class RollbackCommands
{
    public static IEnumerable<Command> Create(
        Surroundings surroundings,
        CommonOptions common,
        Option<bool> dryRun,
        Option<TimeSpan?> wait,
        Option<string?> release
    )
    {
        yield return Rollback(surroundings, common, dryRun, wait);

        var rehearse = new Command(
            "rehearse",
            "Swap a candidate in, out and in again on scratch schemas, and check that it works\n\n  "
                + "data-release rehearse\n  data-release rehearse --release r42"
        );
        rehearse.Options.Add(release);
        rehearse.Options.Add(wait);
        rehearse.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(null, (engine, cancel) =>
                    engine.RehearseAsync(
                        new RehearseRequest
                        {
                            Release = parse.GetValue(release),
                            Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                        },
                        cancel
                    )
                )
        );
        yield return rehearse;

        yield return Backup(surroundings, common, dryRun, wait);
    }

    private static Command Rollback(
        Surroundings surroundings,
        CommonOptions common,
        Option<bool> dryRun,
        Option<TimeSpan?> wait
    )
    {
        var to = new Option<string?>("--to")
        {
            Description = "A release or a version; default: what was live before",
            HelpName = "ID|VERSION",
        };
        var code = new Option<bool>("--code") { Description = "Repoint the views (the default)" };
        var schema = new Option<bool>("--schema")
        {
            Description = "Take migrations down to those that were applied when the release was live",
        };
        var data = new Option<bool>("--data") { Description = "Restore the data version that belongs to the release" };
        var all = new Option<bool>("--all") { Description = "Code, schema and data, in this order" };
        var fresh = new Option<bool>("--fresh")
        {
            Description = "Build the older code with today's data, from the package that the ledger kept",
        };
        var carry = new Option<bool>("--carry-writes")
        {
            Description = "Take along rows that were written to incremental models and snapshots since the swap",
        };
        var keep = new Option<bool>("--keep-state")
        {
            Description = "Go back with the code alone: snapshots and incremental models of the same code stay",
        };
        var accept = new Option<bool>("--accept-loss")
        {
            Description = "Give up rows that were written since the swap; they are counted after the rollback",
        };
        var now = new Option<bool>("--now")
        {
            Description = "Ask statements that hold views for some seconds to end, and name them",
        };
        var command = new Command(
            "rollback",
            "Make an earlier release live again\n\n  data-release rollback\n  data-release rollback --to "
                + "1.4.0\n  data-release rollback --all --dry-run"
        );
        foreach (
            var option in new Option[] { to, code, schema, data, all, fresh, carry, keep, accept, now, dryRun, wait }
        )
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(keep) && result.GetValue(carry))
                result.AddError(
                    "--keep-state keeps rows that were written, and --carry-writes copies them: use one of them"
                );
            if (result.GetValue(keep) && result.GetValue(fresh))
                result.AddError("--fresh builds on the live state in any case: leave out --keep-state");
        });
        command.SetAction(
            (parse, token) =>
            {
                var request = new RollbackRequest
                {
                    To = parse.GetValue(to),
                    Code = parse.GetValue(code) || parse.GetValue(all),
                    Schema = parse.GetValue(schema) || parse.GetValue(all),
                    Data = parse.GetValue(data) || parse.GetValue(all),
                    IsFresh = parse.GetValue(fresh),
                    CarryWrites = parse.GetValue(carry),
                    KeepState = parse.GetValue(keep),
                    AcceptLoss = parse.GetValue(accept),
                    Now = parse.GetValue(now),
                    Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                };
                return new CommandSetting(surroundings, common, parse, token).RunEngineAsync<ReleaseReport>(
                    (prompt, cancel) =>
                        parse.GetValue(dryRun)
                            ? Task.CompletedTask
                            : prompt.ConfirmAsync(
                                found => Question(prompt, found),
                                engine => engine.PreviewRollbackAsync(request, cancel),
                                cancel
                            ),
                    async (engine, cancel) =>
                        parse.GetValue(dryRun)
                            ? await engine.PreviewRollbackAsync(request, cancel)
                            : await engine.RollbackAsync(request, cancel)
                );
            }
        );
        return command;
    }

    /// <summary>
    /// The question, for instance <c>prod: r4 (1.2.0) -> r1 (1.1.0), 150 relations, 0 rows written since.</c>
    /// </summary>
    private static string Question(Prompt prompt, ReleaseReport.Previewed found)
    {
        var written = found.Losses.Sum(loss => loss.Added + loss.Changed + loss.Removed);
        return found.Release is { } to && found.Live is not null
            ? $"{prompt.Environment}: {Prompt.Live(found)} -> {to.Id} ({to.Version}), {to.Relations} relations, "
                + $"{written} rows written since."
            : $"{prompt.Environment}: {found.Summary}.";
    }

    private static Command Backup(
        Surroundings surroundings,
        CommonOptions common,
        Option<bool> dryRun,
        Option<TimeSpan?> wait
    )
    {
        var backup = new Command("backup", "Data versions: copies of tables that can be put back");

        var name = new Argument<string?>("name")
        {
            Description = "The name of the data version",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => null,
            Validators = { CommonOptions.RefuseOptions },
        };
        var tables = new Option<string[]>("--tables")
        {
            Description = "Tables as schema.table, or models that are live, with commas between them",
            HelpName = "a.b,c.d",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var select = new Option<string?>("--select")
        {
            Description =
                "state: incremental models, snapshots, seeds, and backups.tables of the configuration (the default)",
            HelpName = "state",
        };
        select.AcceptOnlyFromAmong("state");
        var folder = new Option<string?>("--to")
        {
            Description = "A folder for Parquet files instead of copies inside the warehouse",
            HelpName = "FOLDER",
        };
        var create = Verb(
            "create",
            "Take a data version: copies of tables as they are now\n\n  data-release backup create "
                + "before-cleanup\n  data-release "
                + "backup create --tables app.refunds,orders --to /mnt/backups",
            name,
            tables,
            select,
            folder,
            dryRun,
            wait
        );
        create.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(null, (engine, cancel) =>
                    engine.BackupCreateAsync(
                        new BackupCreateRequest
                        {
                            Name = parse.GetValue(name) ?? "",
                            Tables =
                            [
                                .. (parse.GetValue(tables) ?? []).SelectMany(text =>
                                    text.Split(
                                        ',',
                                        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                                    )
                                ),
                            ],
                            State = parse.GetValue(select) == "state",
                            Folder = parse.GetValue(folder),
                            DryRun = parse.GetValue(dryRun),
                            Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                        },
                        cancel
                    )
                )
        );
        backup.Subcommands.Add(create);

        var list = new Command("list", "List data versions\n\n  data-release backup list");
        list.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(null, (engine, cancel) =>
                    engine.BackupListAsync(cancel)
                )
        );
        backup.Subcommands.Add(list);

        var some = new Argument<string?>("version")
        {
            Description = "v7 or a name; all when left out",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => null,
            Validators = { CommonOptions.RefuseOptions },
        };
        var verify = Verb(
            "verify",
            "Check that data versions still hold what was taken\n\n  data-release backup verify v7",
            some,
            wait
        );
        verify.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(null, (engine, cancel) =>
                    engine.BackupVerifyAsync(
                        new BackupRequest
                        {
                            Version = parse.GetValue(some),
                            Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                        },
                        cancel
                    )
                )
        );
        backup.Subcommands.Add(verify);

        var one = new Argument<string>("version")
        {
            Description = "v7 or a name",
            Validators = { CommonOptions.RefuseOptions },
        };
        var restore = Verb(
            "restore",
            "Put the tables of a data version back, all or none, after taking a data version of what they hold "
                + "now\n\n  "
                + "data-release backup restore v7 --dry-run",
            one,
            dryRun,
            wait
        );
        restore.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(
                    (prompt, cancel) =>
                        parse.GetValue(dryRun)
                            ? Task.CompletedTask
                            : prompt.ConfirmAsync(
                                found => $"{prompt.Environment}: {found.Summary}.",
                                engine =>
                                    engine.BackupRestoreAsync(
                                        new BackupRequest { Version = parse.GetValue(one), DryRun = true },
                                        cancel
                                    ),
                                cancel
                            ),
                    (engine, cancel) =>
                        engine.BackupRestoreAsync(
                            new BackupRequest
                            {
                                Version = parse.GetValue(one),
                                DryRun = parse.GetValue(dryRun),
                                Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                            },
                            cancel
                        )
                )
        );
        backup.Subcommands.Add(restore);

        var drop = Verb("drop", "Drop a data version\n\n  data-release backup drop v7", one, wait);
        drop.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(
                    (prompt, cancel) =>
                        prompt.ConfirmAsync(
                            _ => $"{prompt.Environment}: the data version {parse.GetValue(one)} will be dropped.",
                            cancel
                        ),
                    (engine, cancel) =>
                        engine.BackupDropAsync(
                            new BackupRequest
                            {
                                Version = parse.GetValue(one),
                                Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                            },
                            cancel
                        )
                )
        );
        backup.Subcommands.Add(drop);
        return backup;

        static Command Verb(string name, string description, params Symbol[] symbols)
        {
            var command = new Command(name, description);
            foreach (var symbol in symbols)
            {
                if (symbol is Argument argument)
                    command.Arguments.Add(argument);
                else
                    command.Options.Add((Option)symbol);
            }
            return command;
        }
    }
}
