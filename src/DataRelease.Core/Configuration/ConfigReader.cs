using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>
/// Reads <c>data-release.yml</c>. Every key is optional, and every mistake is reported with its line, column and a
/// suggestion.
/// </summary>
public static partial class ConfigReader
{
    /// <summary>The file's default name.</summary>
    public const string FileName = "data-release.yml";

    /// <summary>Reads the configuration of a project.</summary>
    /// <param name="projectDir">The folder in which <see cref="FileName"/> is searched.</param>
    /// <param name="file">A file that the user named, or null.</param>
    /// <param name="environment">Reads <c>DATARELEASE_*</c> variables, which override the file.</param>
    /// <param name="checks">The kinds of checks that the file may name.</param>
    /// <param name="engines">The allowed values of an environment's <c>type</c>; null for any.</param>
    /// <exception cref="ReleaseException">DR1001 to DR1003.</exception>
    public static ReleaseConfig Load(
        string projectDir,
        string? file,
        Func<string, string?> environment,
        IReadOnlyList<CheckKind> checks,
        IReadOnlyList<string>? engines = null
    )
    {
        var path = file ?? Path.Combine(projectDir, FileName);
        if (!File.Exists(path))
        {
            if (file is not null)
                throw new ReleaseException(ErrorCode.ConfigMissing, $"there is no '{file}'");
            return Override(new ReleaseConfig(), environment);
        }
        return Override(Read(TextFile.Read(path), path, checks, engines), environment);
    }

    /// <summary>Reads the configuration from a text.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The file's name in errors.</param>
    /// <param name="checks">The kinds of checks that the text may name.</param>
    /// <param name="engines">The allowed values of an environment's <c>type</c>; null for any.</param>
    public static ReleaseConfig Read(
        string text,
        string file,
        IReadOnlyList<CheckKind> checks,
        IReadOnlyList<string>? engines = null
    )
    {
        YamlNode? root = null;
        try
        {
            root = YamlText.Parse(text);
        }
        catch (YamlException error)
        {
            throw new ReleaseException(
                ErrorCode.ConfigInvalid,
                $"the YAML is broken: {error.Message}",
                null,
                new SourceLocation(file, (int)error.Start.Line, (int)error.Start.Column),
                error
            );
        }
        var problems = new ConfigProblems(file);
        var config = Root(
            new ConfigMapping(root, "", problems),
            problems,
            new CheckReader(checks, problems),
            engines
        ) with
        {
            File = file,
        };
        problems.ThrowIfAny();
        return config;
    }

    private static ReleaseConfig Root(
        ConfigMapping map,
        ConfigProblems problems,
        CheckReader checks,
        IReadOnlyList<string>? engines
    )
    {
        var config = new ReleaseConfig
        {
            DefaultEnvironment = map.Text("default_environment"),
            Environments = Environments(map.Mapping("environments"), problems, engines),
            LedgerSchema = map.Named("ledger_schema") ?? "data_release",
            Schemas = SchemasReader.Read(map, problems),
            Build = Build(map.Mapping("build")),
            Validate = Validate(map.Mapping("validate"), checks),
            Swap = Swap(map.Mapping("swap")),
            Retention = Retention(map.Mapping("retention")),
            Previews = Previews(map.Mapping("previews")),
            Report = Report(map.Mapping("report")),
            Project = SqlProjectReader.Read(map, problems),
            Migrations = MigrationsReader.Read(map.Mapping("migrations"), problems),
            Backups = BackupReader.Backups(map.Mapping("backups"), problems),
            Rollback = BackupReader.Rollback(map.Mapping("rollback")),
            Strategy = ReleaseStrategies.Of(map.OneOf("strategy", ReleaseStrategies.Words) ?? "") ?? default,
            Canary = CanaryReader.Read(map.Find("canary"), problems),
            Rolling = RollingReader.Read(map.Find("rolling"), problems),
            Shadow = ShadowReader.Read(map, checks, problems),
            Replay = ReplayReader.Read(map, problems),
            Monitor = MonitorReader.Read(map.Mapping("monitor"), checks, problems),
            Notify = NotifyReader.Read(map.Find("notify"), problems),
            Log = NotifyReader.ReadLog(map.Mapping("log")),
            DacpacAccepted = DacpacReader.Accepted(map.Mapping("dacpac"), problems),
        };
        map.RefuseOthers();
        return config;
    }

