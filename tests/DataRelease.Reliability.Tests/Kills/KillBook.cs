using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// Which points of a command were tried and came out right, a line each, in the folder that
/// <c>DATARELEASE_KILL_REPORT</c> names:
/// build/reliability.cs makes a table of it, and a run that was cut short is gone on with. A command whose seam is
/// passed otherwise than before is begun anew.
/// </summary>
internal sealed class KillBook : IDisposable
{
    private readonly StreamWriter? _file;
    private readonly Lock _lock = new();

    private KillBook(IReadOnlyList<KillPoint> left, StreamWriter? file) => (Left, _file) = (left, file);

    /// <summary>Points that are still to be tried.</summary>
    public IReadOnlyList<KillPoint> Left { get; }

    /// <summary>Opens the command's book, or none if nobody asks for it.</summary>
    public static async Task<KillBook> OpenAsync(
        KillCase run,
        IReadOnlyList<KillPoint> points,
        CancellationToken cancellation
    )
    {
        if (Environment.GetEnvironmentVariable("DATARELEASE_KILL_REPORT") is not { Length: > 0 } folder)
            return new KillBook(points, null);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{string.Concat(run.Name.Where(char.IsLetterOrDigit))}.kills");
        var effects = run.Points.Where((_, index) => run.IsEffect(index + 1)).Count();
        // Their beginnings: the rest may name folders and databases of one run.
        var letters = string.Concat(run.Points.SelectMany(text => text.Take(24)).Where(char.IsLetter));
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Name}|{run.Points.Count}|{effects}|{points.Count}|"
                + $"{(run.IsTimed ? "timed" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(letters))))}"
        );
        string[] lines = File.Exists(path) ? await File.ReadAllLinesAsync(path, cancellation) : [];
        if (
            lines is not [var first, ..]
            || (run.IsTimed ? !first.StartsWith($"{run.Name}|", StringComparison.Ordinal) : first != head)
        )
        {
            await File.WriteAllTextAsync(path, $"{head}\n", cancellation);
            lines = [];
        }
        var done = lines
            .Skip(1)
            .Select(line => line.Split('|'))
            .Where(parts => parts is [_, "0", _])
            .Select(parts => parts[0])
            .ToHashSet();
        return new KillBook(
            [.. points.Where(point => !done.Contains(point.ToString()))],
            new StreamWriter(path, append: true) { AutoFlush = true }
        );
    }

    /// <summary>Writes down how one came out.</summary>
    /// <param name="point">Where.</param>
    /// <param name="failures">What was wrong with what was left.</param>
    /// <param name="states">Different states that the command's kills left so far, in this run.</param>
    public void Write(KillPoint point, int failures, int states)
    {
        lock (_lock)
            _file?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point}|{failures}|{states}"));
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
