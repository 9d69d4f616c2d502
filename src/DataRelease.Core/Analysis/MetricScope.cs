using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Analysis;

/// <summary>What the metrics of one release measure.</summary>
public sealed record MetricScope
{
    /// <summary>The warehouse of both sides.</summary>
    public required Warehouse Warehouse { get; init; }

    /// <summary>
    /// Every relation of either side, by live name. Blue is what was live before; green is the release.
    /// </summary>
    public required IReadOnlyList<ComparedRelation> Relations { get; init; }

    /// <summary>Receives progress.</summary>
    public required IReleaseEvents Events { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The environment's name.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Blue's release, <c>r41</c>; null if there is none.</summary>
    public string? Blue { get; init; }

    /// <summary>Green's release, <c>r42</c>.</summary>
    public string Green { get; init; } = "";

    /// <summary>The folder in which commands run, and which their relative paths start from.</summary>
    public string Folder { get; init; } = ".";

    /// <summary>Reads an environment variable, which may be secret; null if it is not set.</summary>
    public Func<string, string?> Variables { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>True for a column whose values must not be shown.</summary>
    public Func<string, bool> IsSensitive { get; init; } = _ => false;

    /// <summary>True for a text of SQL that names such a column.</summary>
    public Func<string, bool> NamesSensitive { get; init; } = _ => false;

    /// <summary>Reads key columns by unique id, for a check that compares rows.</summary>
    public Func<CancellationToken, Task<IReadOnlyDictionary<string, IReadOnlyList<string>>>> Keys { get; init; } =
        _ =>
            Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<string>>>(
                new Dictionary<string, IReadOnlyList<string>>()
            );

    /// <summary>True before green is built, so that no query can be prepared.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>Opens a session; null for the warehouse's own way.</summary>
    public Func<CancellationToken, Task<WarehouseSession>>? Opening { get; init; }

    /// <summary>
    /// The engine's own text about a metric's query. It is hidden if the query names a sensitive column, or a relation
    /// that has one, because an engine repeats the query in it, and the value that it stumbled over.
    /// </summary>
    /// <param name="provider">The metric's provider.</param>
    /// <param name="text">The engine's text.</param>
    public string Shown(ProviderConfig provider, string text) =>
        provider switch
        {
            ProviderConfig.Sql { Query: var query } => Shown(query, text),
            ProviderConfig.Probe { Query: var query } => Shown(query, text),
            _ => text,
        };

    /// <summary>
    /// The engine's own text about a query; hidden if the query names a sensitive column, or a relation that has one.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <param name="text">The engine's text.</param>
    public string Shown(CheckQuery query, string text) =>
        new EngineText(IsSensitive, NamesSensitive).About(query, null, Relations, text);

    /// <summary>Opens a session.</summary>
    public Task<WarehouseSession> OpenAsync(CancellationToken cancellation) =>
        Opening is null ? Warehouse.OpenAsync(cancellation) : Opening(cancellation);

    /// <summary>The scope of a built release.</summary>
    /// <param name="run">The release's environment.</param>
    /// <param name="blue">The release that was live before; null if there was none.</param>
    /// <param name="green">The release that is measured.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static async Task<MetricScope> OfAsync(
        OpenEnvironment run,
        int? blue,
        int green,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var after = await run.Ledger.ReadRelationsAsync(session, green, cancellation);
        IReadOnlyList<RelationRecord> before = blue is { } number
            ? await run.Ledger.ReadRelationsAsync(session, number, cancellation)
            : [];
        return Of(run) with
        {
            Relations = await RelationPairs.ReadAsync(run.Warehouse, session, before, after, cancellation),
            Blue = blue is { } known ? ReleaseRecord.Name(known) : null,
            Green = ReleaseRecord.Name(green),
        };
    }

    /// <summary>The scope before green is built, for <see cref="AnalysisExamination"/>. It has only names.</summary>
    /// <param name="run">The environment.</param>
    /// <param name="planned">The unique ids and live names of the planned relations.</param>
    internal static MetricScope Planned(
        OpenEnvironment run,
        IReadOnlyList<(string UniqueId, RelationName Live)> planned
    ) =>
        Of(run) with
        {
            IsPlanned = true,
            Relations =
            [
                .. planned.Select(relation => new ComparedRelation(relation.UniqueId, relation.Live, null, null)),
            ],
        };

    private static MetricScope Of(OpenEnvironment run) =>
        new()
        {
            Warehouse = run.Warehouse,
            Relations = [],
            Events = run.Events,
            Clock = run.Clock,
            Environment = run.Name,
            Folder = run.Config.File is { } file ? Path.GetDirectoryName(Path.GetFullPath(file)) ?? "." : ".",
            IsSensitive = run.Config.Report.IsSensitive,
            NamesSensitive = run.Config.Report.NamesSensitive,
            Opening = run.OpenAsync,
        };
}
