using System.Data;
using System.Data.Common;
using System.Globalization;
using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Reuse;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Asks what has arrived in a project's sources: the newest <c>loaded_at_field</c> of each source that has one, and the
/// queries of <c>build.arrivals</c>. It asks before the build, so that rows that arrive during the build count for the
/// next one.
/// </summary>
internal sealed class SourceArrivals(ReleaseRun run)
{
    /// <summary>Adds the answers to the project, if reuse by fresh sources is wanted.</summary>
    /// <exception cref="ReleaseException">DR5042 if a query of the configuration fails.</exception>
    public async Task<ProjectPlan> ReadAsync(ProjectPlan plan, BuildOptions options, CancellationToken cancellation)
    {
        if (options.Reuse != ReuseMode.Fresh && run.Config.Build.Reuse != ReuseMode.Fresh)
            return plan;
        // A query would create the database.
        if (!run.Warehouse.Exists)
            return plan;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var session = await run.OpenAsync(cancellation);
        foreach (var query in run.Config.Build.Arrivals)
        {
            var named = Named(plan.Manifest, query.Name);
            if (named.Count == 0)
                throw new ReleaseException(
                    ErrorCode.ArrivalsUnreadable,
                    $"'build.arrivals' has '{query.Name}', which is neither a source nor a model of {plan.Name}",
                    null,
                    query.Where
                );
            var value = await AskAsync(session, query, cancellation);
            foreach (var id in named)
                values[id] = value;
        }
        var read = GreenDeployment
            .Scope(plan)
            .SelectMany(node => Fingerprint.InputsOf(plan.Manifest, node).Sources)
            .Distinct(StringComparer.Ordinal)
            .Where(id => !values.ContainsKey(id) && plan.Manifest.LoadedAt.ContainsKey(id))
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach (var id in read)
        {
            run.Events.Publish(new ReleaseEvent.Progressed($"asking what arrived in {Arrivals.Shown(id)}"));
            if (await NewestAsync(session, plan, id, cancellation) is { } newest)
                values[id] = newest;
        }
        return plan with { Arrivals = new Arrivals(values) };
    }

    private static List<string> Named(Manifest manifest, string name) =>
        [
            .. manifest.Sources.Keys.Where(id => Arrivals.Shown(id) == name),
            .. manifest.Nodes.Values.Where(node => node.IsRelation && node.Name == name).Select(node => node.UniqueId),
        ];

    private static async Task<string> AskAsync(
        WarehouseSession session,
        ArrivalQuery query,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<string> values = [];
        try
        {
            await session.ReadOnlyAsync(
                async () =>
                    values = await session.QueryAsync(
                        // The line end closes a comment at the query's end.
                        session.Dialect.First($"select * from ({Sql.Raw(query.Query.Text)}\n) probe", null, 2),
                        row => Text(row.ReadValue(0, session.Dialect)),
                        cancellation
                    ),
                cancellation
            );
        }
        catch (DbException error) when (session.Connection.State == ConnectionState.Open)
        {
            throw new ReleaseException(
                ErrorCode.ArrivalsUnreadable,
                $"the query of '{query.Name}' failed: {error.Message.ReplaceLineEndings(" ")}",
                null,
                query.Where,
                error
            );
        }
        return values.Count == 1
            ? values[0]
            : throw new ReleaseException(
                ErrorCode.ArrivalsUnreadable,
                $"the query of '{query.Name}' has {(values.Count == 0 ? "no row" : "more than one row")}",
                null,
                query.Where
            );
    }

    /// <summary>
    /// The newest value; null if the expression can't be queried, which dbt's own freshness check reports better.
    /// </summary>
    private async Task<string?> NewestAsync(
        WarehouseSession session,
        ProjectPlan plan,
        string id,
        CancellationToken cancellation
    )
    {
        var name = new RelationAim(
            run.Warehouse.Dialect,
            plan.CompiledDatabase ?? "",
            run.Warehouse.Database,
            new Dictionary<RelationName, RelationName>()
        ).Apply(plan.Manifest.Sources[id]);
        var newest = "";
        try
        {
            await session.ReadOnlyAsync(
                async () =>
                    newest = (
                        await session.QueryAsync(
                            $"select max({Sql.Raw(plan.Manifest.LoadedAt[id])}) from {Sql.Raw(name)}",
                            row => Text(row.ReadValue(0, session.Dialect)),
                            cancellation
                        )
                    )[0],
                cancellation
            );
            return newest;
        }
        catch (DbException error) when (session.Connection.State == ConnectionState.Open)
        {
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"what reads {Arrivals.Shown(id)} is built: its loaded_at_field can't be queried ("
                        + $"{error.Message.ReplaceLineEndings(" ")})"
                )
            );
            return null;
        }
    }

    private static string Text(object? value) =>
        value switch
        {
            null => "",
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
}
