using System.Security.Cryptography;
using System.Text;

namespace DataRelease.Warehouses;

/// <summary>How an engine changes an unquoted name.</summary>
public enum NameFolding
{
    /// <summary>To lower case.</summary>
    Lower,

    /// <summary>To upper case.</summary>
    Upper,

    /// <summary>Not at all, and names that differ only in case are the same.</summary>
    IgnoresCase,
}

/// <summary>The unit in which an engine measures a name.</summary>
public enum NameUnit
{
    /// <summary>Bytes of its UTF-8 form.</summary>
    Bytes,

    /// <summary>UTF-16 code units.</summary>
    Characters,
}

/// <summary>How one engine treats names.</summary>
/// <param name="Folding">How it folds unquoted names.</param>
/// <param name="MaxLength">
/// The length of the longest name. The engine would refuse a longer name or cut it silently.
/// </param>
/// <param name="Unit">The unit of <paramref name="MaxLength"/>.</param>
public sealed record NameRules(NameFolding Folding, int MaxLength, NameUnit Unit)
{
    /// <summary>The longest length with its unit, for messages.</summary>
    public string Limit => $"{MaxLength} {(Unit == NameUnit.Bytes ? "bytes" : "characters")}";

    /// <summary>True if the engine keeps the name in full.</summary>
    public bool Fits(string name) => Length(name) <= MaxLength;

    /// <summary>The catalog's spelling of an unquoted name.</summary>
    public string Fold(string bare) =>
        Folding switch
        {
            // Only ASCII letters: in a multi-byte encoding the server leaves other letters alone.
            NameFolding.Lower => string.Concat(
                bare.Select(letter => char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : letter)
            ),
            NameFolding.Upper => bare.ToUpperInvariant(),
            NameFolding.IgnoresCase => bare,
            _ => throw new InvalidOperationException($"unexpected folding {Folding}"),
        };

    /// <summary>
    /// The name itself if it fits; otherwise its beginning, <c>_</c> and eight hexadecimal digits of its SHA-256. The
    /// same long name is always shortened in the same way, and two names with the same beginning stay different.
    /// </summary>
    public string Shorten(string name)
    {
        if (Fits(name))
            return name;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        var room = MaxLength - hash.Length - 1;
        var kept = new StringBuilder();
        var used = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            used += Unit == NameUnit.Bytes ? rune.Utf8SequenceLength : rune.Utf16SequenceLength;
            if (used > room)
                break;
            kept.Append(rune);
        }
        return $"{kept}_{hash}";
    }

    private int Length(string name) => Unit == NameUnit.Bytes ? Encoding.UTF8.GetByteCount(name) : name.Length;
}
