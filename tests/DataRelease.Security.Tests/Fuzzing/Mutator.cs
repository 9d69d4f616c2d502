using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataRelease.Security.Tests.Fuzzing;

/// <summary>
/// Breaks content in the ways that accidents and attackers do; the same seed breaks it in the same way.
/// </summary>
public sealed class Mutator(int seed)
{
    private static readonly string[] _tokens =
    [
        "\"",
        "'",
        ";",
        "--",
        "/*",
        "*/",
        "$$",
        "\0",
        "\uFEFF",
        "\r",
        "\n",
        "\t",
        "\\",
        "{{",
        "}}",
        "{%",
        "[",
        "]",
        "{",
        "}",
        ":",
        ": ",
        "- ",
        "&a ",
        "*a",
        "<<: ",
        "!!binary ",
        "!!python/object:os.system ",
        "|",
        ">",
        "? ",
        "%YAML 9.9",
        "---\n",
        "...\n",
        "null",
        "~",
        "true",
        "-1",
        "0",
        "99999999999999999999",
        "1e309",
        "NaN",
        ".inf",
        "0x7fffffff",
        "2147483648",
        "../../../etc/passwd",
        "/etc/passwd",
        "C:\\Windows",
        "file:///etc/passwd",
        "drop schema analytics cascade;",
        "'; drop schema analytics cascade; --",
        "\"; drop schema analytics cascade; --",
        "\u202Egnp.exe",
        "\u001b[31m",
        "##vso[task.complete]",
        "::error::x",
        "<script>",
        "\ud83d\ude00",
        "e\u0301\u0301\u0301",
        "\u0000",
        "%s%n",
        "${jndi:ldap://x}",
        "pg_catalog",
        "information_schema",
        "main",
        "analytics",
        "data_release",
    ];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public T Pick<T>(IReadOnlyList<T> among) => among[_random.Next(among.Count)];

    /// <summary>Text that does not belong.</summary>
    public string Evil() =>
        _random.Next(12) switch
        {
            0 => "",
            1 => new string('a', 63),
            2 => new string('é', 200),
            3 => new string('x', 70_000),
            4 => Pick(_tokens) + Pick(_tokens) + Pick(_tokens),
            _ => Pick(_tokens),
        };

    /// <summary>One to four changes of bytes.</summary>
    public byte[] Bytes(byte[] content)
    {
        var bytes = content.ToList();
        for (var times = 1 + _random.Next(4); times > 0; times--)
        {
            var at = bytes.Count == 0 ? 0 : _random.Next(bytes.Count);
            var length = Math.Min(bytes.Count - at, 1 + _random.Next(64));
            switch (_random.Next(7))
            {
                case 0 when bytes.Count > 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when bytes.Count > 0:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Evil()));
                    break;
                default:
                    bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Changes of a YAML text that keep most of it well formed.</summary>
    public string Yaml(string text)
    {
        var lines = text.Split('\n').ToList();
        for (var times = 1 + _random.Next(4); times > 0; times--)
        {
            var at = _random.Next(lines.Count);
            var line = lines[at];
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            switch (_random.Next(12))
            {
                case 0:
                    lines.RemoveAt(at);
                    if (lines.Count == 0)
                        lines.Add("");
                    break;
                case 1:
                    lines.Insert(at, line);
                    break;
                case 2:
                    lines[at] = new string(' ', _random.Next(9)) + line;
                    break;
                case 3:
                    lines[at] = line.TrimStart();
                    break;
                case 4 when colon > 0:
                    lines[at] = $"{line[..colon]}: {Evil()}";
                    break;
                case 5 when colon > 0:
                    lines[at] =
                        $"{line[..colon]}: \""
                        + Evil()
                            .Replace("\\", "\\\\", StringComparison.Ordinal)
                            .Replace("\"", "\\\"", StringComparison.Ordinal)
                        + $"\"";
                    break;
                case 6 when colon > 0:
                    lines[at] = $"{line[..colon]}: {Deep('[', ']')}";
                    break;
                case 7 when colon > 0:
                    lines[at] = $"{line[..colon]}: {{{Evil()}: {Evil()}}}";
                    break;
                case 8 when colon > 0:
                    lines[at] = $"{new string(' ', line.Length - line.TrimStart().Length)}{Evil()}{line[colon..]}";
                    break;
                case 9:
                    lines.Insert(at, $"x{_random.Next(9)}: &a [*a, {Evil()}]");
                    break;
                case 10:
                    lines.Insert(
                        at,
                        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c "
                            + "[*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: "
                            + "[*d,*d,*d,*d,*d,*d,*d,*d]"
                    );
                    break;
                default:
                    lines.Insert(at, Evil());
                    break;
            }
        }
        return string.Join('\n', lines);
    }

    /// <summary>Changes of a JSON document that leave it JSON.</summary>
    public byte[] Json(byte[] content)
    {
        var root = JsonNode.Parse(content, documentOptions: new JsonDocumentOptions { MaxDepth = 256 })!;
        for (var times = 1 + _random.Next(3); times > 0; times--)
        {
            var parents = new List<JsonNode>();
            Collect(root, parents);
            if (parents.Count == 0)
                break;
            var parent = Pick(parents);
            if (parent is JsonObject { Count: > 0 } map)
            {
                var key = Pick(map.Select(pair => pair.Key).ToList());
                switch (_random.Next(6))
                {
                    case 0:
                        map.Remove(key);
                        break;
                    case 1:
                        map[Evil()] = map[key]?.DeepClone();
                        break;
                    case 2:
                        map[key] = Pick(map.Select(pair => pair.Value).ToList())?.DeepClone();
                        break;
                    default:
                        map[key] = Value();
                        break;
                }
            }
            else if (parent is JsonArray list)
            {
                if (list.Count > 0 && _random.Next(3) == 0)
                    list.RemoveAt(_random.Next(list.Count));
                else
                    list.Insert(_random.Next(list.Count + 1), Value());
            }
        }
        var text = root.ToJsonString(new JsonSerializerOptions { MaxDepth = 512 });
        // The same key twice, which no object model would write.
        if (_random.Next(20) == 0 && text.Length > 2 && text[0] == '{')
            text = $"{{\"nodes\": 1, \"metadata\": [], {text[1..]}";
        return Encoding.UTF8.GetBytes(text);
    }

    private JsonNode? Value() =>
        _random.Next(10) switch
        {
            0 => null,
            1 => JsonValue.Create(_random.Next()),
            2 => JsonValue.Create(-1.5e300),
            3 => JsonValue.Create(true),
            4 => new JsonArray(Evil(), null, 1),
            5 => new JsonObject { [Evil()] = Evil() },
            6 => JsonNode.Parse(string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40))),
            7 => JsonNode.Parse("123456789012345678901234567890"),
            _ => JsonValue.Create(Evil()),
        };

    private string Deep(char open, char close)
    {
        var depth = Pick([3, 30, 99, 101, 5000]);
        return string.Create(CultureInfo.InvariantCulture, $"{new string(open, depth)}{new string(close, depth)}");
    }

    private static void Collect(JsonNode node, List<JsonNode> parents)
    {
        parents.Add(node);
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject map => map.Select(pair => pair.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in children)
        {
            if (child is JsonObject or JsonArray)
                Collect(child, parents);
        }
    }
}
