using System.Text;
using DataRelease.Errors;
using DataRelease.SqlServer;
using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// Plans the release of a dacpac: tables are expanded in place, code goes to the release's schemas, and pointers lead
/// to it.
/// </summary>
public static class DacpacPlanner
{
    /// <summary>Makes the plan.</summary>
    /// <param name="request">The dacpacs, and what is accepted.</param>
    /// <exception cref="ReleaseException">
    /// A dacpac can't be read, or the names in its code can't be redirected.
    /// </exception>
    public static DacpacPlan Plan(DacpacPlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return Make(request);
        }
        catch (Exception error) when (error is DacServicesException or DacModelException)
        {
            throw new ReleaseException(
                ErrorCode.DacpacUnproven,
                error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' '),
                null,
                new SourceLocation(request.Path),
                error
            );
        }
    }

    private static DacpacPlan Make(DacpacPlanRequest request)
    {
        using var next = DacpacFile.Open(request.Path);
        using var live = request.Against is { } against ? DacpacFile.Open(against) : null;
        var inventory = Inventory.Of(next);
        var before = live is null ? null : Inventory.Of(live);
        var aim = Aim.At(inventory, request.Number);
        using var green = GreenModel.Build(next, inventory, aim);
        var earlier = before is null ? [] : Pointer.All(before, Aim.At(before, request.Number), live!.Path);
        var expansion = Expansion.Between(before, inventory, green.Pointers, earlier);
        using var empty = new TSqlModel(next.Model.Version, next.Model.CopyModelOptions());
        var whole = Deployment.Between(live?.Model ?? empty, next.Model).Report;
        var gone = earlier
            .Where(one => !inventory.Objects.Any(other => IsNamed(other, one.Live, inventory.Comparer)))
            .ToList();
        // An object can't be altered to code of another kind, so the old one is dropped first.
        var replaced = earlier.Where(one =>
            green.Pointers.Any(other => other.Live == one.Live && other.Kind != one.Kind)
        );
        var consents = new Consents(request.Accepted, inventory.Comparer);
        return new DacpacPlan(
            next.Name,
            next.Version.ToString(),
            DacpacRows.Of(inventory, aim, whole, gone),
            [
                .. DacpacProblems.Of(next, consents),
                .. DacpacProblems.Of(green.Findings, consents),
                .. DacpacProblems.Of(expansion.Judgements, request.Path, consents),
                .. DacpacProblems.OfGone(gone, request.Path, request.AllowBreaking),
            ],
            [
                new DacpacOutput("green.dacpac", Package(green.Model, next)),
                Script("expand.sql", expansion.Script),
                Script("code.sql", Code(next, inventory, aim)),
                Script("pointers.sql", Pointers(inventory, green.Pointers, [.. gone, .. replaced])),
                Script("report.xml", whole.Text),
            ]
        );
    }

    private static bool IsNamed(ModelObject one, RelationName name, StringComparer comparer) =>
        one.Name is { } found
        && one.Kind is not ("TableType" or "DataType")
        && comparer.Equals(found.Schema, name.Schema)
        && comparer.Equals(found.Name, name.Name);

    /// <summary>The code in DacFx's order, for the tables as they are after the expansion.</summary>
    private static string Code(DacpacFile file, Inventory inventory, Aim aim)
    {
        using var green = GreenModel.Build(file, inventory, aim, PointerForm.Stub);
        using var tables = Expansion.InPlace(inventory, inventory, [.. green.Pointers]);
        return string.Concat(Deployment.Between(tables, green.Model).Batches.Select(batch => $"{batch.Text}\nGO\n"));
    }

    /// <summary>One batch in one transaction, so that consumers see only one release at any time.</summary>
    private static string Pointers(Inventory inventory, IReadOnlyList<Pointer> pointers, List<Pointer> gone)
    {
        // A synonym refers to a name that consumers use, so it is created last.
        var statements = gone.Select(one => one.Drop)
            .Concat(pointers.OrderBy(one => one.Kind == ObjectKinds.Synonym).SelectMany(one => one.Statements))
            .Select(SqlServerLexis.Scope)
            .Concat(
                inventory
                    .Objects.Where(one => one is { Place: Place.Pointer, Script: not null })
                    .Select(one => Sql.Raw(one.Script!.Trim().TrimEnd(';')))
            )
            .ToList();
        return SqlServerLexis.Text(
                SqlServerBatch.Of([.. new SqlServerSwapGrammar().BoundLocks(TimeSpan.FromMilliseconds(50))], statements)
            ) + "\n";
    }

    private static DacpacOutput Script(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    private static byte[] Package(TSqlModel model, DacpacFile file)
    {
        using var stream = new MemoryStream();
        DacPackageExtensions.BuildPackage(
            stream,
            model,
            new PackageMetadata { Name = file.Name, Version = file.Version.ToString() },
            new PackageOptions()
        );
        return stream.ToArray();
    }
}
