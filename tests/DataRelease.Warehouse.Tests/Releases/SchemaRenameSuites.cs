using DataRelease.Configuration;
using DataRelease.Steps;
using DataRelease.Warehouse.Tests.Rollbacks;

namespace DataRelease.Warehouse.Tests.Releases;

// The promises of the suites hold whatever a swap exchanges: those that are not about views that stay in their place.

public sealed class SchemaRenameMainJob() : MainJobSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool ExchangesSchemas => true;

    protected override ReleaseEnvironment At(string name) => base.At(name).ByRename();
}

public sealed class SchemaRenameRecoveries() : RecoverySuite(Testing.Engines.Engine.Postgres)
{
    protected override bool ExchangesSchemas => true;

    protected override ReleaseEnvironment At(string name) => base.At(name).ByRename();
}

public sealed class SchemaRenameCandidates() : CandidateSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool ExchangesSchemas => true;

    protected override ReleaseEnvironment At(string name) => base.At(name).ByRename();
}

public sealed class SchemaRenamePrunes() : PruneSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool ExchangesSchemas => true;

    protected override ReleaseEnvironment At(string name) => base.At(name).ByRename();
}

public sealed class SchemaRenameRollbacks() : RollbackSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool ExchangesSchemas => true;

    protected override ReleaseEnvironment At(string name) => base.At(name).ByRename();
}

public sealed class SchemaRenamePendingRollbacks() : PendingRollbackSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool ExchangesSchemas => true;

    protected override ReleaseEnvironment At(string name) => base.At(name).ByRename();
}

public sealed class SchemaRenameIntruders() : IntruderSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool ExchangesSchemas => true;

    protected override ReleaseEnvironment At(string name) => base.At(name).ByRename();
}

internal static class RenamedEnvironment
{
    public static ReleaseEnvironment ByRename(this ReleaseEnvironment environment) =>
        environment with
        {
            Config = environment.Config with { Swap = environment.Config.Swap with { Method = SwapWay.SchemaRename } },
        };
}
