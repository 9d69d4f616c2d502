using DataRelease.Errors;
using DataRelease.SqlServer;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// The model of the database as it is once the release is live: the dacpac's code is in the release's schemas, its
/// tables stay, and pointers have the names that consumers use. DacFx resolves all names again, and the result is
/// compared with the dacpac's own model.
/// </summary>
internal sealed class GreenModel : IDisposable
{
    private GreenModel(TSqlModel model, Aim aim, IReadOnlyList<NameFinding> findings, IReadOnlyList<Pointer> pointers)
    {
        Model = model;
        Aim = aim;
        Pointers = pointers;
        Findings = findings;
    }

    /// <summary>Where its names lead.</summary>
    public Aim Aim { get; }

    /// <summary>Names that were left unchanged, because only a person can tell what they mean.</summary>
    public IReadOnlyList<NameFinding> Findings { get; }

    /// <summary>The pointers that lead to the release once it is live, by name.</summary>
    public IReadOnlyList<Pointer> Pointers { get; }

    internal TSqlModel Model { get; }

    /// <summary>Builds the model.</summary>
    /// <param name="file">The dacpac.</param>
    /// <param name="inventory">The dacpac's objects.</param>
    /// <param name="aim">The release's schemas.</param>
    /// <param name="form">What the names that consumers use are in this model.</param>
    /// <exception cref="ReleaseException">DR2206 if DacFx resolves a name to another object than before.</exception>
    public static GreenModel Build(DacpacFile file, Inventory inventory, Aim aim, PointerForm form = PointerForm.Live)
    {
        var model = new TSqlModel(file.Model.Version, file.Model.CopyModelOptions());
        try
        {
            var findings = new List<NameFinding>();
            foreach (var (schema, release) in aim.Schemas.OrderBy(pair => pair.Value, StringComparer.Ordinal))
            {
                if (SchemasNamed(inventory, release).Any())
                    continue;
                model.AddObjects(
                    $"create schema {SqlServerDialect.Spelling.Quote(release)} authorization "
                        + SqlServerDialect.Spelling.Quote(OwnerOf(inventory, schema))
                );
            }
            var pointers = Pointer.All(inventory, aim, file.Path);
            if (form != PointerForm.None)
                foreach (var pointer in pointers)
                    model.AddObjects(form == PointerForm.Stub ? pointer.Stub : pointer.Create);
            foreach (var one in inventory.Objects)
            {
                if (one.Script is not { } script || (one.Place == Place.Pointer && form != PointerForm.Live))
                    continue;
                if (one.Place != Place.Release)
                {
                    ModelScripts.Add(model, one, script);
                    continue;
                }
                var (text, found) = NameRewriter.Rewrite(one, aim, file.Path);
                findings.AddRange(found);
                ModelScripts.Add(model, one, text);
            }
            ModelErrors.Require(model, file.Path, ErrorCode.DacpacUnproven);
            if (form == PointerForm.Live)
                Proof.Require(inventory, model, aim, file.Path);
            return new GreenModel(model, aim, findings, pointers);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    /// <summary>Ownership chaining needs the same owner for the live schema and the release's.</summary>
    private static string OwnerOf(Inventory inventory, string schema) =>
        SchemasNamed(inventory, schema)
            .SelectMany(one => one.Source.GetReferenced(Schema.Authorizer, DacQueryScopes.All))
            .Select(owner => owner.Name.Parts[^1])
            .FirstOrDefault("dbo");

    private static IEnumerable<ModelObject> SchemasNamed(Inventory inventory, string schema) =>
        inventory.Objects.Where(one =>
            one.Kind == ObjectKinds.Schema
            && one.Source.Name.Parts is [var name]
            && inventory.Comparer.Equals(name, schema)
        );
}

/// <summary>What the names that consumers use are in a model.</summary>
internal enum PointerForm
{
    /// <summary>Pointers to the release, with their rights.</summary>
    Live,

    /// <summary>Stubs: the same signatures without a release behind them.</summary>
    Stub,

    /// <summary>Nothing: the model leaves them out.</summary>
    None,
}
