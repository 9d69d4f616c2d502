using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>Makes the release schemas, with copies of blue's state in them.</summary>
internal sealed record CarryStep() : Step("carry", IsOfBuild: true)
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var plan = (Green.Planned)context.Green;
        var carried = await context.Run.StepAsync(
            Name,
            "",
            () =>
                new CarriedState(context.Run).CarryAsync(
                    context.Release,
                    plan.Target,
                    plan.Project,
                    plan.Options,
                    cancellation
                ),
            copied => Describe(copied.Count, plan.Project.State.InPlace)
        );
        return new StepResult.Done(context.Release, Describe(carried.Count, plan.Project.State.InPlace))
        {
            Green = new Green.Carried(plan, carried),
        };
    }

    private static string Describe(int carried, IReadOnlyDictionary<string, RelationRecord> inPlace)
    {
        var copied = carried - inPlace.Count;
        if (carried == 0)
            return "no state to carry over";
        var written = string.Join(", ", inPlace.Values.Select(relation => relation.Live).Order().Take(5));
        return string.Join(
            ", ",
            new[]
            {
                copied == 0 ? "" : $"{copied} relations start from a copy of blue",
                inPlace.Count == 0
                    ? ""
                    : $"{inPlace.Count} written in place: {written}{(inPlace.Count > 5 ? ", …" : "")}",
            }.Where(part => part.Length > 0)
        );
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var run = preview.Run;
        var scope = GreenDeployment.Scope(preview.Project!);
        var statements = scope
            .Select(node => node.Schema)
            .Append(preview.Target.GreenSchema)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(schema => Sql.By(dialect => dialect.EnsureSchema(schema)))
            .ToList();
        if (run.Warehouse.Exists)
        {
            await using var session = await run.OpenAsync(cancellation);
            preview.State = await new CarriedState(run).ReadAsync(
                session,
                preview.Release,
                preview.Target,
                CarriedState.Copied(preview.Project!),
                preview.Options,
                cancellation
            );
            foreach (var (node, blue) in preview.State)
            {
                if (await run.Warehouse.ReadBytesAsync(session, blue.Physical, cancellation) is { } bytes)
                    preview.Bytes[node.UniqueId] = bytes;
                var copy = new RelationName(node.Schema, node.Alias);
                statements.AddRange(await run.Warehouse.ReadCopyAsync(session, blue.Physical, copy, cancellation));
            }
        }
        preview.Say([.. statements.Select(statement => statement.Render(run.Warehouse.Dialect).Text)]);
    }
}
