using System.Text.RegularExpressions;

namespace DataRelease.MSBuild;

/// <summary>
/// Rewrites the tool's messages for builds: where the tool names one of its commands, a build has a target.
/// <c>data-release swap --release r3</c> becomes <c>dotnet build -t:SwapGreen -p:DataReleaseId=r3</c>.
/// </summary>
internal static class BuildWords
{
    private static readonly Regex Command = new(
        "data-release (?<verb>deploy|validate|swap|release|rollback|status|resume|abort|prune|doctor)\\b"
            + "(?! --(?!release |to ))(?> --(?<option>release|to) (?<value>[A-Za-z0-9][A-Za-z0-9._-]*))?"
            // A command with another option stays as it is: a target that ignored the option would do something else.
            + "(?! --)",
        RegexOptions.CultureInvariant
    );

    /// <summary>The text with targets in place of commands.</summary>
    public static string Of(string text) => Command.Replace(text, Target);

    private static string Target(Match match)
    {
        var target = match.Groups["verb"].Value switch
        {
            "deploy" => "DeployGreen",
            "validate" => "ValidateGreen",
            "swap" => "SwapGreen",
            "release" => "ReleaseData",
            "rollback" => "RollbackData",
            "resume" => "ResumeData",
            "abort" => "AbortData",
            "prune" => "PruneData",
            "doctor" => "DoctorData",
            _ => "DataReleaseStatus",
        };
        if (!match.Groups["value"].Success)
            return $"dotnet build -t:{target}";
        var property = match.Groups["option"].Value == "to" ? "DataReleaseTo" : "DataReleaseId";
        return $"dotnet build -t:{target} -p:{property}={match.Groups["value"].Value}";
    }
}
