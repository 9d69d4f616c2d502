using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;

namespace DataRelease.Dacpac.Tests;

/// <summary>Dacpacs of scripts, built by DacFx as a database project's build does.</summary>
internal static class DacpacOf
{
    public static string Scripts(string folder, string name, params IEnumerable<string> scripts) =>
        Build(folder, name, null, null, scripts);

    public static string Build(
        string folder,
        string name,
        string? before,
        string? after,
        IEnumerable<string> scripts,
        TSqlModelOptions? options = null,
        bool quotedIdentifiers = true
    )
    {
        using var model = new TSqlModel(SqlServerVersion.Sql160, options ?? new TSqlModelOptions());
        foreach (var script in scripts)
            model.AddObjects(script, new TSqlObjectOptions { QuotedIdentifier = quotedIdentifiers });
        var path = Path.Combine(folder, $"{name}.dacpac");
        DacPackageExtensions.BuildPackage(
            path,
            model,
            new PackageMetadata { Name = name, Version = "1.2.0.0" },
            new PackageOptions()
        );
        if (before is not null || after is not null)
            AddScripts(path, before, after);
        return path;
    }

    private static void AddScripts(string path, string? before, string? after)
    {
        using var package = System.IO.Packaging.Package.Open(path, FileMode.Open);
        foreach (var (name, text) in new[] { ("predeploy", before), ("postdeploy", after) })
        {
            if (text is null)
                continue;
            var part = package.CreatePart(new Uri($"/{name}.sql", UriKind.Relative), "text/plain");
            using var writer = new StreamWriter(part.GetStream());
            writer.Write(text);
        }
    }
}
