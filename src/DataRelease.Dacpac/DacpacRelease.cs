using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// What a release of a dacpac consists of: tables are expanded in place, code goes to the release's schemas, and
/// pointers lead to it.
/// </summary>
internal sealed record DacpacRelease
{
    /// <summary>The application's name.</summary>
    public required string Name { get; init; }

    /// <summary>The application's version.</summary>
    public required string Version { get; init; }

    /// <summary>One line for each object.</summary>
    public required IReadOnlyList<PlannedRelation> Relations { get; init; }

    /// <summary>Errors that refuse the release, and warnings.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <summary>What changes the objects that stay.</summary>
    public required IReadOnlyList<ScriptBatch> Expansion { get; init; }

    /// <summary>What makes the release's schemas and the code in them, in DacFx's order.</summary>
    public required IReadOnlyList<ScriptBatch> Code { get; init; }

    /// <summary>The release's schemas by the name of the live schema.</summary>
    public required IReadOnlyDictionary<string, string> Schemas { get; init; }

    /// <summary>The code that moves.</summary>
    public required IReadOnlyList<MovedCode> Moved { get; init; }

    /// <summary>The pointers, by name.</summary>
    public required IReadOnlyList<Pointer> Pointers { get; init; }

    /// <summary>The rights on code.</summary>
    public required IReadOnlyList<PointerRight> Rights { get; init; }

    /// <summary>The statements that give these rights on the release's own views.</summary>
    public required IReadOnlyList<string> ViewRights { get; init; }

    /// <summary>Pointers of the live version that the new one lacks.</summary>
    public required IReadOnlyList<Pointer> Gone { get; init; }

    /// <summary>Pointers of the live version that are of another kind in the new one.</summary>
    public required IReadOnlyList<Pointer> Replaced { get; init; }

    /// <summary>The pointers that give the names of the live version their own code again.</summary>
    public required IReadOnlyList<CodePointer> Originals { get; init; }

    /// <summary>The dacpac of the database after the release.</summary>
    public required byte[] Green { get; init; }

    /// <summary>DacFx's report.</summary>
    public required string Report { get; init; }

    /// <summary>Plans the release.</summary>
    /// <param name="request">The dacpacs, and what is accepted.</param>
    /// <param name="schemaOf">The release's schema for a live schema.</param>
    /// <exception cref="ReleaseException">
    /// A dacpac can't be read, or the names in its code can't be redirected.
    /// </exception>
    public static DacpacRelease Plan(DacpacPlanRequest request, Func<string, string> schemaOf)
    {
        try
        {
            return Make(request, schemaOf);
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

    private static DacpacRelease Make(DacpacPlanRequest request, Func<string, string> schemaOf)
    {
        using var next = DacpacFile.Open(request.Path);
        using var live = request.Against is { } against ? DacpacFile.Open(against) : null;
        var inventory = Inventory.Of(next);
        var before = live is null ? null : Inventory.Of(live);
        var aim = Aim.At(inventory, schemaOf);
        using var green = GreenModel.Build(next, inventory, aim);
        var earlier = before is null ? [] : Pointer.All(before, Aim.At(before, schemaOf), live!.Path);
        var expansion = Dacpac.Expansion.Between(before, inventory, green.Pointers, earlier);
        using var empty = new TSqlModel(next.Model.Version, next.Model.CopyModelOptions());
        var whole = Deployment.Between(live?.Model ?? empty, next.Model).Report;
        var gone = earlier
            .Where(one => !inventory.Objects.Any(other => IsNamed(other, one.Live, inventory.Comparer)))
            .ToList();
        var consents = new Consents(request.Accepted, inventory.Comparer);
        var rights = PointerRight.All(inventory);
        return new DacpacRelease
        {
            Name = next.Name,
            Version = next.Version.ToString(),
            Relations = DacpacRows.Of(inventory, aim, whole, gone),
            Problems =
            [
                .. DacpacProblems.Of(next, consents),
                .. DacpacProblems.Of(green.Findings, consents),
                .. DacpacProblems.Of(expansion.Judgements, request.Path, consents),
                .. DacpacProblems.OfGone(gone, request.Path, request.AllowBreaking),
            ],
            Expansion = expansion.Adding,
            Code = CodeOf(next, inventory, aim),
            Schemas = aim.Schemas,
            Moved = MovedCode.All(inventory, aim, next.Path),
            Pointers = green.Pointers,
            Rights = rights,
            ViewRights =
            [
                .. rights
                    .Where(right => right.OnKind == ObjectKinds.View)
                    .Select(right => NameRewriter.Rewrite(right.Right, aim, next.Path).Text),
            ],
            Gone = gone,
            // An object can't be altered to code of another kind, so the old one is dropped first.
            Replaced =
            [
                .. earlier.Where(one => green.Pointers.Any(other => other.Live == one.Live && other.Kind != one.Kind)),
            ],
            Originals = before is null ? [] : CodePointers.Originals(before, earlier, PointerRight.All(before)),
            Green = Package(green.Model, next),
            Report = whole.Text,
        };
    }

    private static bool IsNamed(ModelObject one, RelationName name, StringComparer comparer) =>
        one.Name is { } found
        && one.Kind is not ("TableType" or "DataType")
        && comparer.Equals(found.Schema, name.Schema)
        && comparer.Equals(found.Name, name.Name);

    /// <summary>The code for the tables as they are after the expansion.</summary>
    private static IReadOnlyList<ScriptBatch> CodeOf(DacpacFile file, Inventory inventory, Aim aim)
    {
        using var green = GreenModel.Build(file, inventory, aim, PointerForm.Stub);
        using var tables = Dacpac.Expansion.InPlace(inventory, inventory, [.. green.Pointers]);
        return Deployment.Between(tables, green.Model).Batches;
    }

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
