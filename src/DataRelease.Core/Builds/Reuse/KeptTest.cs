using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;

namespace DataRelease.Builds.Reuse;

/// <summary>The result of a test on relations that a later release may share.</summary>
/// <param name="Id">The test's unique id.</param>
/// <param name="Fingerprint">The fingerprint of the test and of what it tested.</param>
/// <param name="Number">The release that ran it.</param>
/// <param name="At">When it ran, in UTC.</param>
/// <param name="Relation">The live name of the tested relation; may be empty.</param>
/// <param name="State">The result.</param>
/// <param name="Severity">The test's severity.</param>
/// <param name="Value">The value that it found.</param>
/// <param name="Message">The test's name, or a sentence.</param>
internal sealed record KeptTest(
    string Id,
    string Fingerprint,
    int Number,
    DateTimeOffset At,
    string Relation,
    CheckState State,
    string Severity,
    string Value,
    string Message
)
{
    /// <summary>The name of the results among a release's artifacts.</summary>
    public const string Artifact = "tests.json";

    /// <summary>The outcome for a release that takes the result over, with its age.</summary>
    /// <param name="name">The check name of test outcomes.</param>
    public CheckOutcome Outcome(string name) =>
        new(
            name,
            Relation,
            State,
            CheckSeverities.Read(Severity),
            $"{Value} ({ReleaseRecord.Name(Number)}, {At.UtcDateTime:yyyy-MM-dd HH:mm} UTC)".Trim(),
            "",
            Message
        );

    /// <summary>Serializes results for the ledger.</summary>
    public static byte[] Write(IReadOnlyList<KeptTest> tests) =>
        JsonSerializer.SerializeToUtf8Bytes(tests, KeptTestJson.Default.IReadOnlyListKeptTest);

    /// <summary>Reads the ledger's results.</summary>
    public static IReadOnlyList<KeptTest> Read(byte[] json) =>
        Ledger.Trusted(
            () => JsonSerializer.Deserialize(json, KeptTestJson.Default.IReadOnlyListKeptTest),
            "results of tests"
        ) ?? [];
}

/// <summary>JSON in the ledger, without reflection.</summary>
[JsonSerializable(typeof(IReadOnlyList<KeptTest>))]
internal sealed partial class KeptTestJson : JsonSerializerContext;
