using System.Security.Cryptography;
using System.Text;

namespace DataRelease.Warehouses;

/// <summary>What an engine makes of a name without quotes.</summary>
public enum NameFolding
{
    /// <summary>Small letters.</summary>
    Lower,

    /// <summary>Capital letters.</summary>
    Upper,

    /// <summary>The name stays as it is written; names that differ only in case are the same.</summary>
    IgnoresCase,
}

/// <summary>In what an engine measures a name.</summary>
public enum NameUnit
{
    /// <summary>Bytes of its UTF-8 form.</summary>
    Bytes,

    /// <summary>UTF-16 code units.</summary>
    Characters,
}

/// <summary>What one engine makes of names.</summary>
/// <param name="Folding">Of names without quotes.</param>
/// <param name="MaxLength">The longest name; longer ones the engine would refuse, or cut silently.</param>
/// <param name="Unit">What <paramref name="MaxLength"/> counts.</param>
public sealed record NameRules(NameFolding Folding, int MaxLength, NameUnit Unit)
{
    /// <summary>The longest name with its unit, for people.</summary>
    public string Limit => $"{MaxLength} {(Unit == NameUnit.Bytes ? "bytes" : "characters")}";

    /// <summary>True if the engine keeps the name whole.</summary>
    public bool Fits(string name) => Length(name) <= MaxLength;

    /// <summary>The catalog's spelling of a name that was written without quotes.</summary>
    public string Fold(string bare) =>
        Folding switch
        {
            // ASCII alone: in an encoding of several bytes the server leaves other letters as they are.
            NameFolding.Lower => string.Concat(
                bare.Select(letter => char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : letter)
            ),
            NameFolding.Upper => bare.ToUpperInvariant(),
            NameFolding.IgnoresCase => bare,
            _ => throw new InvalidOperationException($"unexpected folding {Folding}"),
        };

    /// <summary>
    /// The name itself if it fits, else its beginning with <c>_</c> and eight hexadecimal digits of its SHA-256:
    /// the same long name is always cut the same way, and two that share their beginning stay apart.
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
