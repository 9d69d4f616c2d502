using System.Globalization;

namespace DataRelease.Snowflake;

/// <summary>The files of a project that only depends on the driver, so that dotnet downloads it.</summary>
internal static class SnowflakeDriverProject
{
    /// <summary>The name of the project and of the published list of dependencies.</summary>
    public const string Name = "snowflake-driver";

    /// <summary>The texts by file name. The empty files keep settings of parent folders from applying.</summary>
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
