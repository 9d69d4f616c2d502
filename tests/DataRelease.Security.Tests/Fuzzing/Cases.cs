using System.Globalization;
using System.Text.RegularExpressions;

namespace DataRelease.Security.Tests.Fuzzing;

/// <summary>
/// Runs many cases, each from a seed of its own that a failure names. <c>DATARELEASE_TEST_CASES</c> multiplies: it is
/// how many cases all fuzz tests run together, where a run of CI takes a sample. <c>DATARELEASE_TEST_SEED</c> is where
/// they begin.
/// </summary>
public static partial class Cases
{
    /// <summary>What all of them together run when nothing is said; the parts below add up to it.</summary>
    public const int Sample = 2_570;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a part of the cases.</summary>
    /// <param name="share">How many of <see cref="Sample"/> are this test's.</param>
    /// <param name="run">One case; throws if the promise is broken.</param>
    public static async Task RunAsync(int share, Func<Mutator, CancellationToken, Task> run)
    {
        var all = Number("DATARELEASE_TEST_CASES", Sample);
        var first = Number("DATARELEASE_TEST_SEED", 20_261_125);
        var count = Math.Max(1, (int)((long)share * all / Sample));
        for (var number = 0; number < count; number++)
        {
            var seed = unchecked(first + (number * 7919));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(_limit);
            try
            {
                // On another thread, so that a loop without end is found too.
                await Task.Run(() => run(new Mutator(seed), limit.Token), limit.Token)
                    .WaitAsync(_limit, TestContext.Current.CancellationToken);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"case {number} of {count}: DATARELEASE_TEST_SEED={seed} DATARELEASE_TEST_CASES="
                        + $"{Math.Max(1, Sample / share)} repeats it alone. {error.Message}",
                    error
                );
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} cases from seed {first}");
    }

    /// <summary>What every command line keeps, whatever it was fed.</summary>
    public static void KeepsItsWord(int exit, string output, string error)
    {
        if (exit is not (0 or 1 or 2 or 3 or 4 or 5 or 130))
            throw new InvalidOperationException($"exit code {exit}");
        var all = $"{output}\n{error}";
        if (all.Contains("DR5000", StringComparison.Ordinal))
            throw new InvalidOperationException($"an unexpected error: {Cut(error)}");
        if (StackLine().IsMatch(all))
            throw new InvalidOperationException($"a stack trace: {Cut(all)}");
        if (exit is not 0 && !Coded().IsMatch(error) && !output.Contains("fail", StringComparison.Ordinal))
            throw new InvalidOperationException($"exit {exit} without a code: {Cut(all)}");
        if (all.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')))
            throw new InvalidOperationException("a control character was printed");
    }

    private static string Cut(string text) => text.Length > 2000 ? text[..2000] : text;

    private static int Number(string variable, int standard) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : standard;

    [GeneratedRegex(@"^\s+at [A-Z]\w*[.`][^\n]*\(", RegexOptions.Multiline)]
    private static partial Regex StackLine();

    [GeneratedRegex(@"error DR\d{4}: ")]
    private static partial Regex Coded();
}
