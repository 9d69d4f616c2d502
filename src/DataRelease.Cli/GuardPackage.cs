using System.Reflection;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary>
/// <c>init --guard</c>: writes a dbt package into the project's folder. It stops a plain dbt command that would write
/// to a live schema.
/// </summary>
internal static class GuardPackage
{
    private const string Name = "data_release_guard";

    public static Task<int> WriteAsync(CommandSetting setting) =>
        setting.GuardAsync(async cancellation =>
        {
            if (!File.Exists(Path.Combine(setting.ProjectDir, "dbt_project.yml")))
                throw new ReleaseException(
                    ErrorCode.ProjectMissing,
                    $"'{setting.ProjectDir}' has no dbt_project.yml",
                    "run init --guard in the folder of a dbt project, or name it with --project"
                );
            var tool = Assembly.GetExecutingAssembly();
            foreach (var resource in tool.GetManifestResourceNames().Where(IsPart).Order(StringComparer.Ordinal))
            {
                var path = Path.Combine(setting.ProjectDir, resource.Replace('\\', '/'));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using var from = tool.GetManifestResourceStream(resource)!;
                await using var to = File.Create(path);
                await from.CopyToAsync(to, cancellation);
            }
            return new ReleaseReport.Ended
            {
                Summary = $"wrote {Name}/; {await DeclareAsync(setting.ProjectDir, cancellation)}, then: dbt deps",
            };
        });

    private static bool IsPart(string resource) => resource.StartsWith($"{Name}/", StringComparison.Ordinal);

    /// <summary>Declares the package if the project declares none yet; otherwise says what to write.</summary>
    private static async Task<string> DeclareAsync(string folder, CancellationToken cancellation)
    {
        const string entry = $"packages:\n  - local: {Name}\n";
        var packages = Path.Combine(folder, "packages.yml");
        var declared = new[] { packages, Path.Combine(folder, "dependencies.yml") }.FirstOrDefault(File.Exists);
        if (declared is null)
        {
            await File.WriteAllTextAsync(packages, entry, cancellation);
            return "and packages.yml, which has it";
        }
        var text = await TextFile.ReadAsync(declared, null, cancellation);
        var entries = text.Split('\n').Select(line => line.Split('#')[0]);
        return entries.Any(line => line.Contains($"local: {Name}", StringComparison.Ordinal))
            ? $"{Path.GetFileName(declared)} has it already"
            : $"add '- local: {Name}' to the packages of {Path.GetFileName(declared)}";
    }
}
