namespace DataRelease.Testing.Engines;

/// <summary>The engines that suites are inherited for.</summary>
public enum Engine
{
    /// <summary>DuckDB: a file.</summary>
    DuckDb,

    /// <summary>PostgreSQL: a server.</summary>
    Postgres,
}

/// <summary>
/// All that tests know of an engine. A suite that is inherited for an engine takes what differs from here, and never
/// asks which engine it is.
/// </summary>
public abstract class TestEngine
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TestEngine> All { get; } = [new DuckDbTestEngine(), new PostgresTestEngine()];

    /// <summary>The key, which attributes and names of suites can have.</summary>
    public abstract Engine Key { get; }

    /// <summary>The word for it in dbt's profiles and manifests.</summary>
    public abstract string Adapter { get; }

    /// <summary>True if roles own and read objects, and a column may refer to another table's.</summary>
    public abstract bool HasRoles { get; }

    /// <summary>True if several processes may have the same database open.</summary>
    public abstract bool IsServer { get; }

    /// <summary>How its catalog spells the type of long whole numbers.</summary>
    public abstract string WholeNumber { get; }

    /// <summary>How its catalog spells the type of texts.</summary>
    public abstract string Text { get; }

    /// <summary>False if a type's length is forgotten, so that nothing can become narrower.</summary>
    public abstract bool KeepsLengths { get; }

    /// <summary>The engine of a key.</summary>
    public static TestEngine Of(Engine key) => All.Single(engine => engine.Key == key);

    /// <summary>The whole numbers from one to another, as a table <c>s</c> with a column <c>i</c>.</summary>
    public abstract string Series(int from, int to);

    /// <summary>A text as a literal in which a backslash is a backslash.</summary>
    public abstract string Literal(string text);

    /// <summary>What the engine says of a wrong statement, as dbt's adapter hands it on.</summary>
    public abstract string AsDbtSays(string error, string statement);

    /// <summary>An output of a dbt profile by <see cref="TestDatabase.Variables"/>, without its schema.</summary>
    public abstract IReadOnlyDictionary<string, string> OutputOfVariables { get; }

    /// <summary>A new, empty database; skips the running test where the engine is missing.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="file">Where an engine of files puts it; null for a folder of its own.</param>
    public abstract Task<TestDatabase> CreateAsync(CancellationToken cancellation, string? file = null);
}
