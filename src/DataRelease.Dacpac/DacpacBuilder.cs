using DataRelease.Builds;
using DataRelease.Builds.Packages.Running;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.SqlServer;
using DataRelease.Warehouses;

namespace DataRelease.Dacpac;

/// <summary>The user's choices for the release of a dacpac.</summary>
public sealed record DacpacChoices
{
    /// <summary>What a person has accepted, each as <c>kind:object</c>.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>The dacpac of what is in the database before the first release; null if nothing is.</summary>
    public string? Against { get; init; }

    /// <summary>A remark about the file for the user; null for none.</summary>
    public string? Notice { get; init; }

    /// <summary>
    /// True if names that the new version lacks may be dropped, false if they refuse the release; null leaves that to
    /// the swap.
    /// </summary>
    public bool? AllowBreaking { get; init; }
}

/// <summary>
/// Builds a dacpac: the code goes to the release's schemas, and tables are expanded in place in a step of their own.
/// </summary>
public sealed class DacpacBuilder : IDatabaseProject
{
    private readonly Warehouse _warehouse;
    private readonly string _path;
    private readonly DacpacChoices _choices;
    private readonly string _title;
    private DacpacRelease? _release;
    private DacpacNodes? _nodes;

    private DacpacBuilder(Warehouse warehouse, string path, DacpacChoices choices, BuiltPackage package)
    {
        _warehouse = warehouse;
        _path = path;
        _choices = choices;
        _title = $"dacpac {package.Name} {package.Version}";
        Package = package;
    }

    /// <summary>The extension of a dacpac, without a dot.</summary>
    public const string Extension = "dacpac";

    /// <inheritdoc/>
    public string Name => _title;

    /// <inheritdoc/>
    public bool RunsOutside => false;

    /// <inheritdoc/>
    public BuiltPackage Package { get; }

    /// <inheritdoc/>
    public BuiltPackage? Live { private get; set; }

    /// <inheritdoc/>
    public BuiltPackage? Stood { private get; set; }

