namespace DataRelease.Warehouses;

/// <summary>
/// The one place that everything a release does to the world passes: statements, bulk loads, commits, locks, files. It
/// does nothing by itself; the reliability suite counts what passes and ends the process before or after any of it, so
/// that what is added later is covered without a change there. A test refuses effects that go past it.
/// </summary>
public static class Seam
{
    /// <summary>
    /// Told of each effect before it happens; what it returns is called after it. Only programs of the tests set it,
    /// before anything runs.
    /// </summary>
    internal static Func<string, Action?>? Watcher { get; set; }

    /// <summary>Passes an effect.</summary>
    /// <param name="what">The statement's text, or a word and what it is done to; never a value or a secret.</param>
    /// <param name="effect">Does it.</param>
    public static async Task<T> PassAsync<T>(string what, Func<Task<T>> effect)
    {
        var after = Watcher?.Invoke(what);
        var result = await effect();
        after?.Invoke();
        return result;
    }

    /// <summary>Passes an effect.</summary>
    /// <param name="what">The statement's text, or a word and what it is done to; never a value or a secret.</param>
    /// <param name="effect">Does it.</param>
    public static async Task PassAsync(string what, Func<Task> effect)
    {
        var after = Watcher?.Invoke(what);
        await effect();
        after?.Invoke();
    }

    /// <summary>Passes an effect.</summary>
    /// <param name="what">A word and what it is done to.</param>
    /// <param name="effect">Does it.</param>
    public static T Pass<T>(string what, Func<T> effect)
    {
        var after = Watcher?.Invoke(what);
        var result = effect();
        after?.Invoke();
        return result;
    }

    /// <summary>Passes an effect.</summary>
    /// <param name="what">A word and what it is done to.</param>
    /// <param name="effect">Does it.</param>
    public static void Pass(string what, Action effect)
    {
        var after = Watcher?.Invoke(what);
        effect();
        after?.Invoke();
    }
}
