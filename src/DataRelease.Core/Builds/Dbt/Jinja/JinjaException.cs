namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>Why a template can't be rendered.</summary>
/// <param name="kind">The kind of problem.</param>
/// <param name="message">What is wrong. It contains no value of a variable.</param>
internal sealed class JinjaException(JinjaTrouble kind, string message) : Exception(message)
{
    public JinjaTrouble Kind { get; } = kind;
}

/// <summary>The kinds of problems.</summary>
internal enum JinjaTrouble
{
    /// <summary>The text is not valid Jinja.</summary>
    Syntax,

    /// <summary>The text is Jinja that DataRelease does not support.</summary>
    Unsupported,

    /// <summary>A variable is not set.</summary>
    Missing,

    /// <summary>A value has the wrong type.</summary>
    Value,
}
