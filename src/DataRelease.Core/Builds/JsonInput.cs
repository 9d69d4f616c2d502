using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>
/// Reads JSON forward, from memory or from a stream. Of a stream only the value that is being read is in memory; a
/// skipped value never is.
/// </summary>
internal sealed class JsonInput
{
    private readonly Stream? _stream;
    private byte[] _own = [];
    private ReadOnlyMemory<byte> _data;
    private bool _isLast;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 256 });

    /// <summary>Reads JSON that is in memory.</summary>
    public JsonInput(ReadOnlyMemory<byte> json) => (_data, _isLast) = (json, true);

    /// <summary>Reads JSON from a stream, which the caller disposes.</summary>
    public JsonInput(Stream stream) => (_stream, _own) = (stream, new byte[1 << 18]);

    /// <summary>Reads one value, and leaves the reader at its end.</summary>
    public delegate void ReadValue(ref Utf8JsonReader reader);

    /// <summary>Enters the next object.</summary>
    /// <exception cref="FormatException">The next value is no object.</exception>
    public void Enter()
    {
        if (Next() != JsonTokenType.StartObject)
            throw new FormatException("an object was expected");
    }

    /// <summary>The name of the object's next property; null at its end.</summary>
    public string? NextProperty()
    {
        string? name = null;
        Next(
            (ref Utf8JsonReader reader) =>
                name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null
        );
        return name;
    }

    /// <summary>Passes the next value, completely, to a function.</summary>
    public void Value(ReadValue read)
    {
        while (true)
        {
            var reader = Reader();
            if (!_isLast)
            {
                var probe = Reader();
                if (!probe.Read() || !probe.TrySkip())
                {
                    Fill();
                    continue;
                }
            }
            reader.Read();
            read(ref reader);
            Keep(ref reader);
            return;
        }
    }

    /// <summary>Skips the next value.</summary>
    public void Skip()
    {
        var depth = 0;
        while (true)
        {
            var reader = Reader();
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    depth++;
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    depth--;
                if (depth > 0)
                    continue;
                Keep(ref reader);
                return;
            }
            Keep(ref reader);
            Fill();
        }
    }

    private JsonTokenType Next(ReadValue? read = null)
    {
        while (true)
        {
            var reader = Reader();
            if (reader.Read())
            {
                read?.Invoke(ref reader);
                Keep(ref reader);
                return reader.TokenType;
            }
            if (_isLast)
                return JsonTokenType.None;
            Fill();
        }
    }

    private Utf8JsonReader Reader() => new(_data.Span, _isLast, _state);

    private void Keep(ref Utf8JsonReader reader)
    {
        _data = _data[(int)reader.BytesConsumed..];
        _state = reader.CurrentState;
    }

    /// <summary>
    /// Reads more of the stream after the rest of the buffer, into a buffer of twice the size if the rest fills it.
    /// </summary>
    private void Fill()
    {
        if (_isLast)
            throw new FormatException("it ends too early");
        var left = _data.Length;
        var buffer = left == _own.Length ? new byte[checked(2 * _own.Length)] : _own;
        _data.CopyTo(buffer);
        var wanted = buffer.Length - left;
        var read = _stream!.ReadAtLeast(buffer.AsSpan(left), wanted, throwOnEndOfStream: false);
        (_own, _data, _isLast) = (buffer, buffer.AsMemory(0, left + read), read < wanted);
    }
}
