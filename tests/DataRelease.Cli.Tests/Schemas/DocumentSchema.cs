using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli.Tests.Schemas;

/// <summary>
/// A schema of JSON documents, made from the contracts by which they are written and from their types' docstrings.
/// <c>dotnet run build/docs.cs</c> compiles this file too, and writes the published schemas.
/// </summary>
internal sealed partial class DocumentSchema
{
    private static readonly JsonSerializerOptions _readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject _definitions = [];
    private readonly Dictionary<Type, string> _names = [];
    private readonly NullabilityInfoContext _nullability = new();
    private readonly Dictionary<Assembly, XDocument> _docstrings = [];

    /// <summary>The schemas under docs that are generated, by file.</summary>
    public static IReadOnlyDictionary<string, string> Published { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["output.schema.json"] = OfVerbs("data-release --output json", ReportJson.Default.Document),
            ["report.schema.json"] = Of(
                "data-release report --format json, for one release and with --trend",
                DocumentJson.ReportContract,
                DocumentJson.TrendContract
            ),
        };

    private static string Of(string title, params IReadOnlyList<JsonTypeInfo> documents) =>
        Root(title, documents).ToJsonString(_readable) + "\n";

    /// <summary>The schema of a document whose keys depend on its verb.</summary>
    private static string OfVerbs(string title, JsonTypeInfo document)
    {
        var root = Root(title, document);
        var definition = root["$defs"]![JsonNamingPolicy.CamelCase.ConvertName(document.Type.Name)]!.AsObject();
        var ofVerbs = document
            .Properties.Select(property => property.Name)
            .Where(key => DocumentKeys.Verbs(key).Count > 0)
            .ToList();
        definition["required"] = Texts(
            definition["required"]!.AsArray().Select(key => key!.GetValue<string>()).Except(ofVerbs).ToList()
        );
        definition["allOf"] = new JsonArray([
            .. ofVerbs
                .GroupBy(key => string.Join(", ", DocumentKeys.Verbs(key)))
                .Select(keys => new JsonObject
                {
                    ["if"] = new JsonObject
                    {
                        ["properties"] = new JsonObject
                        {
                            ["command"] = new JsonObject { ["enum"] = Texts(DocumentKeys.Verbs(keys.First())) },
                        },
                    },
                    ["then"] = new JsonObject { ["required"] = Texts(keys) },
                    ["else"] = new JsonObject
                    {
                        ["properties"] = new JsonObject(
                            keys.Select(key => KeyValuePair.Create(key, (JsonNode?)JsonValue.Create(false)))
                        ),
                    },
                }),
        ]);
        return root.ToJsonString(_readable) + "\n";
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static JsonObject Root(string title, params IReadOnlyList<JsonTypeInfo> documents)
    {
        var schema = new DocumentSchema();
        foreach (var document in documents)
            schema.Define(document);
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
            ["$comment"] =
                "Written by dotnet run build/docs.cs. Keys are added, never changed; a document of an earlier version "
                + "lacks those that were added later.",
        };
        if (documents is [var only])
            root["$ref"] = schema.Reference(only.Type)["$ref"]!.DeepClone();
        else
            root["anyOf"] = new JsonArray([.. documents.Select(document => schema.Reference(document.Type))]);
        root["$defs"] = schema._definitions;
        return root;
    }

