using System.Text.RegularExpressions;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// Changes files of a project that give a relation a schema of its own, independent of the target's schema, so that the
/// relation goes into the release instead. dbt shows whether that worked: a node that would be written elsewhere is
/// refused after the project is parsed. Pure.
/// </summary>
/// <param name="schemas">The live schemas: see <see cref="Configuration.ReleaseConfig.Schemas"/>.</param>
/// <param name="tables">Nodes that are written in place: see <see cref="GreenBuild.InPlace"/>.</param>
internal sealed partial class NamedSchemas(
    IReadOnlyList<string> schemas,
    IReadOnlyDictionary<string, RelationName>? tables = null
)
{
    private readonly IReadOnlyDictionary<string, RelationName> _tables = tables
        ?? new Dictionary<string, RelationName>();

    /// <summary>dbt's own macro, which dispatches, for a project that has none.</summary>
    private const string StandardMacro = "dbt.generate_schema_name";

    /// <summary>The name of the project's own macro in a release.</summary>
    private const string OwnMacro = "data_release_schema_of_the_project";

    /// <summary>The name of the file with <see cref="Macro"/>.</summary>
    public const string MacroFile = "data_release_schemas.sql";

    /// <summary>The macro that replaces the project's own <c>generate_schema_name</c> and calls it.</summary>
    public string Macro => MacroAround(OwnMacro);

    /// <summary>The same macro for a project that has none of its own.</summary>
    public string MacroOfStandard => MacroAround(StandardMacro);

    private string MacroAround(string asked)
    {
        var names = string.Join(", ", schemas.Select(Literal));
        var places = string.Join(
            ", ",
            _tables
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{Literal(pair.Key)}: {Literal(pair.Value.Schema)}")
        );
        return $$$"""
            {% macro generate_schema_name(custom_schema_name=none, node=none) -%}
                {%- set places = {{{{places}}}} -%}
                {%- set own = {{{asked}}}(custom_schema_name, node) | string | trim -%}
                {%- if node is not none and node.unique_id in places -%}{{ places[node.unique_id] }}
                {%- elif own in [{{{names}}}] -%}{{ target.schema ~ {{{Literal(Mark)}}} ~ own }}
                {%- else -%}{{ own }}
                {%- endif -%}
            {%- endmacro %}

            """;
    }

    /// <summary>
    /// Changes an SQL file whose snapshots are written in place. A <c>target_schema</c> bypasses every macro, so
    /// another <c>config()</c> is added, of which the last one counts. Null if no snapshot of the file is written in
    /// place.
    /// </summary>
    public string? OfSnapshotTable(string text) =>
        Changed(
            text,
            SnapshotBlock()
                .Replace(text, block =>
                    _tables.FirstOrDefault(pair =>
                        pair.Key.StartsWith("snapshot.", StringComparison.Ordinal)
                        && pair.Key.EndsWith($".{block.Groups["name"].Value}", StringComparison.Ordinal)
                    )
                        is { Key: not null } found
                        ? block.Groups["body"].Value + Aim(found.Value) + block.Groups["end"].Value
                        : block.Value
                )
        );

    /// <summary>The code that sends a snapshot to a table's schema.</summary>
    public static string Aim(RelationName table) => $"{{{{ config(target_schema={Literal(table.Schema)}) }}}}";

    private static string Mark => ReleaseSchemas.Named("", "");

    /// <summary>The file with the project's own macro renamed; null if it does not define the macro.</summary>
    public static string? WithoutOwnMacro(string text)
    {
        var renamed = OwnDefinition().Replace(text, $"$1{OwnMacro}");
        return renamed == text ? null : renamed;
    }

    /// <summary>
    /// Changes an SQL file whose <c>config()</c> names one of the schemas as <c>target_schema</c>, which bypasses every
    /// macro; null if it names none.
    /// </summary>
    public string? OfSnapshot(string text) => Changed(text, ConfigCall().Replace(text, Aimed));

    /// <summary>The same for a YAML file.</summary>
    public string? OfYaml(string text) =>
        Changed(
            text,
            TargetSchemaKey()
                .Replace(text, found =>
                    schemas.Contains(found.Groups["name"].Value)
                        ? $"{found.Groups["key"].Value}\"{{{{ target.schema }}}}"
                            + $"{Mark}{found.Groups["name"].Value}\"{found.Groups["rest"].Value}"
                        : found.Value
                )
        );

    private string Aimed(Match call) =>
        TargetSchemaArgument()
            .Replace(call.Value, found =>
                schemas.Contains(found.Groups["name"].Value)
                    ? $"{found.Groups["key"].Value}target.schema ~ {Literal(Mark + found.Groups["name"].Value)}"
                    : found.Value
            );

    private static string? Changed(string before, string after) => before == after ? null : after;

    /// <summary>A Jinja string, which has Python's escapes.</summary>
    private static string Literal(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"(\{%[-+]?\s*macro\s+)generate_schema_name(?=\s*\()", RegexOptions.CultureInvariant)]
    private static partial Regex OwnDefinition();

    [GeneratedRegex(@"\{\{[-+]?\s*config\s*\((?>[^{}]|\{(?!\{)[^{}]*\})*\)\s*[-+]?\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigCall();

    [GeneratedRegex(
        @"(?<body>\{%[-+]?\s*snapshot\s+(?<name>\w+)\s*[-+]?%\}.*?)(?<end>\{%[-+]?\s*endsnapshot\s*[-+]?%\})",
        RegexOptions.CultureInvariant | RegexOptions.Singleline
    )]
    private static partial Regex SnapshotBlock();

    [GeneratedRegex(
        """(?<key>\btarget_schema\s*=\s*)(?<quote>['"])(?<name>[^'"\\]+)\k<quote>""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex TargetSchemaArgument();

    [GeneratedRegex(
        """^(?<key>[ \t]*(?:-[ \t]+)?['"]?\+?target_schema['"]?[ \t]*:[ \t]*)(?<quote>['"]?)(?<name>[^'"\s#{}]+)"""
            + """\k<quote>(?<rest>[ \t]*(?:#[^\r\n]*)?\r?)$""",
        RegexOptions.CultureInvariant | RegexOptions.Multiline
    )]
    private static partial Regex TargetSchemaKey();
}
