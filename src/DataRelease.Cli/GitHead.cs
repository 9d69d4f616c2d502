using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Cli;

/// <summary>
/// The commit and branch that are checked out in a project's folder. They are read from git's own files, so git need
/// not be installed.
/// </summary>
/// <param name="Commit">The commit; null in a repository without commits.</param>
/// <param name="Branch">The branch; null if a commit is checked out directly.</param>
/// <param name="Root">The repository's folder.</param>
internal sealed record GitHead(string? Commit, string? Branch, string Root)
{
    private const string Heads = "refs/heads/";

    /// <summary>Null outside a repository.</summary>
    public static GitHead? Of(string directory)
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
                    return Read(Path.Combine(folder, pointer["gitdir: ".Length..]), folder);
                if (Directory.Exists(git))
                    return Read(git, folder);
            }
            catch (Exception error) when (error is ReleaseException or IOException or UnauthorizedAccessException)
            {
                // The history does without the commit if the folder can't be read.
                return null;
            }
        }
        return null;
    }

    private static GitHead? Read(string git, string root)
    {
        var file = Path.Combine(git, "HEAD");
        if (!File.Exists(file))
            return null;
        var head = TextFile.Read(file).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            return new GitHead(head.Length == 40 ? head : null, null, root);
        var name = head["ref: ".Length..];
        var branch = name.StartsWith(Heads, StringComparison.Ordinal) ? name[Heads.Length..] : name;
        return new GitHead(At(git, name), branch, root);
    }

    private static string? At(string git, string name)
    {
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
