using DuckDB.NET.Data;

namespace DataRelease.Actors;

/// <summary>
/// The least that a .NET program can do with a DuckDB file: open it and read one row. A benchmark's baseline.
/// </summary>
internal static class BareReader
{
    public static async Task<int> RunAsync(string path)
    {
        await using var connection = new DuckDBConnection($"Data Source={path}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select number from data_release.live";
        Console.WriteLine(await command.ExecuteScalarAsync());
        return 0;
    }
}
