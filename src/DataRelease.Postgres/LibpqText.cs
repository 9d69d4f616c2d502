using System.Text;
using DataRelease.Errors;

namespace DataRelease.Postgres;

/// <summary>
/// Parses libpq's two forms of a connection string: URLs (<c>postgres://user@host:port/db?key=value</c>) and keyword
/// strings (<c>host=… dbname=…</c>). Values are never part of an error, since any of them may be a password.
/// </summary>
internal static class LibpqText
{
    private static readonly string[] _schemes = ["postgres://", "postgresql://"];

    /// <summary>The keys and values in the text's order, or null if the text has neither form.</summary>
    /// <param name="text">The user's connection string.</param>
    /// <param name="isKey">True for libpq's keys.</param>
    /// <exception cref="ReleaseException">DR4020.</exception>
    public static IReadOnlyList<(string Key, string Value)>? Read(string text, Predicate<string> isKey)
    {
        if (_schemes.FirstOrDefault(scheme => text.StartsWith(scheme, StringComparison.Ordinal)) is { } scheme)
            return Url(text[scheme.Length..]);
        return Keywords(text) is { Count: > 0 } pairs && pairs.TrueForAll(pair => isKey(pair.Key)) ? pairs : null;
    }

    private static List<(string, string)> Url(string rest)
    {
        var pairs = new List<(string, string)>();
        var end = rest.IndexOfAny(['@', '/']);
        if (end >= 0 && rest[end] == '@')
        {
            var user = rest[..end].Split(':', 2);
            Add("user", user[0]);
            if (user.Length == 2)
                Add("password", user[1]);
            rest = rest[(end + 1)..];
        }
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rest : rest[..query];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var (hosts, ports) = Hosts(slash < 0 ? path : path[..slash]);
        if (slash >= 0)
            Add("dbname", path[(slash + 1)..]);
        Add("host", string.Join(',', hosts));
        if (ports.Exists(port => port.Length > 0))
            Add("port", string.Join(',', ports));
        if (query >= 0)
            foreach (var (pair, at) in rest[(query + 1)..].Split('&').Select((pair, at) => (pair, at)))
            {
                if (pair.Split('=') is not [var key, var value])
                    throw Invalid(
                        $"parameter {at + 1} behind the question mark is not of the form key=value; a question mark,"
                            + " an ampersand or an equals sign in a value is written %3F, %26 or %3D"
                    );
                pairs.Add((Decode(key), Decode(value)));
            }
        return pairs;

        void Add(string key, string value)
        {
            if (value.Length > 0)
                pairs.Add((key, Decode(value)));
        }
    }

    private static (List<string> Hosts, List<string> Ports) Hosts(string text)
    {
        var (hosts, ports) = (new List<string>(), new List<string>());
        foreach (var one in text.Split(','))
        {
            var (host, port) = (one, "");
            if (one.StartsWith('['))
            {
                var end = one.IndexOf(']', StringComparison.Ordinal);
                if (end < 2 || (end + 1 < one.Length && one[end + 1] != ':'))
                    throw Invalid("an IPv6 address stands in brackets: [::1]:5432");
                (host, port) = (one[1..end], end + 2 <= one.Length ? one[(end + 2)..] : "");
            }
            else if (one.Split(':', 2) is [var name, var number])
            {
                (host, port) = (name, number);
            }
            hosts.Add(host);
            ports.Add(port);
        }
        return (hosts, ports);
    }

    private static string Decode(string text)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, at, char.IsSurrogatePair(text, at) ? 2 : 1));
                if (char.IsSurrogatePair(text, at))
                    at++;
                continue;
            }
            if (
                at + 2 >= text.Length
                || !char.IsAsciiHexDigit(text[at + 1])
                || !char.IsAsciiHexDigit(text[at + 2])
                || text.AsSpan(at + 1, 2).SequenceEqual("00")
            )
                throw Invalid(
                    "a percent sign is not followed by two hexadecimal digits; the sign itself is written %25"
                );
            bytes.Add(Convert.ToByte(text.Substring(at + 1, 2), 16));
            at += 2;
        }
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (ArgumentException)
        {
            throw Invalid("its percent-encoded bytes are not UTF-8");
        }
    }

    /// <summary>The pairs of a list of <c>key = value</c>; null if the text is none.</summary>
    private static List<(string Key, string Value)>? Keywords(string text)
    {
        var pairs = new List<(string, string)>();
        var at = 0;
        while (true)
        {
            Skip();
            if (at == text.Length)
                return pairs;
            var start = at;
            while (at < text.Length && (char.IsAsciiLetterLower(text[at]) || text[at] == '_'))
                at++;
            var key = text[start..at];
            Skip();
            if (key.Length == 0 || at == text.Length || text[at] != '=')
                return null;
            at++;
            Skip();
            if (Value() is not { } value)
                return null;
            pairs.Add((key, value));
        }

        void Skip()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
        }

        string? Value()
        {
            var value = new StringBuilder();
            var isQuoted = at < text.Length && text[at] == '\'';
            if (isQuoted)
                at++;
            for (; at < text.Length; at++)
            {
                if (isQuoted ? text[at] == '\'' : char.IsWhiteSpace(text[at]))
                    break;
                // An unquoted semicolon before another key is Npgsql's form.
                if (!isQuoted && text[at] == ';' && text.AsSpan(at).Contains('='))
                    return null;
                if (text[at] == '\\' && at + 1 < text.Length)
                    at++;
                value.Append(text[at]);
            }
            if (!isQuoted)
                return value.ToString();
            if (at == text.Length)
                return null;
            at++;
            return value.ToString();
        }
    }

    internal static ReleaseException Invalid(string what, string? toDo = null) =>
        new(ErrorCode.ConnectionInvalid, $"the connection string can't be used: {what}", toDo);
}
