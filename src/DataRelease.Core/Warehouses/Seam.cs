namespace DataRelease.Warehouses;

/// <summary>
/// The one place that every effect of a release passes: statements, bulk loads, commits, locks, files. It does nothing
/// by itself. The reliability suite counts the effects and ends the process before or after any of them, so that new
/// effects are covered without a change to the suite. A test refuses effects that bypass it.
/// </summary>
public static class Seam
{
    /// <summary>
    /// Called with each effect before it happens; the function that it returns is called afterwards. Only test programs
    /// set it, before anything runs.
    /// </summary>
    internal static Func<string, Action?>? Watcher { get; set; }

    /// <summary>Passes an effect.</summary>
    /// <param name="what">The statement's text, or a verb and its object; never a value or a secret.</param>
    /// <param name="effect">Does the effect.</param>
    public static async Task<T> PassAsync<T>(string what, Func<Task<T>> effect)
    {
        var after = Watcher?.Invoke(what);
        var result = await effect();
        after?.Invoke();
        return result;
    }

    /// <summary>Passes an effect.</summary>
    /// <param name="what">The statement's text, or a verb and its object; never a value or a secret.</param>
    /// <param name="effect">Does the effect.</param>
    public static async Task PassAsync(string what, Func<Task> effect)
    {
        var after = Watcher?.Invoke(what);
        await effect();
        after?.Invoke();
    }

    /// <summary>Passes an effect.</summary>
    /// <param name="what">A verb and its object.</param>
    /// <param name="effect">Does the effect.</param>
    public static T Pass<T>(string what, Func<T> effect)
    {
        var after = Watcher?.Invoke(what);
        var result = effect();
        after?.Invoke();
        return result;
    }

    /// <summary>Passes an effect.</summary>
    /// <param name="what">A verb and its object.</param>
    /// <param name="effect">Does the effect.</param>
    public static void Pass(string what, Action effect)
    {
        var after = Watcher?.Invoke(what);
        effect();
        after?.Invoke();
    }
}
