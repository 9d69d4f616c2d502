using System.Data.Common;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using DataRelease.Errors;

namespace DataRelease.Snowflake;

/// <summary>
/// Loads the driver's assemblies separately from the tool's, so that each has its own versions of shared dependencies.
/// Assemblies of .NET itself are shared, above all the one with <see cref="DbProviderFactory"/>.
/// </summary>
internal sealed class SnowflakeDriverContext : AssemblyLoadContext
{
    private const string Factory = "Snowflake.Data.Client.SnowflakeDbFactory";

    private readonly string _folder;
    private readonly AssemblyDependencyResolver? _resolver;

    private SnowflakeDriverContext(string folder, AssemblyDependencyResolver? resolver)
        : base("driver of Snowflake")
    {
        _folder = folder;
        _resolver = resolver;
    }

    /// <summary>Loads the driver from a folder.</summary>
    /// <exception cref="ReleaseException">DR4201 if the folder has no driver, or a broken one.</exception>
    public static SnowflakeDriver Load(string folder)
    {
        var path = Path.Combine(folder, $"{SnowflakeDriver.Assembly}.dll");
        if (!File.Exists(path))
            throw Broken(folder, $"has no {SnowflakeDriver.Assembly}.dll");
        try
        {
            var context = new SnowflakeDriverContext(folder, Resolver(folder, path));
            var assembly = context.LoadFromAssemblyPath(path);
            var type = assembly.GetType(Factory);
            var instance = type?.GetField("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
            return instance is DbProviderFactory factory
                ? new SnowflakeDriver(factory, $"{SnowflakeDriver.Assembly} {Version(assembly)} in {folder}")
                : throw Broken(folder, $"has a {SnowflakeDriver.Assembly}.dll without {Factory}.Instance");
        }
        catch (Exception error)
            when (error
                    is BadImageFormatException
                        or FileLoadException
                        or FileNotFoundException
                        or TypeLoadException
                        or TypeInitializationException
                        or TargetInvocationException
            )
        {
            throw Broken(folder, $"has a {SnowflakeDriver.Assembly}.dll that can't be loaded: {Cause(error)}", error);
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = _resolver?.ResolveAssemblyToPath(assemblyName) ?? Beside($"{assemblyName.Name}.dll");
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = _resolver?.ResolveUnmanagedDllToPath(unmanagedDllName)
            ?? Beside(unmanagedDllName)
            ?? Beside(Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native", unmanagedDllName));
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }

    private string? Beside(string file) => Path.Combine(_folder, file) is var path && File.Exists(path) ? path : null;

    /// <summary>
    /// The dependencies of the driver. <c>dotnet publish</c> lists them under the name of the published project.
    /// </summary>
    private static AssemblyDependencyResolver? Resolver(string folder, string driver)
    {
        var published = Path.Combine(folder, $"{SnowflakeDriverProject.Name}.dll");
        try
        {
            return new AssemblyDependencyResolver(File.Exists(published) ? published : driver);
        }
        catch (InvalidOperationException)
        {
            // The list of dependencies can't be read, so the files in the folder are used.
            return null;
        }
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString()
        ?? "of unknown version";

    private static string Cause(Exception error) =>
        (error is TypeInitializationException or TargetInvocationException ? error.GetBaseException() : error)
            .Message.ReplaceLineEndings(" ")
            .TrimEnd('.');

    private static ReleaseException Broken(string folder, string why, Exception? inner = null) =>
        new(ErrorCode.DriverBroken, $"the folder {folder} {why}", inner: inner);
}
