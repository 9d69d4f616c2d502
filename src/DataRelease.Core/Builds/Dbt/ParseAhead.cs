using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// A second dbt process that parses the project for the next release while the first one builds this release. A parse
/// fits only one schema, and every release has its own, so without this each release would wait for a full parse. The
/// process writes into a folder of its own, has a lower priority than the build, and never fails or delays a release.
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

    /// <summary>Starts the parse; null if its folders can't be made.</summary>
    /// <param name="place">The place where the parse is stored.</param>
    /// <param name="profiles">Writes the profile of the next release.</param>
    /// <param name="parse">
    /// Runs dbt, given a folder for its <c>target</c>, the profile, and the token that ends it.
    /// </param>
    /// <param name="patience">How long to wait for the parse at the end.</param>
    /// <param name="clock">The clock for that wait.</param>
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
            // The build meets the same problem of the temporary folder and reports it.
            folder?.Dispose();
            return null;
        }
    }

    /// <summary>Stores the parse, or ends the process if it is not finished.</summary>
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
            // The parse is not stored, and the next release parses in full.
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
        // A failure concerns only the next release, whose own parse reports it.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Ignores the events of a parse that nobody waits for.</summary>
    internal sealed class Unheard : IReleaseEvents
    {
        public void Publish(ReleaseEvent happened) { }
    }
}
