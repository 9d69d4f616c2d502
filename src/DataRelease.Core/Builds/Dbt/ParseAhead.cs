using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// A second dbt that parses the project for the next release while the first builds this one. dbt's parse fits one
/// schema, and every release has its own, so without it each release would parse in full by the clock. It writes into
/// a folder of its own, has less of the processor than the build, and neither fails nor holds up a release.
/// </summary>
internal sealed class ParseAhead : IAsyncDisposable
{
    private readonly KeptParse _place;
    private readonly PrivateFolder _folder;
    private readonly PrivateProfiles _profiles;
    private readonly CancellationTokenSource _ended;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private readonly Task<bool> _parse;

    private ParseAhead(
        KeptParse place,
        PrivateFolder folder,
        PrivateProfiles profiles,
        Func<string, PrivateProfiles, CancellationToken, Task<DbtOutcome>> parse,
        TimeSpan patience,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        (_place, _folder, _profiles, _patience, _clock) = (place, folder, profiles, patience, clock);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _parse = SucceedsAsync(() => parse(folder.Path, profiles, _ended.Token));
    }

    /// <summary>Begins; null where there is no room for its folders.</summary>
    /// <param name="place">Where it is to be kept.</param>
    /// <param name="profiles">Writes the profile of the next release.</param>
    /// <param name="parse">
    /// Runs dbt: a folder whose <c>target</c> it writes to, the profile that it uses, and what ends it.
    /// </param>
    /// <param name="patience">How long it is waited for at the end.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellation">Ends it.</param>
    public static ParseAhead? Start(
        KeptParse place,
        Func<PrivateProfiles> profiles,
        Func<string, PrivateProfiles, CancellationToken, Task<DbtOutcome>> parse,
        TimeSpan patience,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        PrivateFolder? folder = null;
        try
        {
            folder = PrivateFolder.Create("ahead");
            return new(place, folder, profiles(), parse, patience, clock, cancellation);
        }
        catch (ReleaseException)
        {
            // Whatever is wrong with the temporary folder, the build beside it meets it too and says so.
            folder?.Dispose();
            return null;
        }
    }

    /// <summary>Keeps what it made, or ends it if it is not through by now.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAny(_parse, Task.Delay(_patience, _clock, _ended.Token));
            await _ended.CancelAsync();
            var parsed = Path.Combine(_folder.Path, "target", KeptParse.DbtsName);
            if (await _parse && File.Exists(parsed))
                _place.Keep(parsed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is not kept: the next release parses in full.
        }
        finally
        {
            _profiles.Dispose();
            _folder.Dispose();
            _ended.Dispose();
        }
    }

    private static async Task<bool> SucceedsAsync(Func<Task<DbtOutcome>> parse)
    {
        try
        {
            return (await parse()).ExitCode == 0;
        }
        // Whatever goes wrong concerns the next release at most, whose own parse says it.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Hears of a parse that nobody waits for.</summary>
    internal sealed class Unheard : IReleaseEvents
    {
        public void Publish(ReleaseEvent happened) { }
    }
}
