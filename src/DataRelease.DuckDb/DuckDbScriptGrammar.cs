using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Errors;
using DataRelease.Warehouses;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.Support;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataRelease.DuckDb;

/// <summary>
/// Runs scripts with DbUp. DbUp has no provider for DuckDB; this one uses its core's extension points.
/// </summary>
/// <param name="database">The database's name, as DuckDB attaches the file.</param>
public sealed partial class DuckDbScriptGrammar(string database) : ScriptGrammar
{
    /// <summary>
    /// Undoes a script's USE and search path, because both decide which database a two-part name belongs to.
    /// </summary>
    public override IReadOnlyList<Sql> Return => [$"use {new RelationName(database, "main")}"];

    /// <inheritdoc/>
    public override IScriptExecutor CreateExecutor(
        Func<IConnectionManager> connection,
        Func<IUpgradeLog> log,
        Func<IJournal> journal
    ) => new Executor(connection, log, journal);

    /// <summary>
    /// In DuckDB, checkpoint and vacuum end or refuse their transaction, and attaching a file is not transactional.
    /// </summary>
    public override bool NeedsNoTransaction(string[] words) =>
        words is ["vacuum" or "checkpoint" or "attach" or "detach", ..] or ["force", "checkpoint", ..];

    /// <summary>A pivot without listed values: DuckDB reads them from the data, so no view of it is possible.</summary>
    public override (string Why, string ToDo)? WhyShapeless(Exception error) =>
        error.Message.Contains("pivot elements extracted from the data", StringComparison.OrdinalIgnoreCase)
            ? (
                "the columns of this pivot come from the data, so they are not known before the project is built",
                "name its values: pivot … on column in ('a', 'b') using …"
            )
            : null;

    /// <inheritdoc/>
    public override bool IsMissingRelation(Exception error) =>
        error.Message.StartsWith("Catalog Error: Table with name", StringComparison.Ordinal);

    /// <summary>DuckDB refuses a transaction within a transaction.</summary>
    public override async Task<bool> LeftOpenAsync(WarehouseSession session, CancellationToken cancellation)
    {
        try
        {
            await session.ExecuteAsync(Sql.Raw("begin transaction"), cancellation);
        }
        catch (DuckDBException error) when (error.ErrorType == DuckDBErrorType.Transaction)
        {
            return true;
        }
        await session.ExecuteAsync(Sql.Raw("rollback"), cancellation);
        return false;
    }

    /// <summary>
    /// The catalog records no dependencies of views, so DuckDB's parser is asked what the query reads.
    /// </summary>
    public override async Task<IReadOnlyList<string>> ReadReferencesAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    )
    {
        var json = (string?)
            await session.ScalarAsync($"select json_serialize_sql({query}::varchar)::varchar", cancellation)
            ?? "{}";
        using var tree = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1024 });
        if (tree.RootElement.TryGetProperty("error", out var failed) && failed.ValueKind == JsonValueKind.True)
        {
            throw new ReleaseException(
                ErrorCode.StatementFailed,
                $"DuckDB can't say what the query reads: "
                    + (
                        tree.RootElement.TryGetProperty("error_message", out var why)
                            ? why.GetString()
                            : "it is no SELECT"
                    )
            );
        }
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Collect(tree.RootElement, view.Schema, found);
        return [.. found];
    }

    private static void Collect(JsonElement node, string schema, SortedSet<string> found)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray())
                Collect(item, schema, found);
        }
        if (node.ValueKind != JsonValueKind.Object)
            return;
        if (
            node.TryGetProperty("type", out var type)
            && type.ValueKind == JsonValueKind.String
            && type.GetString() == "BASE_TABLE"
            && node.TryGetProperty("schema_name", out var of)
            && string.Equals(of.GetString(), schema, StringComparison.OrdinalIgnoreCase)
            && node.TryGetProperty("table_name", out var name)
            && name.GetString() is { } table
        )
        {
            found.Add(table.ToLowerInvariant());
        }
        foreach (var property in node.EnumerateObject())
            Collect(property.Value, schema, found);
    }

    /// <summary>DuckDB's message quotes the line, possibly cut, with a caret below the place.</summary>
    public override int? FindError(Exception error, string statement)
    {
        var match = Quoted().Match(error.Message);
        if (!match.Success || !int.TryParse(match.Groups["line"].Value, out var line))
            return null;
        var start = 0;
        for (var number = 1; number < line; number++)
        {
            start = statement.IndexOf('\n', start) + 1;
            if (start == 0)
                return null;
        }
        var end = statement.IndexOf('\n', start);
        var text = statement[start..(end < 0 ? statement.Length : end)];
        var shown = match.Groups["text"].Value;
        var caret = match.Groups["indent"].Length - match.Groups["prefix"].Length;
        var core = shown.TrimEnd('\r');
        var skipped = 0;
        if (core.StartsWith("...", StringComparison.Ordinal))
        {
            (core, skipped) = (core[3..], 3);
        }
        if (core.EndsWith("...", StringComparison.Ordinal))
            core = core[..^3];
        var at = text.IndexOf(core, StringComparison.Ordinal);
        var found = start + Math.Max(0, at) + Math.Max(0, caret - skipped);
        return found <= statement.Length ? found : start;
    }

    [GeneratedRegex(
        @"(?<prefix>LINE (?<line>\d+): )(?<text>[^\n]*)\n(?<indent>[ \t]*)\^",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Quoted();

    private sealed class Executor(Func<IConnectionManager> connection, Func<IUpgradeLog> log, Func<IJournal> journal)
        : ScriptExecutor(connection, new Names(), log, "", () => false, [], journal)
    {
        protected override string PreprocessScriptContents(SqlScript script, IDictionary<string, string> variables) =>
            script.Contents;

        protected override string GetVerifySchemaSql(string schema) => "";

        // DbUp would only write to its log, which discards everything; the error itself says all.
        protected override void ExecuteCommandsWithinExceptionHandler(
            int index,
            SqlScript script,
            Action executeCallback
        ) => executeCallback();
    }

    private sealed class Names() : SqlObjectParser("\"", "\"");
}
