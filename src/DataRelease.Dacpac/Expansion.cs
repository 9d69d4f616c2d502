using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// How what stays where it is becomes what the new version wants, by DacFx's own script. It may only add: code that is
/// live goes on working on what is expanded.
/// </summary>
/// <param name="Deployment">DacFx's report and script.</param>
/// <param name="Judgements">What each statement does to live.</param>
internal sealed record Expansion(Deployment Deployment, IReadOnlyList<Judgement> Judgements)
{
    /// <summary>The expansion from what is live to a new version.</summary>
    /// <param name="live">What is live; null if nothing is.</param>
    /// <param name="next">The new version.</param>
    /// <param name="pointers">Those of the new version.</param>
    /// <param name="earlier">Those of what is live.</param>
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

    /// <summary>The script, ready for a client that knows GO.</summary>
    public string Script => string.Concat(Deployment.Batches.Select(batch => $"{batch.Text}\nGO\n"));

    /// <summary>
    /// What stays, and what that calls, as stubs that are the same on both sides: a trigger may read a view that is a
    /// pointer then. Code that changes between staying and moving is a stub on the side where it moves.
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
