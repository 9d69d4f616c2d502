using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// How the objects that stay are changed for the new version, with DacFx's own script. It may only add, because live
/// code keeps working on the expanded objects.
/// </summary>
/// <param name="Deployment">DacFx's report and script.</param>
/// <param name="Judgements">What each statement does to live.</param>
internal sealed record Expansion(Deployment Deployment, IReadOnlyList<Judgement> Judgements)
{
    /// <summary>Computes the expansion from the live version to a new one.</summary>
    /// <param name="live">The live version's objects; null if nothing is live.</param>
    /// <param name="next">The new version's objects.</param>
    /// <param name="pointers">The new version's pointers.</param>
    /// <param name="earlier">The live version's pointers.</param>
    public static Expansion Between(
        Inventory? live,
        Inventory next,
        IReadOnlyList<Pointer> pointers,
        IReadOnlyList<Pointer> earlier
    )
    {
        var stubs = pointers.Concat(earlier).DistinctBy(one => one.Live).ToList();
        using var from = InPlace(live, next, stubs, pointers);
        using var to = InPlace(next, next, stubs);
        var deployment = Deployment.Between(from, to).Without(stubs.Select(stub => stub.Live).ToHashSet());
        return new Expansion(deployment, ExpansionRules.Judge(deployment));
    }

    /// <summary>
    /// The batches that add. Whatever takes something away refuses the release, or is accepted because a migration has
    /// done it already.
    /// </summary>
    public IReadOnlyList<ScriptBatch> Adding => [.. Deployment.Batches.Where(ExpansionRules.Adds)];

    /// <summary>The script, for a client that understands GO.</summary>
    public string Script => ScriptBatch.Script(Adding);

    /// <summary>
    /// The objects that stay, with stubs for the code that they call. The stubs are the same on both sides, because a
    /// trigger may read a view that is a pointer later. Code that stays in one version and moves in the other is a stub
    /// on the side where it moves.
    /// </summary>
    internal static TSqlModel InPlace(
        Inventory? inventory,
        Inventory like,
        IReadOnlyList<Pointer> stubs,
        IReadOnlyList<Pointer>? moving = null
    )
    {
        var model = new TSqlModel(like.Model.Version, like.Model.CopyModelOptions());
        var staying = new HashSet<RelationName>();
        foreach (var one in inventory?.Objects ?? [])
        {
            if (one.Place != Place.InPlace || one.Script is not { } script)
                continue;
            if (one.Name is { } name && ObjectKinds.IsCode(one.Kind))
            {
                if (moving?.Any(pointer => pointer.Live == name) == true)
                    continue;
                staying.Add(name);
            }
            ModelScripts.Add(model, one, script);
        }
        var schemas = new HashSet<string>(like.Comparer) { "dbo" };
        schemas.UnionWith(
            (inventory?.Objects ?? []).Where(one => one.Kind == ObjectKinds.Schema).Select(one => one.Title)
        );
        foreach (var stub in stubs.Where(stub => !staying.Contains(stub.Live) && schemas.Contains(stub.Live.Schema)))
            model.AddObjects(stub.Stub);
        return model;
    }
}
