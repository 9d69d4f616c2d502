using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Refuses names that differ only in case, on an engine for which they are the same. Found late, a table in live would
/// not be taken for the model's own: its rows would not be carried over, and the swap would fail.
/// </summary>
internal sealed class NamesApart(ReleaseRun run)
{
    /// <summary>Compares the project's live names with each other and with what is in the live schemas.</summary>
    /// <exception cref="ReleaseException">DR5025.</exception>
    public async Task RequireAsync(ProjectPlan plan, GreenTarget target, CancellationToken cancellation)
    {
        if (run.Warehouse.Traits.Names.Folding != NameFolding.IgnoresCase)
            return;
        var wanted = GreenDeployment.Scope(plan).Select(node => GreenDeployment.Live(node, target)).ToList();
        var twice = wanted.GroupBy(Folded).FirstOrDefault(group => group.Distinct().Count() > 1);
        if (twice is not null)
            throw new ReleaseException(
                ErrorCode.NamesDifferInCase,
                $"{string.Join(" and ", twice.Distinct())} are one name for this warehouse",
                "give one of the models another alias"
            );
        if (!run.Warehouse.Exists)
            return;
        await using var session = await run.OpenAsync(cancellation);
        var standing = await run.Warehouse.ReadRelationsAsync(
            session,
            [.. wanted.Select(live => live.Schema).Distinct()],
            cancellation
        );
        var empty = wanted
            .Select(live => live.Schema)
            .Except(standing.Select(relation => relation.Name.Schema))
            .ToList();
        if (empty.Count > 0)
        {
            var schemas = await run.Warehouse.ReadAllSchemasAsync(session, cancellation);
            foreach (var schema in empty)
            {
                if (schemas.FirstOrDefault(name => IsOtherCase(name, schema)) is { } found)
                    throw new ReleaseException(
                        ErrorCode.NamesDifferInCase,
                        $"schema {found} is in the warehouse, and this environment calls it {schema}",
                        "write the schema's name as it is in the warehouse, or rename the schema there"
                    );
            }
        }
        var byName = wanted.Distinct().ToDictionary(Folded);
        var other = standing
            .Select(relation => relation.Name)
            .FirstOrDefault(name => byName.TryGetValue(Folded(name), out var live) && live != name);
        if (other != default)
            throw new ReleaseException(
                ErrorCode.NamesDifferInCase,
                $"{other} is in live, and the project calls it {byName[Folded(other)]}",
                "rename it in the warehouse, or give the model its alias as it is written there"
            );

        static bool IsOtherCase(string left, string right) =>
            left != right && string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

        static (string, string) Folded(RelationName name) =>
            (name.Schema.ToLowerInvariant(), name.Name.ToLowerInvariant());
    }
}
