using System.IO;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace DataRelease.MSBuild;

/// <summary>
/// The part of the tool's JSON document that a build needs. It is read with a class that every MSBuild host has.
/// </summary>
[DataContract]
internal sealed class ReleaseResult
{
    [DataMember(Name = "release")]
    public ResultRelease? Release { get; set; }

    [DataMember(Name = "live")]
    public ResultLive? Live { get; set; }

    [DataMember(Name = "checks")]
    public ResultCheck[]? Checks { get; set; }

    [DataMember(Name = "problems")]
    public ResultProblem[]? Problems { get; set; }

    [DataMember(Name = "error")]
    public ResultProblem? Error { get; set; }

    [DataMember(Name = "summary")]
    public string? Summary { get; set; }

    [DataMember(Name = "report")]
    public string? Report { get; set; }

    /// <summary>The document, or null if the tool wrote none.</summary>
    public static ReleaseResult? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        using var stream = File.OpenRead(file);
        try
        {
            return (ReleaseResult?)new DataContractJsonSerializer(typeof(ReleaseResult)).ReadObject(stream);
        }
        catch (SerializationException)
        {
            // The tool was killed while it wrote the document; its exit code tells enough.
            return null;
        }
    }

    public static string HelpOf(string code) =>
        $"https://github.com/datarelease/datarelease/blob/main/docs/errors/{code}.md";
}

/// <summary>The release.</summary>
[DataContract]
internal sealed class ResultRelease
{
    [DataMember(Name = "id")]
    public string? Id { get; set; }

    [DataMember(Name = "state")]
    public string? State { get; set; }
}

/// <summary>The live release.</summary>
[DataContract]
internal sealed class ResultLive
{
    [DataMember(Name = "release")]
    public string? Release { get; set; }
}

/// <summary>A check's outcome.</summary>
[DataContract]
internal sealed class ResultCheck
{
    [DataMember(Name = "name")]
    public string? Name { get; set; }

    [DataMember(Name = "relation")]
    public string? Relation { get; set; }

    [DataMember(Name = "state")]
    public string? State { get; set; }

    [DataMember(Name = "severity")]
    public string? Severity { get; set; }

    [DataMember(Name = "value")]
    public string? Value { get; set; }

    [DataMember(Name = "threshold")]
    public string? Threshold { get; set; }

    [DataMember(Name = "message")]
    public string? Message { get; set; }

    public ITaskItem ToItem()
    {
        var item = new TaskItem(ProjectItemText($"{Name} {Relation}".Trim()));
        item.SetMetadata("Check", ProjectItemText(Name));
        item.SetMetadata("Relation", ProjectItemText(Relation));
        item.SetMetadata("State", ProjectItemText(State));
        item.SetMetadata("Severity", ProjectItemText(Severity));
        item.SetMetadata("Value", ProjectItemText(Value));
        item.SetMetadata("Threshold", ProjectItemText(Threshold));
        item.SetMetadata("Message", ProjectItemText(Message));
        return item;
    }

    /// <summary>
    /// The text with MSBuild's special characters escaped, so that it stays one value and no expression.
    /// </summary>
    private static string ProjectItemText(string? text) =>
        (text ?? "")
            .Replace("%", "%25")
            .Replace(";", "%3B")
            .Replace("$", "%24")
            .Replace("@", "%40")
            .Replace("*", "%2A")
            .Replace("?", "%3F");
}

/// <summary>An error or a warning with its place.</summary>
[DataContract]
internal sealed class ResultProblem
{
    [DataMember(Name = "code")]
    public string? Code { get; set; }

    [DataMember(Name = "severity")]
    public string? Severity { get; set; }

    [DataMember(Name = "message")]
    public string? Message { get; set; }

    [DataMember(Name = "help")]
    public string? Help { get; set; }

    [DataMember(Name = "file")]
    public string? File { get; set; }

    [DataMember(Name = "line")]
    public int? Line { get; set; }

    [DataMember(Name = "column")]
    public int? Column { get; set; }

    public void Log(TaskLoggingHelper log, string project)
    {
        var file =
            File is null ? null
            : Path.IsPathRooted(File) ? File
            : Path.GetFullPath(Path.Combine(project, File));
        // An error's own help says what to do; for other problems the page does.
        var text = Severity is null && !string.IsNullOrEmpty(Help) ? $"{Message}; {Help}" : Message ?? "";
        text = BuildWords.Of(text);
        var link = ReleaseResult.HelpOf(Code ?? "");
        if (Severity == "warning")
            log.LogWarning(null, Code, null, link, file, Line ?? 0, Column ?? 0, 0, 0, "{0}", text);
        else
            log.LogError(null, Code, null, link, file, Line ?? 0, Column ?? 0, 0, 0, "{0}", text);
    }
}
