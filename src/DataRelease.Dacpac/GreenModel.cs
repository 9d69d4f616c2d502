using DataRelease.Errors;
using DataRelease.SqlServer;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// A dacpac's model with its code in a release's schemas its tables where they were, and
/// pointers under the names that consumers use: the database as it is once the release is live. DacFx resolves every
/// name of it anew, and what it resolves is held against the dacpac's own model.
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

    /// <summary>Names that were left as they are, since only a person can say what is meant.</summary>
    public IReadOnlyList<NameFinding> Findings { get; }

    /// <summary>What leads to the release once it is live, by name.</summary>
    public IReadOnlyList<Pointer> Pointers { get; }

    internal TSqlModel Model { get; }

    /// <summary>Makes it.</summary>
    /// <param name="file">The dacpac.</param>
    /// <param name="inventory">Its objects.</param>
    /// <param name="aim">The release's schemas.</param>
    /// <param name="form">What stands under the names that consumers use.</param>
    /// <exception cref="ReleaseException">DR2206 if DacFx resolves a name to something else than before.</exception>
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

    /// <summary>A chain of ownership needs the same owner on both sides.</summary>
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

/// <summary>What stands under the names that consumers use, in a model.</summary>
internal enum PointerForm
{
    /// <summary>Pointers to the release, with the rights on them.</summary>
    Live,

    /// <summary>The same signatures over nothing.</summary>
    Stub,

    /// <summary>Nothing.</summary>
    None,
}
