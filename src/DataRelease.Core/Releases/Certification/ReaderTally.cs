namespace DataRelease.Releases.Certification;

/// <summary>What one reader saw. Only that reader uses it until the reader has ended.</summary>
/// <param name="kind">The name of the reader's kind.</param>
/// <param name="isLong">True if its statements take long by themselves.</param>
internal sealed class ReaderTally(string kind, bool isLong)
{
    public string Kind => kind;

    public bool IsLong => isLong;

    public List<float> Calm { get; } = [];

    public List<float> During { get; } = [];

    public long Errors { get; private set; }

    public long Torn { get; set; }

    public long Empty { get; set; }

    public long Transactions { get; set; }

    public long MixedTransactions { get; set; }

    public List<string> Messages { get; } = [];

    public void Fail(Exception error)
    {
        Errors++;
        if (Messages.Count < 3)
            Messages.Add(error.Message.ReplaceLineEndings(" "));
    }
}
