using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Cli.Signals;

/// <summary>Finds the log's place.</summary>
internal static class LogPlace
{
    private const string Name = "data-release.log";

    /// <summary>Null if no log is wanted, or if there is no project for it.</summary>
    public static LogFile? Open(CommandSetting setting)
    {
        var config = Config(setting);
        if (!config.IsOn || !IsProject(setting))
            return null;
        var named =
            setting.Surroundings.Variable("DATARELEASE_LOG_FILE") is { Length: > 0 } variable
                ? Path.GetFullPath(variable)
            : config.File is { } file ? Path.GetFullPath(Path.Combine(setting.ProjectDir, file))
            : ReportFiles.LogPath(setting.ProjectDir, Name);
        return new LogFile(named, config.MaxMegabytes * 1_000_000L, setting.Surroundings.Clock);
    }

    /// <summary>The default if the configuration itself is wrong, because the log must report that.</summary>
    private static LogConfig Config(CommandSetting setting)
    {
        try
        {
            return setting.Config.Log;
        }
        catch (ReleaseException)
        {
            return new LogConfig();
        }
    }

    /// <summary>False for a folder that is no project; the tool writes no files there.</summary>
    private static bool IsProject(CommandSetting setting) =>
        setting.ConfigFile is not null
        || File.Exists(Path.Combine(setting.ProjectDir, ConfigReader.FileName))
        || File.Exists(Path.Combine(setting.ProjectDir, "dbt_project.yml"));
}
