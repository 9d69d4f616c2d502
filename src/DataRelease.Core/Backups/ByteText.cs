using System.Globalization;

namespace DataRelease.Backups;

/// <summary>Formats sizes for people.</summary>
public static class ByteText
{
    private static readonly string[] _units = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary>The size as text, <c>1.2 GB</c>.</summary>
    public static string Of(long bytes)
    {
        var unit = 0;
        var value = (double)bytes;
        for (; value >= 1000 && unit < _units.Length - 1; unit++)
            value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {_units[unit]}");
    }
}
