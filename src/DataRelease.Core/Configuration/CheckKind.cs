using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>A kind of check that the configuration may name.</summary>
public record CheckKind
{
    internal CheckKind(string name, Func<ConfigMapping, YamlNode, CheckConfig> read) => (Name, Read) = (name, read);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>
    /// Reads the kind's own keys. The second argument is the place of the entry, for what is missing. The caller reads
    /// the keys of every check and refuses all others.
    /// </summary>
    internal Func<ConfigMapping, YamlNode, CheckConfig> Read { get; }
}
