using System.Text.RegularExpressions;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// How the files of a project say that a relation's schema is one of its own, whatever the target's schema is, and
/// what they say in place of it for a release. Whether that was right is dbt's to say: a node that would be written
/// elsewhere is refused after the project is parsed. Pure.
/// </summary>
/// <param name="schemas">The live schemas, see <see cref="Configuration.ReleaseConfig.Schemas"/>.</param>
/// <param name="tables">Nodes that are written where they are live; see <see cref="GreenBuild.InPlace"/>.</param>
internal sealed partial class NamedSchemas(
    IReadOnlyList<string> schemas,
    IReadOnlyDictionary<string, RelationName>? tables = null
)
{
    private readonly IReadOnlyDictionary<string, RelationName> _tables = tables
        ?? new Dictionary<string, RelationName>();

    /// <summary>dbt's own macro, which a project without one uses; it dispatches.</summary>
    private const string StandardMacro = "dbt.generate_schema_name";

    /// <summary>What the project's own macro is called in a release.</summary>
    private const string OwnMacro = "data_release_schema_of_the_project";

    /// <summary>The name of the file with <see cref="Macro"/>.</summary>
    public const string MacroFile = "data_release_schemas.sql";

    /// <summary>
    /// The macro that stands in place of the project's own <c>generate_schema_name</c> and asks it.
    /// </summary>
    public string Macro => MacroAround(OwnMacro);

    /// <summary>The same for a project that has no macro of its own.</summary>
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
    /// A file of SQL with the tables of its snapshots, which a <c>target_schema</c> would send past every macro: the
    /// last <c>config()</c> counts. Null if none of them is written where it is live.
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

    /// <summary>What sends a snapshot to a table's schema.</summary>
    public static string Aim(RelationName table) => $"{{{{ config(target_schema={Literal(table.Schema)}) }}}}";

    private static string Mark => ReleaseSchemas.Named("", "");

    /// <summary>The file with the project's own macro under another name; null if it does not define it.</summary>
    public static string? WithoutOwnMacro(string text)
    {
        var renamed = OwnDefinition().Replace(text, $"$1{OwnMacro}");
        return renamed == text ? null : renamed;
    }

    /// <summary>
    /// A file of SQL whose <c>config()</c> names one of the schemas as <c>target_schema</c>, which goes past every
    /// macro; null if it does not.
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

    /// <summary>A string of Jinja, which reads escapes as Python does.</summary>
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
