using DataRelease.SqlServer;
using DataRelease.Warehouses;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac;

/// <summary>What DacFx would run to turn one model into another. It needs no server.</summary>
/// <param name="Report">DacFx's report.</param>
/// <param name="Batches">The batches of the script, without what only sqlcmd needs.</param>
internal sealed record Deployment(DeployReport Report, IReadOnlyList<ScriptBatch> Batches)
{
    /// <summary>Computes the deployment that turns one model into another.</summary>
    public static Deployment Between(TSqlModel from, TSqlModel to)
    {
        using var target = Package(from);
        using var source = Package(to);
        // The report must contain every difference, so no option leaves anything out.
        var options = new DacDeployOptions
        {
            ScriptDatabaseOptions = false,
            IncludeTransactionalScripts = false,
            CommentOutSetVarDeclarations = true,
            DropObjectsNotInSource = true,
            DropPermissionsNotInSource = true,
            DropConstraintsNotInSource = true,
            DropIndexesNotInSource = true,
            DropExtendedPropertiesNotInSource = true,
            BlockOnPossibleDataLoss = true,
            GenerateSmartDefaults = false,
            IgnoreColumnOrder = true,
            AllowIncompatiblePlatform = true,
        };
        var report = DacServices.GenerateDeployReport(source, target, "database", options);
        var script = DacServices.GenerateDeployScript(source, target, "database", options);
        return new Deployment(DeployReport.Read(report), ScriptBatch.Split(script));
    }

    /// <summary>The same deployment, without the statements that create stubs of these names.</summary>
    public Deployment Without(IReadOnlySet<RelationName> stubs)
    {
        var titles = stubs.Select(SqlServerDialect.Spelling.Quote).ToHashSet(StringComparer.Ordinal);
        return new Deployment(
            Report with
            {
                Operations = [.. Report.Operations.Where(one => one.Name != "Create" || !titles.Contains(one.Object))],
            },
            [.. Batches.Where(batch => !batch.Statements.Any(statement => Makes(statement, stubs)))]
        );
    }

    private static bool Makes(TSqlStatement statement, IReadOnlySet<RelationName> names) =>
        ScriptBatch.NameOf(statement) is { SchemaIdentifier: { } schema } name
        && names.Contains(new RelationName(schema.Value, name.BaseIdentifier.Value));

    private static DacPackage Package(TSqlModel model)
    {
        var stream = new MemoryStream();
        DacPackageExtensions.BuildPackage(
            stream,
            model,
            new PackageMetadata { Name = "database", Version = "1.0.0.0" },
            new PackageOptions()
        );
        stream.Position = 0;
        return DacPackage.Load(stream, DacSchemaModelStorageType.Memory, FileAccess.Read);
    }
}
