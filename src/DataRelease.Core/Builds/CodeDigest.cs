using System.Security.Cryptography;
using System.Text;
using DataRelease.Ledgers;

namespace DataRelease.Builds;

/// <summary>
/// Computes a digest of compiled SQL that does not depend on the release's schema for which it was compiled.
/// </summary>
internal static class CodeDigest
{
    /// <summary>Computes the digest.</summary>
    /// <param name="compiled">The compiled SQL.</param>
    /// <param name="baseSchema">The base schema that it was compiled for: the live one or a release's own.</param>
    /// <param name="database">The database that it was compiled for.</param>
    public static string Of(string compiled, string baseSchema, string database)
    {
        var text = baseSchema.Length > 0 ? ReleaseSchemas.Unify(compiled, baseSchema, "{base}") : compiled;
        if (database.Length > 0)
            text = text.Replace($"\"{database}\".", "", StringComparison.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").Trim())));
    }
}
