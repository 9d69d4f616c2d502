using System.Diagnostics;

namespace DataRelease.Testing;

/// <summary>
/// A shell in which PostgreSQL runs. PostgreSQL refuses to run as root, so for root the shell runs as another user.
/// </summary>
internal static class UnprivilegedShell
{
    /// <summary>
    /// Describes how to start <paramref name="script"/>. For root it also makes the other user the owner of
    /// <paramref name="folder"/>.
    /// </summary>
    public static async Task<ProcessStartInfo> DescribeAsync(
        string script,
        string folder,
        CancellationToken cancellation
    )
    {
        if (Environment.UserName != "root")
            return Describe("sh", "-c", script);
        var users = await File.ReadAllLinesAsync("/etc/passwd", cancellation);
        var user = new[] { "postgres", "nobody" }.FirstOrDefault(name =>
            users.Any(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
        )
            ?? throw new InvalidOperationException(
                "as root, the tests' PostgreSQL runs as the user postgres or nobody, and there is neither"
            );
        using var chown = Process.Start(Describe("chown", "-R", user, folder))!;
        await chown.WaitForExitAsync(cancellation);
        if (OnPath("setpriv"))
            return Describe("setpriv", $"--reuid={user}", "--clear-groups", "sh", "-c", script);
        return OnPath("runuser")
            ? Describe("runuser", "-u", user, "--", "sh", "-c", script)
            : Describe("su", "-s", "/bin/sh", user, "-c", script);
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static ProcessStartInfo Describe(string program, params string[] arguments) =>
        new(program, arguments) { UseShellExecute = false };
}
