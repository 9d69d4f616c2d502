using DataRelease.SqlServer;
using DataRelease.Warehouses;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac;

/// <summary>The session settings that a view, procedure or function keeps from the moment when it is created.</summary>
/// <param name="QuotedIdentifiers">True if double quotes enclose names.</param>
/// <param name="AnsiNulls">True if a comparison with null is never true.</param>
internal sealed record ModuleSettings(bool QuotedIdentifiers, bool AnsiNulls)
{
    /// <summary>The settings of our sessions.</summary>
    public static ModuleSettings Standard { get; } = new(true, true);

    /// <summary>The settings of an object in a model.</summary>
    public static ModuleSettings Of(ModelObject one) =>
        new(
            ScriptText.HasQuotedIdentifiers(one),
            one.Source.ObjectType.Properties.All(property => property.Name != "AnsiNullsOn")
                || Inventory.Flag(one.Source, "AnsiNullsOn")
        );

    /// <summary>The settings after a statement of a script.</summary>
    public ModuleSettings After(PredicateSetStatement set) =>
        this with
        {
            QuotedIdentifiers = set.Options.HasFlag(SetOptions.QuotedIdentifier) ? set.IsOn : QuotedIdentifiers,
            AnsiNulls = set.Options.HasFlag(SetOptions.AnsiNulls) ? set.IsOn : AnsiNulls,
        };

    /// <summary>The statements that change other settings to these.</summary>
    public IEnumerable<string> Since(ModuleSettings before)
    {
        if (QuotedIdentifiers != before.QuotedIdentifiers)
            yield return $"SET QUOTED_IDENTIFIER {(QuotedIdentifiers ? "ON" : "OFF")}";
        if (AnsiNulls != before.AnsiNulls)
            yield return $"SET ANSI_NULLS {(AnsiNulls ? "ON" : "OFF")}";
    }

    /// <summary>
    /// A batch in its own scope, with these settings. A setting holds from the next scope on, and ends with its own.
    /// </summary>
    public string Scoped(string batch)
    {
        var scoped = SqlServerLexis.Scope(Sql.Raw(batch));
        var changes = Since(Standard).Select(change => Sql.Raw(change.ToLowerInvariant())).ToList();
        return SqlServerLexis.Text(
            changes.Count == 0 ? scoped : SqlServerLexis.Scope(Sql.Join("; ", [.. changes, scoped]))
        );
    }
}
