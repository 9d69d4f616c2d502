using DataRelease.Errors;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac;

/// <summary>An open dacpac: its model and its deployment scripts.</summary>
internal sealed class DacpacFile : IDisposable
{
    private DacpacFile(string path, TSqlModel model, string name, Version version)
    {
        Path = path;
        Model = model;
        Name = name;
        Version = version;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The application's name.</summary>
    public string Name { get; }

    /// <summary>The application's version.</summary>
    public Version Version { get; }

    /// <summary>True if it has a script to run before a deployment.</summary>
    public bool HasPreDeployment { get; private init; }

    /// <summary>True if it has a script to run after a deployment.</summary>
    public bool HasPostDeployment { get; private init; }

    internal TSqlModel Model { get; }

    /// <summary>Opens a dacpac and checks its model.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ReleaseException">DR2200 or DR2201.</exception>
    public static DacpacFile Open(string path)
    {
        // Must be set before the first class of DacFx is used, which would otherwise send usage figures to Microsoft.
        Environment.SetEnvironmentVariable("DACFX_TELEMETRY_OPTOUT", "true");
        if (!File.Exists(path))
            throw new ReleaseException(ErrorCode.DacpacInvalid, $"there is no '{path}'");
        TSqlModel? model = null;
        try
        {
            using var package = DacPackage.Load(path);
            model = new TSqlModel(path, DacSchemaModelStorageType.Memory);
            ModelErrors.Require(model, path, ErrorCode.DacpacModelInvalid);
            return new DacpacFile(path, model, package.Name ?? "database", package.Version ?? new Version(0, 0))
            {
                HasPreDeployment = HasText(package.PreDeploymentScript),
                HasPostDeployment = HasText(package.PostDeploymentScript),
            };
        }
        catch (Exception error)
            when (error is DacServicesException or DacModelException or IOException or FormatException)
        {
            model?.Dispose();
            throw new ReleaseException(
                ErrorCode.DacpacInvalid,
                error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' '),
                null,
                new SourceLocation(path),
                error
            );
        }
        catch
        {
            model?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static bool HasText(Stream? script)
    {
        if (script is null)
            return false;
        using var reader = new StreamReader(script);
        return !string.IsNullOrWhiteSpace(reader.ReadToEnd());
    }
}
