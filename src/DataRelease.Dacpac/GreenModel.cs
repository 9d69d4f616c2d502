using DataRelease.Errors;
using DataRelease.SqlServer;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// A dacpac's model with its code in a release's schemas and its tables where they were. DacFx resolves every name of
/// it anew, and what it resolves is held against the dacpac's own model.
/// </summary>
internal sealed class GreenModel : IDisposable
{
    private GreenModel(TSqlModel model, Aim aim, IReadOnlyList<NameFinding> findings)
    {
        Model = model;
        Aim = aim;
        Findings = findings;
    }

    /// <summary>Where its names lead.</summary>
    public Aim Aim { get; }

    /// <summary>Names that were left as they are, since only a person can say what is meant.</summary>
    public IReadOnlyList<NameFinding> Findings { get; }

    internal TSqlModel Model { get; }

    /// <summary>Makes it.</summary>
    /// <param name="file">The dacpac.</param>
    /// <param name="inventory">Its objects.</param>
    /// <param name="aim">The release's schemas.</param>
    /// <exception cref="ReleaseException">DR2206 if DacFx resolves a name to something else than before.</exception>
    public static GreenModel Build(DacpacFile file, Inventory inventory, Aim aim)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(aim);
        var model = new TSqlModel(file.Model.Version, file.Model.CopyModelOptions());
        try
        {
            var findings = new List<NameFinding>();
            foreach (var (schema, release) in aim.Schemas.OrderBy(pair => pair.Value, StringComparer.Ordinal))
                model.AddObjects(
                    $"create schema {SqlServerDialect.Spelling.Quote(release)} authorization "
                        + SqlServerDialect.Spelling.Quote(OwnerOf(inventory, schema))
                );
            foreach (var one in inventory.Objects)
            {
                if (one.Script is not { } script || one.Place == Place.Pointer)
                    continue;
                if (one.Place == Place.InPlace)
                {
                    ModelScripts.Add(model, one, script);
                    continue;
                }
                var (text, found) = NameRewriter.Rewrite(one, aim, file.Path);
                findings.AddRange(found);
                ModelScripts.Add(model, one, text);
            }
            ModelErrors.Require(model, file.Path, ErrorCode.DacpacUnproven);
            Proof.Require(inventory, model, aim, file.Path);
            return new GreenModel(model, aim, findings);
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
        inventory
            .Objects.Where(one =>
                one.Kind == ObjectKinds.Schema
                && one.Source.Name.Parts is [var name]
                && inventory.Comparer.Equals(name, schema)
            )
            .SelectMany(one => one.Source.GetReferenced(Schema.Authorizer, DacQueryScopes.All))
            .Select(owner => owner.Name.Parts[^1])
            .FirstOrDefault("dbo");
}
