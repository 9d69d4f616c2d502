namespace DataRelease.Diffs;

/// <summary>The condition for a row to be in a subgroup.</summary>
internal abstract record SubgroupCondition
{
    private const int MostText = 60;

    private SubgroupCondition() { }

    /// <summary>The length of the description. Of two equally good conditions the simpler one is reported.</summary>
    public abstract int Complexity { get; }

    /// <summary>The condition in words.</summary>
    public abstract string Describe(string column);

    /// <summary>One of a few values; null means NULL.</summary>
    public sealed record Values(IReadOnlyList<string?> Texts) : SubgroupCondition
    {
        public override int Complexity => Texts.Count - 1;

        public override string Describe(string column) =>
            $"{column} = {string.Join(" or ", Texts.Select(text => text is null ? "NULL" : Shown(text)))}";
    }

    /// <summary>A range with both ends; null for an open end.</summary>
    public sealed record Range(string? Least, string? Greatest) : SubgroupCondition
    {
        public override int Complexity => Least is null || Greatest is null ? 1 : 2;

        public override string Describe(string column) =>
            Least is null ? $"{column} up to {Shown(Greatest!)}"
            : Greatest is null ? $"{column} from {Shown(Least)} on"
            : $"{column} from {Shown(Least)} to {Shown(Greatest)}";
    }

    private static string Shown(string text)
    {
        var shown = text.Length > MostText ? $"{text[..MostText]}…" : text;
        return shown.Length == 0 || shown.Trim() != shown ? $"'{shown}'" : shown;
    }
}

/// <summary>The rows that are in two subgroups of different columns.</summary>
/// <param name="First">The one that alone says more.</param>
/// <param name="Second">The other one.</param>
/// <param name="Members">The number of rows in both that are of the kind.</param>
/// <param name="All">The number of all rows in both.</param>
internal sealed record SubgroupPair(Subgroup First, Subgroup Second, long Members, long All);

/// <summary>The counts of a subgroup of rows.</summary>
/// <param name="Column">The column's name in blue.</param>
/// <param name="Condition">The condition.</param>
/// <param name="Members">The number of its rows that are of the kind.</param>
/// <param name="All">The number of all its rows.</param>
internal sealed record Subgroup(string Column, SubgroupCondition Condition, long Members, long All);
