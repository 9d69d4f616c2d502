using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>Objects go from one model into another by their text, under the settings they were made with.</summary>
internal static class ModelScripts
{
    public static void Add(TSqlModel model, ModelObject one, string script)
    {
        var properties = one.Source.ObjectType.Properties;
        var nulls =
            properties.All(property => property.Name != "AnsiNullsOn") || Inventory.Flag(one.Source, "AnsiNullsOn");
        model.AddObjects(
            script,
            new TSqlObjectOptions { AnsiNulls = nulls, QuotedIdentifier = ScriptText.HasQuotedIdentifiers(one) }
        );
    }
}
