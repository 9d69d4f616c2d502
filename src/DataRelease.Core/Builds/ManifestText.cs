using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>A manifest's bytes, without making objects of them.</summary>
internal static class ManifestText
{
    /// <summary>
    /// Without <c>metadata.env</c>, into which dbt writes the variables that begin with <c>DBT_ENV_CUSTOM_ENV_</c>:
    /// what is kept in the ledger is read by more people than the machine that built it.
    /// </summary>
    /// <param name="json">UTF-8; returned as it is if it is no manifest.</param>
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
            // Whoever reads it says what is wrong with it.
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
