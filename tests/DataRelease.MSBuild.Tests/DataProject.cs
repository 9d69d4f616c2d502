using System.Diagnostics;
using DataRelease.Testing;

namespace DataRelease.MSBuild.Tests;

/// <summary>A user's folder with a data project in it, built by the real dotnet from the packed packages.</summary>
public sealed class DataProject : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Packed _packed;
    private readonly Dictionary<string, string?> _variables;

    public DataProject(Packed packed, string name = "shop", bool withMachineFeeds = false)
    {
        _packed = packed;
        Folder = _folder[name];
        _folder.Write(
            "nuget.config",
            $"""
            <configuration><packageSources>{(
                withMachineFeeds ? "" : "<clear />"
            )}<add key="packed" value="{packed.Feed}" /></packageSources></configuration>
            """
        );
        // The folder is a repository of its own: nothing of ours is above it.
        _folder.Write("Directory.Build.props", "<Project />");
        _variables = new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = packed.Cache,
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["CI"] = null,
            ["DATARELEASE_DBT"] = null,
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["MSBUILDTERMINALLOGGER"] = "off",
            ["Configuration"] = null,
            ["Version"] = null,
        };
    }

    /// <summary>The project's folder.</summary>
    public string Folder { get; }

    /// <summary>A path in it.</summary>
    public string this[string relative] => Path.Combine(Folder, relative);

    /// <summary>The shop as a project of the SDK.</summary>
    public static DataProject OfShop(Packed packed, string name = "shop", string properties = "")
    {
        var project = new DataProject(packed, name);
        Repository.CopyExample("shop", project.Folder);
        project.Write(
            "Shop.proj",
            $"""
            <Project Sdk="DataRelease.MSBuild/{Packed.Version}">
              <PropertyGroup>{properties}</PropertyGroup>
            </Project>
            """
        );
        return project;
    }

    /// <summary>Writes a file of the project.</summary>
    public DataProject Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], text);
        return this;
    }

    /// <summary>Sets a variable for the build.</summary>
    public DataProject With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    /// <summary>Runs dotnet in the project's folder.</summary>
    public Task<(int Exit, string Output)> DotnetAsync(params string[] args) =>
        Shell.RunAsync(Start(args), TestContext.Current.CancellationToken);

    /// <summary>How dotnet would be started there.</summary>
    public ProcessStartInfo Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Folder };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in _variables)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        return start;
    }

    /// <summary>The feed, for tools and templates.</summary>
    public string Feed => _packed.Feed;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
