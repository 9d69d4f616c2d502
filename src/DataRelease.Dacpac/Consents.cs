namespace DataRelease.Dacpac;

/// <summary>What a person has accepted for a dacpac in <c>data-release.yml</c>, as <c>kind:object</c>.</summary>
internal sealed class Consents(IReadOnlyList<string> given, StringComparer comparer)
{
    /// <summary>True if the object, or the one that it is a part of, is named.</summary>
    public bool Covers(string kind, string name)
    {
        for (var end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
        {
            if (Has(kind, name[..end]))
                return true;
        }
        return false;
    }

    public bool Has(string kind, string name) =>
        given.Any(one =>
            one.IndexOf(':', StringComparison.Ordinal) is > 0 and var at
            && one[..at] == kind
            && comparer.Equals(one[(at + 1)..], name)
        );
}
