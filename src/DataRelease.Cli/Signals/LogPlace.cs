using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Cli.Signals;

/// <summary>Where the log is.</summary>
internal static class LogPlace
{
    private const string Name = "data-release.log";

    /// <summary>Null where none is wanted, and where there is no project that it would be beside.</summary>
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

    /// <summary>The standard where the configuration itself is what is wrong: the log has to say it.</summary>
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

    /// <summary>A wrong folder gets no files.</summary>
    private static bool IsProject(CommandSetting setting) =>
        setting.ConfigFile is not null
        || File.Exists(Path.Combine(setting.ProjectDir, ConfigReader.FileName))
        || File.Exists(Path.Combine(setting.ProjectDir, "dbt_project.yml"));
}
