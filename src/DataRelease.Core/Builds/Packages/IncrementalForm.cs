using System.Text.RegularExpressions;

namespace DataRelease.Builds.Packages;

/// <summary>The form that an incremental model was compiled in.</summary>
internal enum CompiledForm
{
    /// <summary>All rows.</summary>
    Full,

    /// <summary>Only the rows that are new to a table that exists.</summary>
    Incremental,

    /// <summary>The compiled code does not show it.</summary>
    Unknown,
}

/// <summary>
/// Finds out whether <c>is_incremental()</c> was true when a model was compiled. It is the same for the whole model, so
/// that the text of one branch in the compiled code, or the lack of it, tells.
/// </summary>
internal sealed partial class IncrementalForm
{
    /// <summary>The macro whose answer is looked for.</summary>
    public const string Question = "is_incremental";

    private readonly string _compiled;
    private readonly string? _relation;
    private readonly string _templates;
    private readonly string _always;
    private bool _isIncremental;
    private bool _isFull;
    private bool _isOpen;

    private IncrementalForm(string template, IReadOnlyList<string> macros, string compiled, string? relation)
    {
        _compiled = Flat(compiled);
        _relation = relation;
        _templates = Flat(string.Join(' ', macros.Prepend(template)));
        var nodes = JinjaNode.Read(template);
        _always = string.Join('\n', nodes.OfType<JinjaNode.Text>().Select(text => Flat(text.Value)));
        Look(nodes, isTop: true);
        foreach (var macro in macros)
            Look(JinjaNode.Read(macro), isTop: false);
    }

    /// <summary>The form.</summary>
    /// <param name="template">The model's own code.</param>
    /// <param name="macros">The code of the macros that it uses and that are not dbt's own.</param>
    /// <param name="compiled">The compiled code.</param>
    /// <param name="relation">The model's relation as dbt renders it.</param>
    public static CompiledForm Of(string template, IEnumerable<string> macros, string compiled, string? relation)
    {
        var asking = macros.Where(Asks).ToList();
        if (!Asks(template) && asking.Count == 0)
            return CompiledForm.Full;
        var form = new IncrementalForm(template, asking, compiled, relation);
        return form._isIncremental ? CompiledForm.Incremental
            : form._isFull || !form._isOpen ? CompiledForm.Full
            : CompiledForm.Unknown;
    }

    private static bool Asks(string template) =>
        template.Contains(Question, StringComparison.Ordinal) && Asks(JinjaCode.Read(template));

    private static bool Asks(IEnumerable<JinjaToken> tokens) =>
        tokens.Any(token => token is { Kind: JinjaTokenKind.Name, Text: Question });

    private void Look(IReadOnlyList<JinjaNode> nodes, bool isTop)
    {
        foreach (var node in nodes)
        {
            if (node is JinjaNode.Code code)
                _isOpen |= Asks(code.Tokens);
            if (node is not JinjaNode.Block block)
                continue;
            if (block.Name == "if" && block.Branches.Any(branch => Asks(branch.Condition)))
                Judge(block, isTop);
            else
                _isOpen |= block.Branches.Any(branch => Asks(branch.Condition));
            foreach (var branch in block.Branches)
                Look(branch.Content, isTop: false);
        }
    }

    /// <summary>Judges an <c>if</c> that asks.</summary>
    private void Judge(JinjaNode.Block block, bool isTop)
    {
        var (isTold, isRefuted, hasNo, hasFull, hasExact) = (false, true, false, false, false);
        var before = Answer.Either;
        foreach (var branch in block.Branches)
        {
            var own = branch.Condition.Count == 0 ? Answer.Either : AnswerOf(branch.Condition);
            var answer = before is Answer.Yes or Answer.No ? before : Loose(own);
            var texts = TextsOf(branch);
            if (answer == Answer.No)
            {
                hasNo = true;
                hasFull |= !IsEmpty(branch);
                isTold |= texts.Exists(IsThere);
            }
            // Other branches are the same in both forms.
            else if (answer == Answer.Yes || Asks(branch.Condition) || hasNo)
            {
                _isIncremental |= answer == Answer.Yes && texts.Exists(IsThere);
                isRefuted &= IsEmpty(branch) || texts.Exists(IsAbsent) || (NamesItself(branch) && !HasRelation());
                hasExact |= own == Answer.OnlyYes && !IsEmpty(branch);
            }
            if (before == Answer.Either)
                before = own switch
                {
                    Answer.OnlyYes or Answer.YesOrMore => Answer.No,
                    Answer.OnlyNo or Answer.NoOrMore => Answer.Yes,
                    _ => Answer.Either,
                };
        }
        _isFull |= isTold || (isTop && hasExact && isRefuted);
        // Without the text of the full form nothing shows that it is the full form.
        _isOpen |= !isRefuted || (hasFull && !hasExact && !isTold);
    }

    private static Answer Loose(Answer answer) =>
        answer switch
        {
            Answer.OnlyYes => Answer.Yes,
            Answer.OnlyNo => Answer.No,
            Answer.YesOrMore or Answer.NoOrMore => Answer.Either,
            _ => answer,
        };

