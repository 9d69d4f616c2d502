using System.Data.Common;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// Finds functions with an effect. DuckDB has no rights that would keep a package's query from writing a file, or from
/// changing what later queries of the process do.
/// </summary>
internal static class DuckDbEffects
{
    private static readonly HashSet<string> _doSomething = new(StringComparer.OrdinalIgnoreCase)
    {
        "enable_logging",
        "disable_logging",
        "truncate_duckdb_logs",
        "write_log",
        "enable_profiling",
        "disable_profiling",
        "enable_peg_parser",
        "disable_peg_parser",
        "checkpoint",
        "force_checkpoint",
        // Functions of extensions, which DuckDB loads when such a function is called.
        "dbgen",
        "dsdgen",
        "sqlite_attach",
        "postgres_attach",
        "postgres_execute",
        "mysql_execute",
        "load_aws_credentials",
    };

    private static readonly HashSet<string> _runText = new(StringComparer.OrdinalIgnoreCase)
    {
        "query",
        "json_execute_serialized_sql",
    };

    /// <summary>Why a query does more than read; null if it only reads, or if the parser can't tell.</summary>
    public static string? WhyNot(DbConnection connection, string query)
    {
        if (Scalar(connection, "select json_serialize_sql($1::varchar)::varchar", query) is not { } json)
            return null;
        using var tree = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1024 });
        return WhyNot(connection, tree.RootElement);
    }

    private static string? WhyNot(DbConnection connection, JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.Array)
            return node.EnumerateArray()
                .Select(item => WhyNot(connection, item))
                .FirstOrDefault(why => why is not null);
        if (node.ValueKind != JsonValueKind.Object)
            return null;
        if (node.TryGetProperty("function_name", out var name) && name.ValueKind == JsonValueKind.String)
        {
            var function = name.GetString()!;
            if (_doSomething.Contains(function))
                return $"calls {function}, which does more than read";
            if (_runText.Contains(function) && WhyNotText(connection, node) is { } why)
                return why;
        }
        return node.EnumerateObject()
            .Select(property => WhyNot(connection, property.Value))
            .FirstOrDefault(why => why is not null);
    }

    /// <summary>A literal text is checked like a query. A computed text could be anything, so it is refused.</summary>
    private static string? WhyNotText(DbConnection connection, JsonElement call)
    {
        if (
            call.TryGetProperty("children", out var arguments)
            && arguments.ValueKind == JsonValueKind.Array
            && arguments.GetArrayLength() == 1
            && arguments[0].TryGetProperty("value", out var constant)
            && constant.ValueKind == JsonValueKind.Object
            && constant.TryGetProperty("value", out var text)
            && text.ValueKind == JsonValueKind.String
        )
            return text.GetString()!.TrimStart().StartsWith('{')
                ? "runs a query that was serialized"
                : WhyNot(connection, text.GetString()!);
        return "runs SQL that is not written out";
    }

    private static string? Scalar(DbConnection connection, string sql, string value)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        var parameter = command.CreateParameter();
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return Seam.Pass(command.CommandText, command.ExecuteScalar) as string;
    }
}
