using System.Text.Json.Nodes;

namespace DataRelease.Cli.Tests;

public sealed class ReadableJsonTests
{
    [Theory]
    [InlineData(@"""it\u0027s \u003C 5 \u0026 \u002B""", @"""it's < 5 & +""")]
    [InlineData(@"""a backslash \\u0027 before letters""", @"""a backslash \\u0027 before letters""")]
    [InlineData(@"""\\\u0027""", @"""\\'""")]
    [InlineData(@"""\u0023\u0023[command] \u202E \u0022""", @"""\u0023\u0023[command] \u202E \u0022""")]
    public void What_a_reader_needs_is_itself_and_the_rest_stays_escaped(string json, string expected)
    {
        var readable = ReadableJson.Of(json);

        readable.ShouldBe(expected);
        JsonNode.DeepEquals(JsonNode.Parse(readable), JsonNode.Parse(json)).ShouldBeTrue();
    }
}