    private static Dictionary<string, EnvironmentConfig> Environments(
        ConfigMapping map,
        ConfigProblems problems,
        IReadOnlyList<string>? engines
    )
    {
        var found = new Dictionary<string, EnvironmentConfig>(StringComparer.Ordinal);
        foreach (var (name, node) in map.All())
        {
            var entry = new ConfigMapping(node, $"environments.{name}", problems);
            found[name] = new EnvironmentConfig
            {
                Target = entry.Text("target"),
                Schema = entry.Named("schema"),
                ConnectionEnv = entry.Text("connection_env"),
                Path = entry.Text("path"),
                IsProtected = entry.Flag("protected", false),
                Type = engines is null ? entry.Text("type") : entry.OneOf("type", engines),
                Policies = PolicyReader.Read(name, entry, problems),
            };
            if (found[name].ConnectionEnv is { } variable && !VariableName().IsMatch(variable))
                problems.Add(
                    entry.Find("connection_env")!,
                    "'connection_env' must be the name of a variable, not the connection string itself"
                );
            entry.RefuseOthers();
        }
        return found;
    }

    private static List<ArrivalQuery> Arrivals(ConfigMapping map)
    {
        var found = new List<ArrivalQuery>();
        foreach (var (name, where, _) in map.Placed())
        {
            if (map.Query(name) is { } query)
                found.Add(new ArrivalQuery(name, query, where));
        }
        return found;
    }

    private static BuildConfig Build(ConfigMapping map)
    {
        var standard = new BuildConfig();
        var arrivals = Arrivals(map.Mapping("arrivals"));
        var config = new BuildConfig
        {
            Dbt = map.Text("dbt") ?? standard.Dbt,
            Threads = map.Number("threads", 1),
            Timeout = map.Duration("timeout", standard.Timeout, TimeSpan.FromMilliseconds(1)),
            FullRefresh = map.Flag("full_refresh", false),
            Reuse = map.OneOf("reuse", "never", "unchanged", "fresh") switch
            {
                "unchanged" => ReuseMode.Unchanged,
                "fresh" => ReuseMode.Fresh,
                _ => ReuseMode.Never,
            },
            Arrivals = arrivals.Count == 0 ? standard.Arrivals : arrivals,
            Package = map.Text("package"),
        };
        map.RefuseOthers();
        return config;
    }

    private static ValidateConfig Validate(ConfigMapping map, CheckReader checks)
    {
        var standard = new ValidateConfig();
        var config = new ValidateConfig
        {
            Timeout = map.Duration("timeout", standard.Timeout, TimeSpan.Zero),
            RetryEvery = map.Duration("retry_every", standard.RetryEvery, TimeSpan.FromMilliseconds(1)),
            OnInconclusive = map.OneOf("on_inconclusive", "fail", "warn", "pass") switch
            {
                "warn" => OnInconclusive.Warn,
                "pass" => OnInconclusive.Pass,
                _ => OnInconclusive.Fail,
            },
            Unexplained = map.OneOf("unexplained", "warn", "fail", "pass") switch
            {
                "fail" => Unexplained.Fail,
                "pass" => Unexplained.Pass,
                _ => Unexplained.Warn,
            },
            Checks = checks.Read(map.Find("checks"), "validate.checks"),
        };
        map.RefuseOthers();
        return config;
    }

