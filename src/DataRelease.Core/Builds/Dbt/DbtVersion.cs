using System.ComponentModel;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>Reads the version of a dbt executable.</summary>
public static partial class DbtVersion
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    /// <summary>The version, <c>1.7.20</c>, as in its manifests; null if the executable does not report one.</summary>
    public static async Task<string?> ReadAsync(string executable, string folder, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_limit);
        try
        {
            var said = await Seam.PassAsync("dbt --version", () =>
                Cli.Wrap(executable)
                    .WithArguments("--version")
                    .WithWorkingDirectory(folder)
                    .WithValidation(CommandResultValidation.None)
                    .ExecuteBufferedAsync(limit.Token)
                    .Task
            );
            var match = Installed().Match($"{said.StandardOutput}\n{said.StandardError}");
            return match.Success ? match.Groups["version"].Value : null;
        }
        catch (Exception error)
            when (error is Win32Exception or IOException
                || (error is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    /// <summary>Matches <c>- installed: 1.7.20</c>, or <c>dbt 2.0.0</c> and <c>dbt-fusion 2.0.0</c>.</summary>
    [GeneratedRegex(
        @"(installed:|^dbt(-[a-z]+)?)\s+v?(?<version>\d+\.\d+\.\d+[0-9A-Za-z.+-]*)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline
    )]
    private static partial Regex Installed();
}