    private JsonObject Schema(JsonTypeInfo type, NullabilityInfo? told)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                Define(type);
                return Reference(type.Type);
            case JsonTypeInfoKind.Enumerable:
                return new JsonObject { ["type"] = "array", ["items"] = Element(type, told) };
            case JsonTypeInfoKind.Dictionary:
                return new JsonObject { ["type"] = "object", ["additionalProperties"] = Element(type, told) };
            default:
                return (Nullable.GetUnderlyingType(type.Type) ?? type.Type).IsEnum
                    ? Words(type)
                    // Some leaf schemas are shared; a node has one parent.
                    : (JsonObject)JsonSchemaExporter.GetJsonSchemaAsNode(type.Options, type.Type).DeepClone();
        }
    }

    private JsonObject Element(JsonTypeInfo collection, NullabilityInfo? told)
    {
        var element = collection.Options.GetTypeInfo(collection.ElementType!);
        var inner = told is { GenericTypeArguments: [.., var last] } ? last : null;
        var schema = Schema(element, inner);
        return inner?.ReadState == NullabilityState.Nullable ? OrNull(schema) : WithoutNull(schema, element.Type);
    }

    private void Define(JsonTypeInfo type)
    {
        if (_names.ContainsKey(type.Type))
            return;
        var name = JsonNamingPolicy.CamelCase.ConvertName(type.Type.Name);
        _names.Add(type.Type, name);
        var definition = new JsonObject { ["type"] = "object" };
        _definitions.Add(name, definition);
        if (Summary(type.Type, $"T:{type.Type.FullName}") is { } summary)
            definition["description"] = summary;
        // What is left out when it is null is the only thing that need not be there.
        definition["required"] = new JsonArray([
            .. type
                .Properties.Where(property =>
                    Member(property).GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: not 0 }
                )
                .Select(property => JsonValue.Create(property.Name)),
        ]);
        definition["properties"] = new JsonObject(
            type.Properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)Property(type, property)))
        );
    }

    private JsonObject Property(JsonTypeInfo type, JsonPropertyInfo property)
    {
        var member = Member(property);
        var told = _nullability.Create(member);
        var isLeftOut = member.IsDefined(typeof(JsonIgnoreAttribute));
        var schema = Schema(type.Options.GetTypeInfo(property.PropertyType), told);
        schema =
            told.ReadState == NullabilityState.Nullable && !isLeftOut
                ? OrNull(schema)
                : WithoutNull(schema, isLeftOut ? typeof(object) : property.PropertyType);
        if (member.GetCustomAttribute<AllowedValuesAttribute>() is { Values: var allowed })
            schema = allowed is [var one]
                ? new JsonObject { ["const"] = JsonSerializer.SerializeToNode(one) }
                : new JsonObject
                {
                    ["enum"] = new JsonArray([.. allowed.Select(value => JsonSerializer.SerializeToNode(value))]),
                };
        if (member.GetCustomAttribute<RegularExpressionAttribute>() is { } form)
            schema["pattern"] = form.Pattern;
        var docstring = Summary(member.DeclaringType!, $"P:{member.DeclaringType!.FullName}.{member.Name}")
            ?? Parameter(member.DeclaringType!, member.Name);
        if (docstring is not null)
            schema["description"] = docstring;
        return schema;
    }

    /// <summary>All words of an enum, as its converter writes them.</summary>
    private static JsonObject Words(JsonTypeInfo type)
    {
        var values = Enum.GetValuesAsUnderlyingType(Nullable.GetUnderlyingType(type.Type) ?? type.Type)
            .Cast<object>()
            .Select(value => Enum.ToObject(Nullable.GetUnderlyingType(type.Type) ?? type.Type, value))
            .Select(value => JsonSerializer.SerializeToNode(value, type));
        if (Nullable.GetUnderlyingType(type.Type) is not null)
            values = values.Prepend(JsonSerializer.SerializeToNode(null, type));
        return new JsonObject { ["enum"] = new JsonArray([.. values]) };
    }

    private JsonObject Reference(Type type) => new() { ["$ref"] = $"#/$defs/{_names[type]}" };

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue one)
            schema["type"] = new JsonArray(one.DeepClone(), "null");
        return schema.ContainsKey("$ref")
            ? new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) }
            : schema;
    }

    /// <summary>The exporter lets every reference be null; the annotations know better.</summary>
    private static JsonObject WithoutNull(JsonObject schema, Type type)
    {
        if (schema["type"] is JsonArray several && Nullable.GetUnderlyingType(type) is null)
            schema["type"] = several.First(item => item!.GetValue<string>() != "null")!.DeepClone();
        return schema;
    }

    private static PropertyInfo Member(JsonPropertyInfo property) => (PropertyInfo)property.AttributeProvider!;

    private string? Summary(Type type, string id) => Text(Docstring(type, id)?.Element("summary"));

    private string? Parameter(Type type, string name) =>
        Text(
            Docstring(type, $"T:{type.FullName}")
                ?.Elements("param")
                .FirstOrDefault(parameter => parameter.Attribute("name")?.Value == name)
        );

    private XElement? Docstring(Type type, string id)
    {
        if (!_docstrings.TryGetValue(type.Assembly, out var docstrings))
            _docstrings[type.Assembly] = docstrings = XDocument.Load(
                Path.Combine(AppContext.BaseDirectory, $"{type.Assembly.GetName().Name}.xml")
            );
        return docstrings.Descendants("member").FirstOrDefault(member => member.Attribute("name")?.Value == id);
    }

    private static string? Text(XElement? docstring) =>
        docstring is null ? null : Spaces().Replace(string.Concat(docstring.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) =>
        node switch
        {
            XText text => text.Value,
            // <see cref="P:Namespace.Type.Property"/> names a key.
            XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } reference =>
                JsonNamingPolicy.CamelCase.ConvertName(reference.Value.Split('.')[^1]),
            XElement element => string.Concat(element.Nodes().Select(Text)),
            _ => "",
        };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
