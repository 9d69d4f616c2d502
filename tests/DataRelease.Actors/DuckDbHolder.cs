using DuckDB.NET.Data;

namespace DataRelease.Actors;

/// <summary>Holds a DuckDB file open until its standard input ends.</summary>
internal static class DuckDbHolder
{
    public static async Task<int> RunAsync(string path)
    {
        await using var connection = new DuckDBConnection($"Data Source={path}");
        await connection.OpenAsync();
        await Console.Out.WriteLineAsync("open");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
