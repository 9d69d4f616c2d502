using DataRelease.Warehouses;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>Scripts are the user's own text: both sides get it as it stands.</summary>
internal sealed class TwinScriptGrammar(TwoSided sides, ScriptGrammar shown, ScriptGrammar memory) : ScriptGrammar
{
    public override IReadOnlyList<Sql> Enter => sides.Each(shown.Enter, () => memory.Enter);

    public override IReadOnlyList<Sql> Settle => sides.Each(shown.Settle, () => memory.Settle);

    public override IReadOnlyList<Sql> Return => sides.Each(shown.Return, () => memory.Return);

    public override IScriptExecutor CreateExecutor(
        Func<IConnectionManager> connection,
        Func<IUpgradeLog> log,
        Func<IJournal> journal
    ) => memory.CreateExecutor(connection, log, journal);

    public override bool NeedsNoTransaction(string[] words) => shown.NeedsNoTransaction(words);

    public override string? WhyNotRun(string[] words) => shown.WhyNotRun(words);

    public override (string Why, string ToDo)? WhyShapeless(Exception error) => memory.WhyShapeless(error);

    public override int? FindError(Exception error, string statement) => memory.FindError(error, statement);

    public override bool IsMissingRelation(Exception error) => memory.IsMissingRelation(error);

    public override Task<IReadOnlyList<string>> ReadReferencesAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    )
    {
        var connection = RecordedConnection.Of(session);
        connection.Note($"what {view} reads");
        return memory.ReadReferencesAsync(connection.Memory, view, query, cancellation);
    }

    public override Task<bool> LeftOpenAsync(WarehouseSession session, CancellationToken cancellation)
    {
        var connection = RecordedConnection.Of(session);
        connection.Note("whether the script left a transaction open");
        return memory.LeftOpenAsync(connection.Memory, cancellation);
    }

    public override Task<IReadOnlyDictionary<RelationName, TableWrites>?> ReadWritesAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => memory.ReadWritesAsync(RecordedConnection.Of(session).Memory, schemas, cancellation);
}
