using System.CommandLine;
using DataRelease.Releases.Certification;

namespace DataRelease.Cli;

/// <summary><c>certify</c>: measures what readers notice of swaps and rollbacks in this database.</summary>
internal static class CertifyCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var standard = new CertifyRequest();
        var relations = CommonOptions.Number(
            "--relations",
            $"Pointer views that each swap repoints; default {standard.Relations}",
            1
        );
        var readers = CommonOptions.Number(
            "--readers",
            $"Connections that read without a pause; default {standard.Readers}",
            1
        );
        var swaps = CommonOptions.Number("--swaps", $"Swaps, each followed by a rollback; default {standard.Swaps}", 1);
        var duration = CommonOptions.Duration(
            "--duration",
            $"How long the same load is measured without a swap; default {standard.Duration.TotalSeconds:0}s"
        );
        var wander = new Option<bool>("--wander")
        {
            Description =
                "Read different views in each statement of a transaction; on PostgreSQL, such a load at saturation "
                + "can hold off every swap",
        };
        var command = new Command(
            "certify",
            "Swap and roll back under read load, in scratch schemas of the database that are dropped "
                + "afterwards, and say what readers noticed\n\n  data-release certify -e prod\n  data-release "
                + "certify --relations 200 --readers 16 --duration 30s --swaps 10"
        );
        command.Options.Add(relations);
        command.Options.Add(readers);
        command.Options.Add(duration);
        command.Options.Add(swaps);
        command.Options.Add(wander);
        command.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(null, (engine, cancel) =>
                    engine.CertifyAsync(
                        new CertifyRequest
                        {
                            Relations = parse.GetValue(relations) ?? standard.Relations,
                            Readers = parse.GetValue(readers) ?? standard.Readers,
                            Duration = parse.GetValue(duration) ?? standard.Duration,
                            Swaps = parse.GetValue(swaps) ?? standard.Swaps,
                            Wander = parse.GetValue(wander),
                        },
                        cancel
                    )
                )
        );
        return command;
    }
}
