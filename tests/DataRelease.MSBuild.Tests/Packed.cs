using System.Diagnostics;
using DataRelease.Testing;

[assembly: AssemblyFixture(typeof(DataRelease.MSBuild.Tests.Packed))]

namespace DataRelease.MSBuild.Tests;

/// <summary>
/// The packages, packed once for all tests by the script that packs them for users, with a package cache of their own.
/// </summary>
public sealed class Packed : IAsyncLifetime
{
    /// <summary>Their version.</summary>
    public const string Version = "0.1.0-test";

    private readonly TempFolder _folder = new();

    /// <summary>Where the packages are.</summary>
    public string Feed => _folder["feed"];

    /// <summary>Where they are restored to.</summary>
    public string Cache => _folder["cache"];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in new[]
            {
                "run",
                Repository.PathOf("build", "pack.cs"),
                "--",
                "--version",
                Version,
                "--out",
                Feed,
            }
        )
            start.ArgumentList.Add(argument);
        var (exit, output) = await Shell.RunAsync(start, CancellationToken.None);
        if (exit != 0)
            throw new InvalidOperationException($"build/pack.cs ended with {exit}:\n{output}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
