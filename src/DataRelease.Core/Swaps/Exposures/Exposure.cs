using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Exposures;

/// <summary>Who sees green.</summary>
public abstract record Exposure
{
    private Exposure() { }

    /// <summary>Everybody sees blue.</summary>
    public sealed record Nobody : Exposure
    {
        /// <inheritdoc/>
        public override string ToString() => "nobody";
    }

    /// <summary>Some principals see green: the named ones and a share of all.</summary>
    /// <param name="Principals">The named principals.</param>
    /// <param name="Percent">The share of all principals in percent, above 0 and up to 100; 0 for no share.</param>
    public sealed record Some(IReadOnlyList<string> Principals, double Percent) : Exposure
    {
        /// <summary>
        /// The share in parts of <see cref="RouteView.Whole"/>: at least one part for any share, and the whole for
        /// everybody.
        /// </summary>
        public int Share =>
            Percent <= 0 ? 0 : Math.Max(1, (int)Math.Round(Percent / 100 * RouteView.Whole, MidpointRounding.ToZero));

        /// <inheritdoc/>
        public override string ToString()
        {
            var parts = new List<string>();
            if (Percent > 0)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Percent:0.##} %"));
            if (Principals.Count > 0)
                parts.Add(string.Join(", ", Principals));
            return parts.Count == 0 ? "nobody" : string.Join(" and ", parts);
        }
    }

    /// <summary>Everybody sees green.</summary>
    public sealed record Everybody : Exposure
    {
        /// <inheritdoc/>
        public override string ToString() => "everybody";
    }
}
