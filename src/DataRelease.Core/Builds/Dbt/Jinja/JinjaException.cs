namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>Why a template can't be rendered.</summary>
/// <param name="kind">What kind of trouble it is.</param>
/// <param name="message">What is wrong; holds no value of a variable.</param>
internal sealed class JinjaException(JinjaTrouble kind, string message) : Exception(message)
{
    public JinjaTrouble Kind { get; } = kind;
}

/// <summary>Kinds of trouble.</summary>
internal enum JinjaTrouble
{
    /// <summary>Jinja does not take it either.</summary>
    Syntax,

    /// <summary>Jinja that this product does not run.</summary>
    Unsupported,

    /// <summary>A variable that is not set.</summary>
    Missing,

    /// <summary>A value of the wrong type.</summary>
    Value,
}
