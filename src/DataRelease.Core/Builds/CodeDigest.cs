using System.Security.Cryptography;
using System.Text;
using DataRelease.Ledgers;

namespace DataRelease.Builds;

/// <summary>A digest of compiled SQL in which it does not matter which release's schema it was compiled for.</summary>
internal static class CodeDigest
{
    /// <summary>Makes it.</summary>
    /// <param name="compiled">Compiled SQL.</param>
    /// <param name="baseSchema">The base schema that it was compiled for, live or a release's own.</param>
    /// <param name="database">Its database.</param>
    public static string Of(string compiled, string baseSchema, string database)
    {
        var text = baseSchema.Length > 0 ? ReleaseSchemas.Unify(compiled, baseSchema, "{base}") : compiled;
        if (database.Length > 0)
            text = text.Replace($"\"{database}\".", "", StringComparison.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").Trim())));
    }
}
