using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>
/// Parses YAML that strangers may have written. A flat first pass finds text that would exhaust the stack (deep
/// nesting, an alias inside its own anchor). Every failure of the library becomes one exception with a place.
/// </summary>
internal static class YamlText
{
    private const int MaxDepth = 100;

    /// <summary>The root of the first document; null if there is none.</summary>
    /// <exception cref="YamlException">The text is no YAML, or YAML that is not accepted here.</exception>
    public static YamlNode? Parse(string text)
    {
        try
        {
            Survey(text);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count > 0 ? yaml.Documents[0].RootNode : null;
        }
        catch (Exception error)
            when (error is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw new YamlException(Mark.Empty, Mark.Empty, error.Message, error);
        }
    }

    private static void Survey(string text)
    {
        var parser = new Parser(new StringReader(text));
        var open = new Stack<AnchorName>();
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case MappingStart or SequenceStart when open.Count >= MaxDepth:
                    throw new YamlException(
                        parser.Current.Start,
                        parser.Current.End,
                        $"it is nested deeper than {MaxDepth} levels"
                    );
                case NodeEvent start and (MappingStart or SequenceStart):
                    open.Push(start.Anchor);
                    break;
                case MappingEnd or SequenceEnd:
                    open.Pop();
                    break;
                case AnchorAlias alias when open.Contains(alias.Value):
                    throw new YamlException(
                        alias.Start,
                        alias.End,
                        $"the alias {alias.Value} stands within its own anchor"
                    );
            }
        }
    }
}
