using System.Buffers;
using System.Text;
using System.Text.Unicode;
using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>
/// Reads text that people wrote, always in the same way: as UTF-8, or by the byte order mark. Text that can't be
/// decoded is refused with its place, because a replaced character would silently go live.
/// </summary>
public static class TextFile
{
    // UTF-32 comes before UTF-16, because one's mark begins with the other's.
    private static readonly (byte[] Mark, Encoding Encoding)[] _marked =
    [
        ([0xFF, 0xFE, 0x00, 0x00], new UTF32Encoding(false, false, throwOnInvalidCharacters: true)),
        ([0x00, 0x00, 0xFE, 0xFF], new UTF32Encoding(true, false, throwOnInvalidCharacters: true)),
        ([0xFF, 0xFE], new UnicodeEncoding(false, false, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(true, false, throwOnInvalidBytes: true)),
    ];

    /// <summary>Reads a file's text without its byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shown">The file's name in errors; null for the path.</param>
    /// <exception cref="ReleaseException">DR1010.</exception>
    public static string Read(string path, string? shown = null) => Decode(File.ReadAllBytes(path), shown ?? path);

    /// <summary>Reads a file's text without its byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shown">The file's name in errors; null for the path.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR1010.</exception>
    public static async Task<string> ReadAsync(string path, string? shown, CancellationToken cancellation) =>
        Decode(await File.ReadAllBytesAsync(path, cancellation), shown ?? path);

    /// <summary>Reads a file's text for an optional purpose; null if it can't be read or decoded.</summary>
    /// <param name="path">The file.</param>
    public static string? TryRead(string path)
    {
        try
        {
            return Read(path);
        }
        catch (Exception error) when (error is ReleaseException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Decodes text in memory, without its byte order mark.</summary>
    /// <param name="bytes">The whole text.</param>
    /// <param name="shown">The text's name in errors.</param>
    /// <exception cref="ReleaseException">DR1010.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string shown)
    {
        foreach (var (mark, encoding) in _marked)
        {
            if (bytes.StartsWith(mark))
                return Decode(bytes[mark.Length..], mark.Length, encoding, shown);
        }
        var body = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        Require(bytes, shown);
        if (body.Contains((byte)0))
        {
            var at = bytes.IndexOf((byte)0);
            throw NotText(bytes, at, shown, "not a text character; is the file UTF-16 without a byte order mark?");
        }
        return Encoding.UTF8.GetString(body);
    }

    /// <summary>Refuses bytes that are not UTF-8. For JSON, which is parsed from bytes.</summary>
    /// <param name="bytes">The whole text.</param>
    /// <param name="shown">The text's name in errors.</param>
    /// <exception cref="ReleaseException">DR1010.</exception>
    public static void Require(ReadOnlySpan<byte> bytes, string shown)
    {
        if (Utf8.IsValid(bytes))
            return;
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        throw NotText(bytes, at, shown, "not UTF-8");
    }

    private static string Decode(ReadOnlySpan<byte> body, int markLength, Encoding encoding, string shown)
    {
        try
        {
            return encoding.GetString(body);
        }
        catch (DecoderFallbackException error)
        {
            throw new ReleaseException(
                ErrorCode.TextInvalid,
                $"the bytes at offset {markLength + Math.Max(0, error.Index)} are not {encoding.WebName},"
                    + " which its byte order mark announces",
                null,
                new SourceLocation(shown, 1, 1),
                error
            );
        }
    }

    private static ReleaseException NotText(ReadOnlySpan<byte> bytes, int at, string shown, string what)
    {
        var before = Encoding
            .UTF8.GetString(bytes[..at])
            .TrimStart('\uFEFF')
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace('\r', '\n');
        return new ReleaseException(
            ErrorCode.TextInvalid,
            $"byte 0x{bytes[at]:X2} at offset {at} is {what}",
            null,
            new SourceLocation(shown, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'))
        );
    }

    private static int Count(this string text, char wanted) => text.AsSpan().Count(wanted);
}
