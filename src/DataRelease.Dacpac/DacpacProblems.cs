using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Dacpac;

/// <summary>The problems that refuse a release of a dacpac. An accepted one is only a warning.</summary>
internal static class DacpacProblems
{
    /// <summary>The dacpac's own deployment scripts, which would run against live.</summary>
    public static IEnumerable<Problem> Of(DacpacFile file, Consents consents)
    {
        foreach (var (has, kind) in new[] { (file.HasPreDeployment, "pre"), (file.HasPostDeployment, "post") })
        {
            if (has)
                yield return new Problem(
                    ErrorCode.DacpacUnsupported,
                    consents.Has("script", $"{kind}_deployment"),
                    $"the {kind}-deployment script is not run (accepted by script:{kind}_deployment)",
                    new SourceLocation(file.Path)
                );
        }
    }

    /// <summary>Names that could not be redirected.</summary>
    public static IEnumerable<Problem> Of(IEnumerable<NameFinding> findings, Consents consents) =>
        findings.Select(found =>
            found.Kind switch
            {
                FindingKind.NameInText => new Problem(
                    ErrorCode.DacpacNameInText,
                    found.IsWarning || consents.Has("dynamic_sql", found.Title),
                    $"a string in {found.Title} contains {Shown(found.Name)}, which refers to what is live",
                    found.Where
                ),
                FindingKind.OtherDatabase => new Problem(
                    ErrorCode.DacpacOtherDatabase,
                    consents.Has("other_database", found.Title),
                    $"{found.Title} reads {found.Name}",
                    found.Where
                ),
                FindingKind.UnknownText => new Problem(
                    ErrorCode.DacpacNameInText,
                    IsWarning: true,
                    $"{found.Title} runs SQL that is put together at run time; names in it refer to what is live",
                    found.Where
                ),
                _ => throw new System.Diagnostics.UnreachableException(),
            }
        );

    /// <summary>What the expansion would do to live.</summary>
    public static IEnumerable<Problem> Of(IEnumerable<Judgement> judgements, string file, Consents consents) =>
        judgements
            .Where(one => one.Effect != Effect.Adds)
            .Distinct()
            .Select(one =>
                one.Effect == Effect.TakesAway
                    ? new Problem(
                        ErrorCode.DacpacContract,
                        consents.Covers("contracted", one.Object),
                        Sentence(one),
                        new SourceLocation(file)
                    )
                    : new Problem(
                        ErrorCode.DacpacInPlace,
                        one.Effect == Effect.Widens || consents.Has("in_place", one.Object),
                        Sentence(one),
                        new SourceLocation(file)
                    )
            );

    /// <summary>Live names that the new version no longer has.</summary>
    public static IEnumerable<Problem> OfGone(IEnumerable<Pointer> gone, string file, bool allowed) =>
        gone.Select(one => new Problem(
            ErrorCode.DacpacDropped,
            allowed,
            $"{ObjectKinds.Word(one.Kind)} {one.Live} is no longer in the dacpac",
            new SourceLocation(file)
        ));

    private static string Shown(string name) => name.EndsWith('.') ? $"'{name}' and an unknown name" : $"'{name}'";

    private static string Sentence(Judgement one) =>
        one.Object.Length == 0 || one.Message.Contains('[') ? one.Message : $"{one.Object} {one.Message}";
}
