namespace DataRelease.Dacpac;

/// <summary>The classes of DacFx's model that a release treats specially; all others stay where they are.</summary>
internal static class ObjectKinds
{
    public const string View = "View";
    public const string Procedure = "Procedure";
    public const string ScalarFunction = "ScalarFunction";
    public const string TableFunction = "TableValuedFunction";
    public const string Synonym = "Synonym";
    public const string Trigger = "DmlTrigger";
    public const string Permission = "Permission";
    public const string Schema = "Schema";
    public const string Table = "Table";

    /// <summary>True for what consumers call and what has no data.</summary>
    public static bool IsCode(string kind) => kind is View or Procedure or ScalarFunction or TableFunction;

    /// <summary>True for what has its own name in a schema and is shown in a plan.</summary>
    public static bool IsShown(string kind) =>
        IsCode(kind) || kind is Table or Synonym or Trigger or "Sequence" or "TableType" or "DataType";

    /// <summary>The class in words: <c>table-valued function</c>.</summary>
    public static string Word(string kind) =>
        kind switch
        {
            TableFunction => "table-valued function",
            Trigger => "trigger",
            _ => string.Concat(kind.Select((letter, at) => at > 0 && char.IsUpper(letter) ? $" {letter}" : $"{letter}"))
                .ToLowerInvariant(),
        };
}
