namespace DataRelease.Builds.Dbt;

/// <summary>One output of a dbt profile, as far as it can be read without a connection and without secrets.</summary>
/// <param name="Name">The output's name, which dbt calls a target.</param>
/// <param name="Type">The adapter's name, such as <c>postgres</c>; null if it can't be read.</param>
/// <param name="Schema">The target's schema; null if it can't be read.</param>
/// <param name="IsDefault">True if dbt uses it where nobody names a target.</param>
public sealed record DbtOutput(string Name, string? Type, string? Schema, bool IsDefault);
