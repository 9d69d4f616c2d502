using DataRelease.Warehouse.Tests.Packages;
using DataRelease.Warehouse.Tests.Rollbacks;
using DataRelease.Warehouse.Tests.SqlProjects;

namespace DataRelease.Warehouse.Tests.Releases;

// What a release promises where each change of an object commits separately, see FakeSeparatePostgres. These suites are
// not inherited: what such an engine refuses (waves, canaries, leaving, data versions, state in place, migrations in a
// transaction, several live schemas; see SeparateTests), what is PostgreSQL's own (locks, fences, rights), and what
// changes no object (diffs, checks, reports).

public sealed class SeparateMainJob() : MainJobSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRecoveries() : RecoverySuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateCandidates() : CandidateSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePrunes() : PruneSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRefusals() : RefusedReleaseSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateIntruders() : IntruderSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRollbacks() : RollbackSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePendingRollbacks() : PendingRollbackSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateKeptState() : KeptStateSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateCarriedState() : CarriedStateSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRefreshes() : RefreshSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRefreshedPackages() : RefreshedPackageSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePackages() : PackageSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePackageRollbacks() : PackageRollbackSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateReuse() : ReuseSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateFreshReuse() : FreshReuseSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateSqlProjects() : SqlProjectSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRefreshedSqlProjects() : RefreshedSqlProjectSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePreviews() : PreviewSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateShadows() : ShadowSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateBesideModels() : BesideModelsSuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePolicies() : PolicySuite(Testing.Engines.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}
