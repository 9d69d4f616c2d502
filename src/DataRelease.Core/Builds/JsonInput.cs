using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>
/// JSON that is read forward, from memory or from a stream. Of a stream no more is in memory than the value that is
/// being read; what is skipped never is.
/// </summary>
internal sealed class JsonInput
{
    private readonly Stream? _stream;
    private byte[] _own = [];
    private ReadOnlyMemory<byte> _data;
    private bool _isLast;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 256 });

    /// <summary>All of it is there.</summary>
    public JsonInput(ReadOnlyMemory<byte> json) => (_data, _isLast) = (json, true);

    /// <summary>It comes from a stream, which stays the caller's.</summary>
    public JsonInput(Stream stream) => (_stream, _own) = (stream, new byte[1 << 18]);

    /// <summary>Reads one value and stands at its end afterwards.</summary>
    public delegate void ReadValue(ref Utf8JsonReader reader);

    /// <summary>Goes into the object that comes next.</summary>
    /// <exception cref="FormatException">Something else comes.</exception>
    public void Enter()
    {
        if (Next() != JsonTokenType.StartObject)
            throw new FormatException("an object was expected");
    }

    /// <summary>The name of the next property of the object; null at its end.</summary>
    public string? NextProperty()
    {
        string? name = null;
        Next(
            (ref Utf8JsonReader reader) =>
                name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null
        );
        return name;
    }

    /// <summary>Hands over the value that comes next, whole.</summary>
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

    /// <summary>Passes over the value that comes next.</summary>
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

    /// <summary>More of the stream behind what is left, in a buffer twice as large if that fills it.</summary>
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
