using System.Globalization;

namespace DataRelease.Snowflake;

/// <summary>The files of a project that does nothing but depend on the driver, so that dotnet fetches it.</summary>
internal static class SnowflakeDriverProject
{
    /// <summary>Of the project, and so of the list of dependencies that is published with it.</summary>
    public const string Name = "snowflake-driver";

    /// <summary>By file name. The files without a rule keep those of folders above from having one.</summary>
    public static IReadOnlyDictionary<string, string> Files(string version) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"{Name}.csproj"] = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                    <EnableDynamicLoading>true</EnableDynamicLoading>
                    <NuGetAudit>false</NuGetAudit>
                    <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
                    <GenerateDocumentationFile>false</GenerateDocumentationFile>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="{SnowflakeDriver.Assembly}" Version="[{version}]" />
                  </ItemGroup>
                </Project>
                """
            ),
            ["Directory.Build.props"] = "<Project />",
            ["Directory.Build.targets"] = "<Project />",
            ["Directory.Packages.props"] = "<Project />",
        };
}
