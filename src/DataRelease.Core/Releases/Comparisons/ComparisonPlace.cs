using System.Text;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Comparisons;

/// <summary>
/// One side of a diff, as a user types it: <c>r41</c>, <c>1.4.0</c>, <c>live</c>, <c>schema:staging</c>,
/// <c>relation:staging.orders</c>, <c>query:select …</c> or <c>query:@file.sql</c>. With <c>environment:NAME/</c>
/// before it, the place is in another environment. <c>environment:NAME</c> alone means what is live there.
/// </summary>
/// <param name="Environment">Another environment of the configuration; null for the command's own.</param>
public abstract record ComparisonPlace(string? Environment)
{
    private const string EnvironmentPrefix = "environment:";
    private const string SchemaPrefix = "schema:";
    private const string RelationPrefix = "relation:";
    private const string QueryPrefix = "query:";

    /// <summary>The live release.</summary>
    /// <param name="Environment">The environment; null for the command's own.</param>
    public sealed record OfLive(string? Environment) : ComparisonPlace(Environment)
    {
        /// <inheritdoc/>
        public override string ToString() => Environment is null ? "live" : $"live in {Environment}";
    }

    /// <summary>A release.</summary>
    /// <param name="Environment">The environment; null for the command's own.</param>
    /// <param name="Name">The release's id or version.</param>
    public sealed record OfRelease(string? Environment, string Name) : ComparisonPlace(Environment)
    {
        /// <inheritdoc/>
        public override string ToString() => Environment is null ? Name : $"{Name} in {Environment}";
    }

    /// <summary>The relations of a schema.</summary>
    /// <param name="Environment">The environment; null for the command's own.</param>
    /// <param name="Schema">The schema's name.</param>
    public sealed record OfSchema(string? Environment, string Schema) : ComparisonPlace(Environment)
    {
        /// <inheritdoc/>
        public override string ToString() =>
            Environment is null ? $"schema {Schema}" : $"schema {Schema} in {Environment}";
    }

    /// <summary>One relation.</summary>
    /// <param name="Environment">The environment; null for the command's own.</param>
    /// <param name="Relation">The relation's name.</param>
    public sealed record OfRelation(string? Environment, RelationName Relation) : ComparisonPlace(Environment)
    {
        /// <inheritdoc/>
        public override string ToString() => Environment is null ? $"{Relation}" : $"{Relation} in {Environment}";
    }

    /// <summary>The rows of a query.</summary>
    /// <param name="Environment">The environment; null for the command's own.</param>
    /// <param name="Text">One SELECT without a semicolon at its end.</param>
    public sealed record OfQuery(string? Environment, string Text) : ComparisonPlace(Environment)
    {
        /// <inheritdoc/>
        public override string ToString() => Environment is null ? "the query" : $"the query in {Environment}";
    }

    /// <summary>True for one relation or query, which has no name to pair by.</summary>
    public bool IsSingle => this is OfRelation or OfQuery;

    /// <summary>Parses a place.</summary>
    /// <param name="text">The text as the user typed it.</param>
    /// <param name="readFile">Reads the file of a query.</param>
    /// <exception cref="ReleaseException">DR6140 if the text names no place.</exception>
    public static ComparisonPlace Parse(string text, Func<string, string> readFile)
    {
        string? environment = null;
        var rest = text;
        if (rest.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            environment = slash < 0 ? rest[EnvironmentPrefix.Length..] : rest[EnvironmentPrefix.Length..slash];
            if (environment.Length == 0)
                throw Wrong(text, "an environment needs a name");
            rest = slash < 0 ? "live" : rest[(slash + 1)..];
        }
        if (After(rest, SchemaPrefix) is { } schema)
            return new OfSchema(environment, Single(schema, text));
        if (After(rest, RelationPrefix) is { } relation)
            return new OfRelation(environment, Qualified(relation, text));
        if (After(rest, QueryPrefix) is { } query)
        {
            var sql = (query.StartsWith('@') ? readFile(query[1..]) : query).Trim().TrimEnd(';').TrimEnd();
            return sql.Length > 0 ? new OfQuery(environment, sql) : throw Wrong(text, "a query needs a text");
        }
        if (rest.Length == 0)
            throw Wrong(text, "it is empty");
        return rest == "live" ? new OfLive(environment) : new OfRelease(environment, rest);
    }

    private static string? After(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static string Single(string text, string whole) =>
        Names(text, whole) is [var name] ? name : throw Wrong(whole, "a schema needs one name");

    private static RelationName Qualified(string text, string whole) =>
        Names(text, whole) is [var schema, var name]
            ? new RelationName(schema, name)
            : throw Wrong(whole, "a relation is written SCHEMA.NAME");

    /// <summary>Splits names at dots. Each name is bare or in double quotes.</summary>
    private static List<string> Names(string text, string whole)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var isQuoted = false;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '"' && isQuoted && index + 1 < text.Length && text[index + 1] == '"')
                name.Append(text[index++]);
            else if (text[index] == '"')
                isQuoted = !isQuoted;
            else if (text[index] == '.' && !isQuoted)
                Next();
            else
                name.Append(text[index]);
        }
        if (isQuoted)
            throw Wrong(whole, "a double quote is not closed");
        Next();
        return names;

        void Next()
        {
            if (name.Length == 0)
                throw Wrong(whole, "a name is empty");
            names.Add(name.ToString());
            name.Clear();
        }
    }

    private static ReleaseException Wrong(string text, string why) =>
        new(ErrorCode.ComparisonPlaceInvalid, $"'{text}' does not name a side of a diff: {why}");
}
