using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>Changes a manifest's bytes without making objects from them.</summary>
internal static class ManifestText
{
    /// <summary>
    /// Removes the content of <c>metadata.env</c>, to which dbt writes the variables that begin with
    /// <c>DBT_ENV_CUSTOM_ENV_</c>. More people can read the ledger than the building machine.
    /// </summary>
    /// <param name="json">The manifest in UTF-8; returned unchanged if it is no manifest.</param>
    public static ReadOnlyMemory<byte> WithoutEnvironment(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Find(json.Span) is { } value
                ? (byte[])[.. json.Span[..value.Start], .. "{}"u8, .. json.Span[value.End..]]
                : json;
        }
        catch (JsonException)
        {
            // Code that reads it later reports what is wrong.
            return json;
        }
    }

    private static (int Start, int End)? Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (!isMetadata || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isEnvironment = reader.ValueTextEquals("env"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isEnvironment)
                    return (start, (int)reader.BytesConsumed);
            }
            return null;
        }
        return null;
    }
}
