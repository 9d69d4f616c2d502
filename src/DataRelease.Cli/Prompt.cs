using System.Globalization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Steps;

namespace DataRelease.Cli;

/// <summary>
/// The questions of one command. They are asked with the facts, before anything is changed. Where nobody can answer, a
/// protected environment needs <c>--yes</c>.
/// </summary>
internal sealed class Prompt(CommandSetting setting, ReleaseEnvironment environment, ReleaseEngine engine)
{
    private const string Nothing = "nothing was done";

    /// <summary>The environment's name.</summary>
    public string Environment => environment.Name;

    /// <summary>True if <c>data-release.yml</c> says that the environment is protected.</summary>
    public bool IsProtected => setting.Config.Environments.GetValueOrDefault(environment.Name) is { IsProtected: true };

    /// <summary>Asks whether to continue, in every environment.</summary>
    /// <param name="facts">Says what is at stake, from the result of <c>status</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task ConfirmAsync(Func<ReleaseReport.Status, string> facts, CancellationToken cancellation) =>
        ConfirmAsync(facts, looking => looking.StatusAsync(cancellation), cancellation);

    /// <summary>Asks whether to continue, in every environment.</summary>
    /// <param name="facts">Says what is at stake, from the result of <paramref name="look"/>.</param>
    /// <param name="look">Reads the facts and writes nothing.</param>
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
        var unknown = found.Live is null ? found.Error : null;
        // If the facts can't be read, the command itself usually refuses with its own message. What kept them from
        // being read may pass meanwhile, and a protected environment must not change unasked.
        if (unknown is not null && !IsProtected)
            return;
        var said = unknown is null
            ? facts(found)
            : $"'{environment.Name}' is protected, and what is live there can't be read: {unknown.Format()}.";
        setting.Surroundings.Error.Write($"{PrintableText.Of(said)} Go on? [y/N] ");
        if (await setting.Surroundings.AnswerAsync(cancellation) is not ("y" or "Y" or "yes"))
            throw new ReleaseException(ErrorCode.NotConfirmed, Nothing);
    }

    /// <summary>Asks only in a protected environment.</summary>
    public Task ConfirmProtectedAsync(Func<ReleaseReport.Status, string> facts, CancellationToken cancellation) =>
        IsProtected ? ConfirmAsync(facts, cancellation) : Task.CompletedTask;

    /// <summary>Lets the user choose among several candidates; null if there is no choice, or nobody to ask.</summary>
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
        var answer = await setting.Surroundings.AnswerAsync(cancellation);
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

    /// <summary>A release with what distinguishes it from others.</summary>
    public static string Describe(ReleaseSummary release) =>
        $"{release.Id} ({release.Version}){TextReport.Origin(release)}, {release.CreatedAt:yyyy-MM-dd HH:mm} UTC";

    /// <summary>The live release, <c>r4 (1.2.0)</c>, or <c>nothing</c>.</summary>
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
}
