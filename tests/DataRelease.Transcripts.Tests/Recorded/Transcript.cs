using System.Text;
using System.Text.RegularExpressions;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>
/// What an engine would be sent, in order: a line a statement, with the number of the session that sends it, and
/// statements of a transaction under its BEGIN. Questions about the catalog stand as a comment of what is asked. A
/// statement that stands above is cut short.
/// </summary>
internal sealed partial class Transcript
{
    private const int MaxAgain = 70;

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly List<string> _statements = [];
    private readonly List<IReadOnlyList<string>> _committed = [];
    private readonly Dictionary<int, List<string>> _open = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private int _sessions;

    /// <summary>Told of each statement before it runs; whatever it throws is what the process died of.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Every statement for itself, as it would be sent.</summary>
    public IReadOnlyList<string> Statements => _statements;

    /// <summary>
    /// Statements that take effect together: those of each transaction that was committed, and each one alone that
    /// stands in none.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Committed => _committed;

    /// <summary>All of it.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A new session's number.</summary>
    public int Open()
    {
        lock (_gate)
            return ++_sessions;
    }

    /// <summary>Begins anew: what was written so far led to what is to be shown.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _text.Clear();
            _told.Clear();
            _statements.Clear();
            _committed.Clear();
        }
    }

    /// <summary>A heading.</summary>
    public void Head(string text)
    {
        lock (_gate)
        {
            _sessions = 0;
            _text.Append(_text.Length > 0 ? "\n" : "").Append("-- ===== ").Append(text).Append(" =====\n");
        }
    }

    /// <summary>A statement.</summary>
    public void Say(int session, bool isInside, string statement)
    {
        Before?.Invoke(statement);
        lock (_gate)
        {
            _statements.Add(statement);
            if (_open.TryGetValue(session, out var transaction))
                transaction.Add(statement);
            else
                _committed.Add([statement]);
            Line(session, isInside, _told.Add(statement) ? statement : Again(statement));
        }
    }

    /// <summary>What is asked or done in words.</summary>
    public void Note(int session, bool isInside, string what)
    {
        lock (_gate)
            Line(session, isInside, $"-- {what}");
    }

    /// <summary>The driver begins a transaction.</summary>
    public void Begin(int session, string how)
    {
        lock (_gate)
        {
            _open[session] = [];
            Line(session, isInside: false, how);
        }
    }

    /// <summary>The driver ends it.</summary>
    public void End(int session, bool isCommitted)
    {
        lock (_gate)
        {
            if (_open.Remove(session, out var transaction) && isCommitted)
                _committed.Add(transaction);
            Line(session, isInside: false, isCommitted ? "COMMIT" : "ROLLBACK");
        }
    }

    /// <summary>What stands above in full is known by how it begins.</summary>
    private static string Again(string statement)
    {
        var line = statement.Trim().Split('\n')[0].TrimEnd();
        var isWhole = line.Length <= MaxAgain && line.Length == statement.Trim().Length;
        return isWhole ? line : $"{line[..Math.Min(line.Length, MaxAgain)].TrimEnd()} …";
    }

    private void Line(int session, bool isInside, string text)
    {
        var margin = $"{session} {(isInside ? "| " : "")}";
        _text.Append(margin).Append(Break().Replace(text.Trim(), "\n" + margin + "    ")).Append('\n');
    }

    [GeneratedRegex("\\s*\n\\s*")]
    private static partial Regex Break();
}
