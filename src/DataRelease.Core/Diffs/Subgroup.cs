namespace DataRelease.Diffs;

/// <summary>What a row must be like to be in a subgroup. A closed set.</summary>
internal abstract record SubgroupCondition
{
    private const int MostText = 60;

    private SubgroupCondition() { }

    /// <summary>How much there is to read: of two that say the same the simpler one is told.</summary>
    public abstract int Complexity { get; }

    /// <summary>For people.</summary>
    public abstract string Describe(string column);

    /// <summary>One of a few values; null is NULL.</summary>
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

/// <summary>Rows with something in common, counted.</summary>
/// <param name="Column">Of blue.</param>
/// <param name="Condition">What they are like.</param>
/// <param name="Members">How many of them are of the kind.</param>
/// <param name="All">How many there are.</param>
internal sealed record Subgroup(string Column, SubgroupCondition Condition, long Members, long All);
