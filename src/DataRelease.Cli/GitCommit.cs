using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Cli;

/// <summary>The commit that a project's folder is at, read from git's own files; no git is needed.</summary>
internal static class GitCommit
{
    public static string? Of(string directory)
    {
        for (var folder = Path.GetFullPath(directory); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var git = Path.Combine(folder, ".git");
            try
            {
                if (
                    File.Exists(git)
                    && TextFile.Read(git).Trim() is var pointer
                    && pointer.StartsWith("gitdir: ", StringComparison.Ordinal)
                )
                    return Head(Path.Combine(folder, pointer["gitdir: ".Length..]));
                if (Directory.Exists(git))
                    return Head(git);
            }
            catch (Exception error) when (error is ReleaseException or IOException or UnauthorizedAccessException)
            {
                // The commit is a nicety of the history; a folder that can't be read has none.
                return null;
            }
        }
        return null;
    }

    private static string? Head(string git)
    {
        var file = Path.Combine(git, "HEAD");
        if (!File.Exists(file))
            return null;
        var head = TextFile.Read(file).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            return head.Length == 40 ? head : null;
        var name = head["ref: ".Length..];
        var shared = File.Exists(Path.Combine(git, "commondir"))
            ? Path.Combine(git, TextFile.Read(Path.Combine(git, "commondir")).Trim())
            : git;
        var loose = Path.Combine(shared, name);
        if (File.Exists(loose))
            return TextFile.Read(loose).Trim();
        var packed = Path.Combine(shared, "packed-refs");
        return File.Exists(packed)
            ? TextFile
                .Read(packed)
                .Split('\n')
                .Select(line => line.Split(' '))
                .FirstOrDefault(line => line.Length == 2 && line[1] == name)
                ?[0]
            : null;
    }
}
