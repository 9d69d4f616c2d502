using System.Globalization;
using DataRelease.Builds.Dbt.Jinja;
using DataRelease.Configuration;
using DataRelease.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds.Dbt;

/// <summary>Finds and reads profiles.yml as dbt does, for our own connection.</summary>
public static class DbtProfiles
{
    /// <summary>Reads the output that dbt would use.</summary>
    /// <param name="projectDir">The folder of dbt_project.yml.</param>
    /// <param name="profilesDir">
    /// A folder that the user named, or null to search DBT_PROFILES_DIR, the project and ~/.dbt.
    /// </param>
    /// <param name="profileName">The profile.</param>
    /// <param name="targetName">The output, or null for the profile's default.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="variables">The value of <c>--vars</c>, a YAML mapping, or null.</param>
    /// <exception cref="ReleaseException">DR1102 to DR1107.</exception>
    public static DbtTarget Load(
        string projectDir,
        string? profilesDir,
        string profileName,
        string? targetName,
        Func<string, string?> environment,
        string? variables = null
    )
    {
        var context = Context(environment, variables);
        var file = FindFile(projectDir, profilesDir, environment);
        var profile = FindProfile(file, profileName);
        targetName ??= DefaultTarget(file, profile, context);
        var output = FindOutput(file, profileName, profile, targetName);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, node) in ProfileDocument.Entries(output))
        {
            if (node is YamlScalarNode scalar)
                values[key] = Value(key, scalar, file, context);
        }
        if (values.GetValueOrDefault("type") is not string)
            throw new ReleaseException(
                ErrorCode.ProfileInvalid,
                $"output '{targetName}' has no type",
                "add type: the name of its dbt adapter",
                ProfileDocument.At(file, output)
            );
        return new DbtTarget(file, profileName, targetName, values);
    }

    /// <summary>
    /// Reads the outputs of a profile without connecting. What can't be read, such as a template whose variable is not
    /// set, is null.
    /// </summary>
    /// <param name="projectDir">The folder of dbt_project.yml.</param>
    /// <param name="profilesDir">As for <see cref="Load"/>.</param>
    /// <param name="profileName">The profile.</param>
    /// <param name="environment">Environment variables.</param>
    /// <exception cref="ReleaseException">DR1102 to DR1104.</exception>
    public static IReadOnlyList<DbtOutput> Outputs(
        string projectDir,
        string? profilesDir,
        string profileName,
        Func<string, string?> environment
    )
    {
        var context = Context(environment, variables: null);
        var file = FindFile(projectDir, profilesDir, environment);
        var profile = FindProfile(file, profileName);
        if (ProfileDocument.Find(profile, "outputs") is not YamlMappingNode outputs)
            return [];
        var chosen = Readable(profile, "target") ?? "default";
        return
        [
            .. ProfileDocument
                .Entries(outputs)
                .Select(entry => (entry.Key, Output: entry.Value as YamlMappingNode ?? []))
                .Select(entry => new DbtOutput(
                    entry.Key,
                    Readable(entry.Output, "type"),
                    Readable(entry.Output, "schema"),
                    entry.Key == chosen
                )),
        ];

        string? Readable(YamlMappingNode mapping, string key)
        {
            try
            {
                return ProfileDocument.Find(mapping, key) is YamlScalarNode scalar
                    ? Value(key, scalar, file, context) as string
                    : null;
            }
            catch (ReleaseException)
            {
                return null;
            }
        }
    }

    internal static string FindFile(string projectDir, string? profilesDir, Func<string, string?> environment)
    {
        var home = environment("HOME")
            ?? environment("USERPROFILE")
            ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] folders =
            profilesDir is not null ? [profilesDir]
            : environment("DBT_PROFILES_DIR") is { Length: > 0 } named ? [named]
            : [projectDir, Path.Combine(home, ".dbt")];
        return folders.Select(folder => Path.Combine(folder, "profiles.yml")).FirstOrDefault(File.Exists)
            ?? throw new ReleaseException(
                ErrorCode.ProfilesMissing,
                $"no profiles.yml in {string.Join(" or ", folders)}"
            );
    }

    internal static YamlMappingNode FindProfile(string file, string profileName)
    {
        var root = ProfileDocument.Load(file, ErrorCode.ProfileInvalid);
        return ProfileDocument.Find(root, profileName) as YamlMappingNode
            ?? throw new ReleaseException(
                ErrorCode.ProfileMissing,
                $"profile '{profileName}' is not in the file; it has {Names(root, except: "config")}",
                null,
                new SourceLocation(file)
            );
    }

    internal static YamlMappingNode FindOutput(
        string file,
        string profileName,
        YamlMappingNode profile,
        string targetName
    )
    {
        if (ProfileDocument.Find(profile, "outputs") is not YamlMappingNode outputs)
            throw new ReleaseException(
                ErrorCode.ProfileInvalid,
                $"profile '{profileName}' has no outputs",
                null,
                ProfileDocument.At(file, profile)
            );
        return ProfileDocument.Find(outputs, targetName) as YamlMappingNode
            ?? throw new ReleaseException(
                ErrorCode.TargetMissing,
                $"profile '{profileName}' has no output '{targetName}'; it has {Names(outputs)}",
                null,
                ProfileDocument.At(file, outputs)
            );
    }

    private static string DefaultTarget(string file, YamlMappingNode profile, JinjaContext context) =>
        ProfileDocument.Find(profile, "target") is YamlScalarNode target
            ? Convert.ToString(Value("target", target, file, context), CultureInfo.InvariantCulture) ?? "default"
            : "default";

    /// <summary>The context in which a profile's templates are rendered.</summary>
    /// <exception cref="ReleaseException">DR1105 if the variables are no mapping.</exception>
    internal static JinjaContext Context(Func<string, string?> environment, string? variables) =>
        new() { Environment = environment, Variables = Variables(variables) };

    private static Dictionary<string, object?> Variables(string? text)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(text))
            return values;
        try
        {
            if (YamlText.Parse(text) is YamlMappingNode mapping)
            {
                foreach (var (key, node) in ProfileDocument.Entries(mapping))
                {
                    if (node is YamlScalarNode scalar)
                        values[key] = Plain(scalar);
                }
            }
        }
        catch (YamlException)
        {
            // dbt itself reports what is wrong with its option.
        }
        return values;
    }

    private static object? Value(string key, YamlScalarNode scalar, string file, JinjaContext context)
    {
        var text = scalar.Value ?? "";
        var where = ProfileDocument.At(file, scalar);
        if (ProfileJinja.IsTemplate(text))
        {
            try
            {
                return ProfileJinja.Render(text, context, where);
            }
            catch (ReleaseException error)
                when (key == "password" && error.InnerException is JinjaException { Kind: JinjaTrouble.Syntax })
            {
                // A password may look like Jinja without being Jinja. dbt also takes it literally.
                return text;
            }
        }
        return Plain(scalar);
    }

    private static object? Plain(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
            return text;
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                number,
            _ => text,
        };
    }

    private static string Names(YamlMappingNode mapping, string? except = null)
    {
        var names = ProfileDocument.Entries(mapping).Select(entry => entry.Key).Where(key => key != except).ToList();
        return names.Count == 0 ? "none" : string.Join(", ", names);
    }
}
