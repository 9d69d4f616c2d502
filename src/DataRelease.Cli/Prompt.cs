using System.Globalization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Steps;

namespace DataRelease.Cli;

/// <summary>
/// The questions of one command: asked after looking, with the facts, and before anything is changed. Where nobody can
/// answer, an environment that is protected needs <c>--yes</c>.
/// </summary>
internal sealed class Prompt(CommandSetting setting, ReleaseEnvironment environment, ReleaseEngine engine)
{
    private const string Nothing = "nothing was done";

    /// <summary>The environment's name.</summary>
    public string Environment => environment.Name;

    /// <summary>True if <c>data-release.yml</c> says so.</summary>
    public bool IsProtected => setting.Config.Environments.GetValueOrDefault(environment.Name) is { IsProtected: true };

    /// <summary>Asks whether to go on, with what <c>status</c> says.</summary>
    /// <param name="facts">What is at stake.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task ConfirmAsync(Func<ReleaseReport.Status, string> facts, CancellationToken cancellation) =>
        ConfirmAsync(facts, looking => looking.StatusAsync(cancellation), cancellation);

    /// <summary>Asks whether to go on, of a command that is asked for in every environment.</summary>
    /// <param name="facts">What is at stake, from what <paramref name="look"/> found.</param>
    /// <param name="look">Looks; writes nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ConfirmAsync<T>(
        Func<T, string> facts,
        Func<ReleaseEngine, Task<T>> look,
        CancellationToken cancellation
    )
        where T : ReleaseReport
    {
        if (setting.SaysYes)
            return;
        if (setting.IsJson || setting.Surroundings.Input is null)
        {
            RefuseProtected();
            return;
        }
        var found = await look(engine);
        // What can't be looked at will refuse by itself, with its own words.
        if (found.Error is not null && found.Live is null)
            return;
        setting.Surroundings.Error.Write($"{PrintableText.Of(facts(found))} Go on? [y/N] ");
        if (Answer() is not ("y" or "Y" or "yes"))
            throw new ReleaseException(ErrorCode.NotConfirmed, Nothing);
    }

    /// <summary>Asks only where the environment is protected.</summary>
    public Task ConfirmProtectedAsync(Func<ReleaseReport.Status, string> facts, CancellationToken cancellation) =>
        IsProtected ? ConfirmAsync(facts, cancellation) : Task.CompletedTask;

    /// <summary>
    /// Which of several candidates goes live; null where there is nothing to choose or nobody to ask.
    /// </summary>
    public async Task<ReleaseSummary?> ChooseAsync(string? commit, CancellationToken cancellation)
    {
        if (setting.IsJson || setting.Surroundings.Input is null)
            return null;
        var candidates = (await engine.StatusAsync(cancellation))
            .Releases.Where(release =>
                release is { State: ReleaseState.Validated, IsOutdated: false }
                && (commit is null || release.Commit?.StartsWith(commit, StringComparison.OrdinalIgnoreCase) == true)
            )
            .ToList();
        if (candidates.Count < 2)
            return null;
        var error = setting.Surroundings.Error;
        error.WriteLine($"{candidates.Count} candidates wait in {PrintableText.Line(Environment)}:");
        for (var at = 0; at < candidates.Count; at++)
            error.WriteLine($"  {at + 1}  {PrintableText.Line(Describe(candidates[at]))}");
        error.Write("Which one goes live? A number or a release; empty for none: ");
        var answer = Answer();
        return candidates.FirstOrDefault(release =>
            string.Equals(release.Id, answer, StringComparison.OrdinalIgnoreCase)
        )
            ?? (
                int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= 1
                && number <= candidates.Count
                    ? candidates[number - 1]
                    : throw new ReleaseException(
                        ErrorCode.NotConfirmed,
                        Nothing,
                        "answer with a number of the list, or name the candidate with --release"
                    )
            );
    }

    /// <summary>A release with what tells it from another.</summary>
    public static string Describe(ReleaseSummary release) =>
        $"{release.Id} ({release.Version}){TextReport.Origin(release)}, {release.CreatedAt:yyyy-MM-dd HH:mm} UTC";

    /// <summary><c>r4 (1.2.0)</c>, or what stands there before the first release.</summary>
    public static string Live(ReleaseReport found) =>
        found.Live is { } live ? $"{live.Release} ({live.Version})" : "nothing";

    private void RefuseProtected()
    {
        if (IsProtected)
            throw new ReleaseException(
                ErrorCode.NotConfirmed,
                $"'{environment.Name}' is protected, and there is no terminal to ask for confirmation",
                "pass --yes if the pipeline itself was approved"
            );
    }

    private string Answer() => setting.Surroundings.Input?.ReadLine()?.Trim() ?? "";
}
