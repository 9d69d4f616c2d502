namespace DataRelease.Errors;

/// <summary>The worst state that a check may report.</summary>
public enum CheckSeverity
{
    /// <summary>The check does not run.</summary>
    Off,

    /// <summary>The check warns and never refuses.</summary>
    Warn,

    /// <summary>The check may refuse the release.</summary>
    Fail,
}

/// <summary>The words for a severity, in the configuration, in documents and in the ledger.</summary>
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

    /// <summary>Reads a word; an unknown one is <see cref="CheckSeverity.Fail"/>.</summary>
    public static CheckSeverity Read(string word) =>
        word switch
        {
            "off" => CheckSeverity.Off,
            "warn" => CheckSeverity.Warn,
            _ => CheckSeverity.Fail,
        };
}
