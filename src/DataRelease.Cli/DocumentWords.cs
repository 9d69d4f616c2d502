using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Analysis;
using DataRelease.Backups;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

/// <summary>
/// Writes an enum as the word that texts use for it. The document keeps the enum, so that its schema lists all words.
/// </summary>
internal abstract class WordWriter<T>(Func<T, string> word) : JsonConverter<T>
{
    /// <summary>An enum that is null has a word, too.</summary>
    public override bool HandleNull => true;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("a command's document is only written");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(word(value));
}

internal sealed class ReleaseStateWriter() : WordWriter<ReleaseState>(Ledger.Text);

internal sealed class StepOutcomeWriter() : WordWriter<StepOutcome>(outcome => outcome.Word());

internal sealed class StepStateWriter() : WordWriter<StepState>(JsonReport.Word);

internal sealed class CheckStateWriter() : WordWriter<CheckState>(JsonReport.Word);

internal sealed class CheckSeverityWriter() : WordWriter<CheckSeverity>(severity => severity.Word());

internal sealed class PolicyStateWriter() : WordWriter<PolicyState>(JsonReport.Word);

internal sealed class MigrationStandWriter() : WordWriter<MigrationStand>(stand => stand.Word());

internal sealed class MigrationPhaseWriter() : WordWriter<MigrationPhase>(phase => phase.Word());

internal sealed class RowKindWriter() : WordWriter<RowKind>(kind => kind.Word());

internal sealed class CauseChangeWriter() : WordWriter<CauseChange>(change => change.Word());

internal sealed class DataVersionStateWriter() : WordWriter<DataVersionState>(state => state.Word());

internal sealed class VersionRoleWriter() : WordWriter<VersionRole>(role => role.Word());

internal sealed class MeasurementOutcomeWriter() : WordWriter<MeasurementOutcome?>(JsonReport.Word);

internal sealed class ReportedVerdictWriter() : WordWriter<ReportedVerdict>(JsonReport.Word);

internal sealed class ReportedMetricVerdictWriter() : WordWriter<ReportedMetricVerdict>(JsonReport.Word);

internal sealed class ReportedReadingWriter() : WordWriter<ReportedReading>(JsonReport.Word);

internal sealed class ReportedStageStateWriter() : WordWriter<ReportedStageState>(JsonReport.Word);