    /// <summary>What the question's answer is where a condition holds.</summary>
    private static Answer AnswerOf(IReadOnlyList<JinjaToken> condition)
    {
        var tokens = Bare(condition);
        if (Split(tokens, "or") is { Count: > 1 } either)
        {
            var answers = either.ConvertAll(AnswerOf);
            return answers.Contains(Answer.OnlyYes) ? Answer.YesOrMore
                : answers.Contains(Answer.OnlyNo) ? Answer.NoOrMore
                : Answer.Either;
        }
        if (Split(tokens, "and") is { Count: > 1 } all)
        {
            var answers = all.ConvertAll(AnswerOf);
            return answers.Exists(answer => answer is Answer.OnlyYes or Answer.Yes) ? Answer.Yes
                : answers.Exists(answer => answer is Answer.OnlyNo or Answer.No) ? Answer.No
                : Answer.Either;
        }
        if (tokens is [{ Text: Question }, { Text: "(" }, { Text: ")" }])
            return Answer.OnlyYes;
        return tokens.Count > 0 && tokens[0] is { Kind: JinjaTokenKind.Name, Text: "not" }
            ? AnswerOf([.. tokens.Skip(1)]) switch
            {
                Answer.OnlyYes => Answer.OnlyNo,
                Answer.OnlyNo => Answer.OnlyYes,
                Answer.YesOrMore => Answer.No,
                Answer.NoOrMore => Answer.Yes,
                Answer.Yes => Answer.NoOrMore,
                Answer.No => Answer.YesOrMore,
                _ => Answer.Either,
            }
            : Answer.Either;
    }

    /// <summary>The tokens without parentheses around all of them.</summary>
    private static IReadOnlyList<JinjaToken> Bare(IReadOnlyList<JinjaToken> tokens)
    {
        if (tokens.Count < 2 || tokens[0] is not { Kind: JinjaTokenKind.Sign, Text: "(" })
            return tokens;
        var depth = 0;
        for (var at = 0; at < tokens.Count; at++)
        {
            depth += DepthOf(tokens[at]);
            if (depth == 0)
                return at == tokens.Count - 1 ? Bare([.. tokens.Skip(1).SkipLast(1)]) : tokens;
        }
        return tokens;
    }

    private static List<IReadOnlyList<JinjaToken>> Split(IReadOnlyList<JinjaToken> tokens, string word)
    {
        var found = new List<List<JinjaToken>> { new() };
        var depth = 0;
        foreach (var token in tokens)
        {
            depth += DepthOf(token);
            if (depth == 0 && token is { Kind: JinjaTokenKind.Name, Text: var text } && text == word)
                found.Add([]);
            else
                found[^1].Add(token);
        }
        return found.ConvertAll(IReadOnlyList<JinjaToken> (part) => part);
    }

    private static int DepthOf(JinjaToken token) =>
        token.Kind != JinjaTokenKind.Sign ? 0
        : token.Text is "(" or "[" or "{" ? 1
        : token.Text is ")" or "]" or "}" ? -1
        : 0;

    private static List<string> TextsOf(JinjaBranch branch) =>
        [.. branch.Content.OfType<JinjaNode.Text>().Select(text => Flat(text.Value)).Where(text => text.Length > 0)];

    private static bool IsEmpty(JinjaBranch branch) =>
        branch.Content.All(node => node is JinjaNode.Text text && string.IsNullOrWhiteSpace(text.Value));

    private static bool NamesItself(JinjaBranch branch) =>
        branch.Content.Any(node => node is JinjaNode.Code { Tokens: [{ Kind: JinjaTokenKind.Name, Text: "this" }] });

    private bool HasRelation() => _relation is null || _compiled.Contains(Flat(_relation), StringComparison.Ordinal);

    /// <summary>True for a text that the templates have once and the compiled code has.</summary>
    private bool IsThere(string text) =>
        text.Length >= 8
        && text.Contains(' ', StringComparison.Ordinal)
        && Count(_templates, text) == 1
        && _compiled.Contains(text, StringComparison.Ordinal);

    /// <summary>True for a text that the compiled code has only where the model always has it.</summary>
    private bool IsAbsent(string text) => Count(_compiled, text) <= Count(_always, text);

    private static int Count(string text, string part)
    {
        var count = 0;
        for (
            var at = text.IndexOf(part, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal)
        )
            count++;
        return count;
    }

    private static string Flat(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    /// <summary>What the question's answer is in a branch.</summary>
    private enum Answer
    {
        /// <summary>Yes or no.</summary>
        Either,

        /// <summary>Yes, but not in every case of yes.</summary>
        Yes,

        /// <summary>No, but not in every case of no.</summary>
        No,

        /// <summary>Yes, in every case of yes.</summary>
        OnlyYes,

        /// <summary>No, in every case of no.</summary>
        OnlyNo,

        /// <summary>In every case of yes, and in some of no.</summary>
        YesOrMore,

        /// <summary>In every case of no, and in some of yes.</summary>
        NoOrMore,
    }
}