    private static SwapConfig Swap(ConfigMapping map)
    {
        var standard = new SwapConfig();
        var config = new SwapConfig
        {
            LockTimeout = map.Duration("lock_timeout", standard.LockTimeout, TimeSpan.FromMilliseconds(1)),
            Budget = map.Duration("budget", standard.Budget, TimeSpan.Zero),
            Fence = map.Duration("fence", standard.Fence, TimeSpan.Zero),
            AllowBreaking = map.Flag("allow_breaking", false),
            OnBlocked = map.OneOf("on_blocked", "wait", "refuse", "cancel") switch
            {
                "refuse" => OnBlocked.Refuse,
                "cancel" => OnBlocked.Cancel,
                _ => OnBlocked.Wait,
            },
            Method = map.OneOf("method", "views", "schema-rename") is "schema-rename"
                ? SwapWay.SchemaRename
                : SwapWay.Views,
        };
        map.RefuseOthers();
        return config;
    }

    private static RetentionConfig Retention(ConfigMapping map)
    {
        var config = new RetentionConfig
        {
            Keep = map.Number("keep", 0) ?? new RetentionConfig().Keep,
            Refreshes = map.Number("refreshes", 1) ?? new RetentionConfig().Refreshes,
            AfterSwap = map.Flag("after_swap", false),
            MaxAge = map.Duration("max_age", TimeSpan.Zero),
            Window = map.Duration("window", TimeSpan.Zero),
        };
        map.RefuseOthers();
        return config;
    }

    private static PreviewConfig Previews(ConfigMapping map)
    {
        var standard = new PreviewConfig();
        var config = new PreviewConfig { Retention = map.Duration("retention", TimeSpan.Zero) ?? standard.Retention };
        map.RefuseOthers();
        return config;
    }

    private static ReportConfig Report(ConfigMapping map)
    {
        var standard = new ReportConfig();
        var config = new ReportConfig
        {
            Html = map.Flag("html", standard.Html),
            Dir = map.Text("dir"),
            Diff = map.OneOf("diff", "changed", "all", "none") switch
            {
                "all" => ReportDiffScope.All,
                "none" => ReportDiffScope.None,
                _ => ReportDiffScope.Changed,
            },
            MaxRows = map.Number("max_rows", 0) ?? standard.MaxRows,
            Samples = map.Number("samples", 0) ?? standard.Samples,
            Sensitive = map.Texts("sensitive"),
            Budget = map.Duration("budget", TimeSpan.FromMilliseconds(1)),
        };
        map.RefuseOthers();
        return config;
    }

    private static ReleaseConfig Override(ReleaseConfig config, Func<string, string?> environment)
    {
        string? Text(string name) => environment($"DATARELEASE_{name}") is { Length: > 0 } value ? value : null;
        T? Read<T>(string name, string wanted, Func<string, T?> parse)
            where T : struct =>
            Text(name) is not { } text
                ? null
                : parse(text)
                    ?? throw new ReleaseException(ErrorCode.VariableInvalid, $"DATARELEASE_{name} must be {wanted}");
        return config with
        {
            DefaultEnvironment = Text("ENVIRONMENT") ?? config.DefaultEnvironment,
            LedgerSchema = Text("LEDGER_SCHEMA") ?? config.LedgerSchema,
            Strategy = Read<ReleaseStrategy>(
                "STRATEGY",
                string.Join(" or ", ReleaseStrategies.Words),
                ReleaseStrategies.Of
            ) ?? config.Strategy,
            Build = config.Build with
            {
                Dbt = Text("DBT") ?? config.Build.Dbt,
                Threads = Read<int>("THREADS", "a whole number above zero", text =>
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                        ? number
                        : null
                ) ?? config.Build.Threads,
                Timeout = Read<TimeSpan>("BUILD_TIMEOUT", "a duration such as 4h", ConfigValues.Duration)
                    ?? config.Build.Timeout,
            },
            Swap = config.Swap with
            {
                LockTimeout = Read<TimeSpan>("SWAP_LOCK_TIMEOUT", "a duration such as 50ms", ConfigValues.Duration)
                    ?? config.Swap.LockTimeout,
                Budget = Read<TimeSpan>("SWAP_BUDGET", "a duration such as 5m", ConfigValues.Duration)
                    ?? config.Swap.Budget,
            },
        };
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
