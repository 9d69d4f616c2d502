using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;

namespace DataRelease.Builds.Reuse;

/// <summary>How a test ended on relations that a later release may share.</summary>
/// <param name="Id">Its unique id.</param>
/// <param name="Fingerprint">What it tested, and how.</param>
/// <param name="Number">The release that ran it.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Relation">The live name of what it tests; may be empty.</param>
/// <param name="State">How it ended.</param>
/// <param name="Severity">The worst that it may say.</param>
/// <param name="Value">What it found.</param>
/// <param name="Message">Its name, or a sentence.</param>
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
    /// <summary>Its name among the artifacts of a release.</summary>
    public const string Artifact = "tests.json";

    /// <summary>As an outcome of the release that takes it over, with its age.</summary>
    /// <param name="name">The name of outcomes of tests.</param>
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

    /// <summary>For the ledger.</summary>
    public static byte[] Write(IReadOnlyList<KeptTest> tests) =>
        JsonSerializer.SerializeToUtf8Bytes(tests, KeptTestJson.Default.IReadOnlyListKeptTest);

    /// <summary>What the ledger has.</summary>
    public static IReadOnlyList<KeptTest> Read(byte[] json) =>
        Ledger.Trusted(
            () => JsonSerializer.Deserialize(json, KeptTestJson.Default.IReadOnlyListKeptTest),
            "results of tests"
        ) ?? [];
}

/// <summary>JSON that the ledger keeps, without reflection.</summary>
[JsonSerializable(typeof(IReadOnlyList<KeptTest>))]
internal sealed partial class KeptTestJson : JsonSerializerContext;
