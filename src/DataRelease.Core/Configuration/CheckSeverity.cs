namespace DataRelease.Configuration;

/// <summary>The worst that a check may say.</summary>
public enum CheckSeverity
{
    /// <summary>It is not run.</summary>
    Off,

    /// <summary>It warns, whatever it finds.</summary>
    Warn,

    /// <summary>It refuses the release.</summary>
    Fail,
}

/// <summary>The words for it, in the configuration, in documents and in the ledger.</summary>
public static class CheckSeverities
{
    /// <summary>The word.</summary>
    public static string Word(this CheckSeverity severity) =>
        severity switch
        {
            CheckSeverity.Off => "off",
            CheckSeverity.Warn => "warn",
            _ => "fail",
        };

    /// <summary>What a word stands for; <see cref="CheckSeverity.Fail"/> for one that is not known.</summary>
    public static CheckSeverity Read(string word) =>
        word switch
        {
            "off" => CheckSeverity.Off,
            "warn" => CheckSeverity.Warn,
            _ => CheckSeverity.Fail,
        };
}
