using System.Globalization;

namespace DataRelease.Backups;

/// <summary>Sizes for people.</summary>
public static class ByteText
{
    private static readonly string[] _units = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary><c>1.2 GB</c>.</summary>
    public static string Of(long bytes)
    {
        var unit = 0;
        var value = (double)bytes;
        for (; value >= 1000 && unit < _units.Length - 1; unit++)
            value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {_units[unit]}");
    }
}