    /// <inheritdoc/>
    public BuiltPackage? Before { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<CodePointer> BeforePointers => Before is null ? [] : Release.Originals;

    /// <inheritdoc/>
    public IReadOnlyList<string> Expansion => [.. Release.Expansion.Select(batch => batch.Sent)];

    /// <inheritdoc/>
    public IReadOnlyList<CodePointer> Pointers => CodePointers.Of(Release.Pointers, Release.Rights);

    /// <inheritdoc/>
    public IReadOnlyList<ExpectedTable> Tables
    {
        get
        {
            using var file = DacpacFile.Open(_path);
            return DacpacTables.Of(Inventory.Of(file));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RelationName> Staying
    {
        get
        {
            using var file = DacpacFile.Open(_path);
            return
            [
                .. Inventory
                    .Of(file)
                    .Objects.Where(one => one.Kind is ObjectKinds.Table or ObjectKinds.Synonym)
                    .Select(one => one.Name!.Value),
            ];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<PlannedRelation> Objects { get; private set; } = [];

    private DacpacRelease Release => _release ?? throw new InvalidOperationException("a dacpac is planned first");

    private DacpacNodes Nodes => _nodes ?? throw new InvalidOperationException("a dacpac is planned first");

    /// <summary>Opens a dacpac.</summary>
    /// <param name="warehouse">The warehouse to build in.</param>
    /// <param name="path">The file.</param>
    /// <param name="choices">The user's choices.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR2200, DR2201, or DR2208 for another engine than SQL Server.</exception>
    public static async Task<DacpacBuilder> OpenAsync(
        Warehouse warehouse,
        string path,
        DacpacChoices choices,
        CancellationToken cancellation
    )
    {
        if (warehouse.Dialect.Name != SqlServerDialect.Spelling.Name)
            throw new ReleaseException(
                ErrorCode.DacpacNotReleased,
                $"a dacpac is a database of SQL Server, and this environment is {warehouse.Description}",
                "name an environment of type sqlserver with -e"
            );
        return new DacpacBuilder(warehouse, path, choices, await ReadAsync(path, cancellation));
    }

    /// <inheritdoc/>
    public async Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        RequireWhole(build);
        if (_choices.Notice is { } notice)
            events.Publish(new ReleaseEvent.Noted(notice));
        var against = await WriteLiveAsync(artifactsDirectory, cancellation);
        _release = DacpacRelease.Plan(
            new DacpacPlanRequest
            {
                Path = _path,
                Against = against,
                Accepted = _choices.Accepted,
                AllowBreaking = _choices.AllowBreaking != false,
            },
            schema => ReleaseSchemas.InPlaceOf(target.LiveSchema, target.GreenSchema, schema)
        );
        RequireSchemas(target, Release.Schemas);
        Refuse(Release.Problems);
        foreach (var warning in Release.Problems)
            events.Publish(new ReleaseEvent.Warned(warning.Code.Id, Told(warning)));
        _nodes = DacpacNodes.Of(Release);
        // The views are relations of the release, which the product describes itself.
        Objects = [.. Release.Relations.Where(row => !Nodes.Views.Contains(row.Relation))];
        return new ProjectPlan(Release.Name, Release.Version, Nodes.Manifest, null);
    }

    /// <inheritdoc/>
    public Task<ProjectCode?> ReadCodeAsync(
        GreenTarget target,
        string artifactsDirectory,
        CancellationToken cancellation
    ) => Task.FromResult(ProjectCode.Written(Nodes.Manifest));

    /// <summary>Creates the release's schemas and the code in them, object by object, until one fails.</summary>
    public async Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation)
    {
        await using var session = await _warehouse.OpenAsync(cancellation);
        foreach (var schema in Release.Schemas.Values.Order(StringComparer.Ordinal))
            await session.ExecuteAsync(_warehouse.Dialect.EnsureSchema(schema), cancellation);
        var results = new List<NodeResult>();
        var open = Nodes.Order.ToList();
        NodeResult? failed = null;
        foreach (var batch in Release.Code.Where(batch => !batch.MakesSchema))
        {
            var node = batch.Makes is { } name ? Nodes.Find(name) : null;
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            var error = await RunAsync(session, batch.Sent, cancellation);
            var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (error is not null)
            {
                failed = new NodeResult(node ?? Release.Name, "error", seconds, null, error);
                results.Add(failed);
                if (node is not null)
                    open.Remove(node);
                break;
            }
            if (node is null)
                continue;
            open.Remove(node);
            results.Add(new NodeResult(node, "success", seconds, null, null));
        }
        results.AddRange(open.Select(node => new NodeResult(node, "skipped", 0, null, null)));
        if (failed is null && await GrantAsync(session, cancellation) is { } refused)
            results.Add(refused);
        return new BuildResult(results, PackageManifest.Write(Nodes.Manifest, build.Target.GreenSchema, ""));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Rights on views are given on the release's views, from where a swap takes them to the names that consumers use.
    /// </summary>
    private async Task<NodeResult?> GrantAsync(WarehouseSession session, CancellationToken cancellation)
    {
        foreach (var right in Release.ViewRights)
        {
            if (await RunAsync(session, right, cancellation) is { } error)
                return new NodeResult(Release.Name, "error", 0, null, error);
        }
        return null;
    }

    private async Task<string?> RunAsync(WarehouseSession session, string statement, CancellationToken cancellation)
    {
        try
        {
            await session.ExecuteAsync(Sql.Raw(statement), cancellation);
            return null;
        }
        catch (System.Data.Common.DbException error)
        {
            return _warehouse.Translate(error).Message;
        }
    }

    /// <summary>The dacpac of what is live, or of what stood there before the first release.</summary>
    private async Task<string?> WriteLiveAsync(string folder, CancellationToken cancellation)
    {
        if (Live is null && _choices.Against is { } named)
        {
            Before = await ReadAsync(named, cancellation);
            return named;
        }
        if (_choices.Against is { } against)
            throw new ReleaseException(
                ErrorCode.DacpacOptions,
                $"'{against}' is named, and the ledger has the dacpac of the live release",
                "leave --against out; it is for the first release into a database that has objects"
            );
        if ((Live ?? Stood) is not { } known)
            return null;
        var path = Path.Combine(folder, $"live.{Extension}");
        await File.WriteAllBytesAsync(path, known.Bytes.ToArray(), cancellation);
        return path;
    }

    private static async Task<BuiltPackage> ReadAsync(string path, CancellationToken cancellation)
    {
        using var file = DacpacFile.Open(path);
        return new BuiltPackage(file.Name, file.Version.ToString(), await File.ReadAllBytesAsync(path, cancellation))
        {
            Extension = Extension,
        };
    }

    private static void RequireWhole(BuildOptions build)
    {
        var named = new[]
        {
            build.IsPartial ? "--select or --exclude" : "",
            build.Vars is not null ? "--vars" : "",
            build.Reuse != ReuseMode.Never ? "reuse" : "",
        }
            .Where(one => one.Length > 0)
            .ToList();
        if (named.Count > 0)
            throw new ReleaseException(
                ErrorCode.DacpacOptions,
                $"{string.Join(", ", named)} can't be used with a dacpac, which is released as a whole",
                "leave it out of the command and of data-release.yml"
            );
    }

    private void RequireSchemas(GreenTarget target, IReadOnlyDictionary<string, string> schemas)
    {
        var unlisted = schemas
            .Where(pair => target.LiveSchemaOf(pair.Value) is null || target.IsUnasked(pair.Value))
            .Select(pair => pair.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (unlisted.Count > 0)
            throw new ReleaseException(
                ErrorCode.DacpacSchema,
                $"the code of {Release.Name} is in {string.Join(", ", unlisted)}, and environment "
                    + $"'{target.Environment}' releases {string.Join(", ", target.Named.Prepend(target.LiveSchema))}",
                null,
                new SourceLocation(_path)
            );
    }

    private static void Refuse(IReadOnlyList<Problem> problems)
    {
        var errors = problems.Where(problem => !problem.IsWarning).ToList();
        if (errors.Count == 0)
            return;
        var others = errors.Skip(1).Select(problem => $"{System.Environment.NewLine}{problem.Format()}");
        throw new ReleaseException(
            errors[0].Code,
            $"{errors[0].Message}{string.Concat(others)}",
            null,
            errors[0].Where
        );
    }

    private static string Told(Problem warning) =>
        warning.Where is { } place ? $"{place}: {warning.Message}" : warning.Message;
}
