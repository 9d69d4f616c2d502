using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>
/// Copies objects from one model to another by their text, with the settings under which they were created.
/// </summary>
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
