namespace DataRelease.Dacpac;

/// <summary>What a person has accepted for a dacpac in <c>data-release.yml</c>, as <c>kind:object</c>.</summary>
internal sealed class Consents(IReadOnlyList<string> given, StringComparer comparer)
{
    public bool Has(string kind, string name) =>
        given.Any(one =>
            one.IndexOf(':', StringComparison.Ordinal) is > 0 and var at
            && one[..at] == kind
            && comparer.Equals(one[(at + 1)..], name)
        );
}
