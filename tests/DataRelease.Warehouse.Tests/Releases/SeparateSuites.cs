using DataRelease.Warehouse.Tests.Packages;
using DataRelease.Warehouse.Tests.Rollbacks;
using DataRelease.Warehouse.Tests.SqlProjects;

namespace DataRelease.Warehouse.Tests.Releases;

// What a release promises where each change of an object commits separately, see FakeSeparatePostgres. These suites are
// not inherited: what such an engine refuses (waves, canaries, leaving, data versions, state in place, migrations in a
// transaction, several live schemas; see SeparateTests), what is PostgreSQL's own (locks, fences, rights), and what
// changes no object (diffs, checks, reports).

public sealed class SeparateMainJob() : MainJobSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRecoveries() : RecoverySuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateCandidates() : CandidateSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePrunes() : PruneSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRefusals() : RefusedReleaseSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateIntruders() : IntruderSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRollbacks() : RollbackSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePendingRollbacks() : PendingRollbackSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateKeptState() : KeptStateSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateCarriedState() : CarriedStateSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRefreshes() : RefreshSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRefreshedPackages() : RefreshedPackageSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePackages() : PackageSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePackageRollbacks() : PackageRollbackSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateReuse() : ReuseSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateFreshReuse() : FreshReuseSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateSqlProjects() : SqlProjectSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateRefreshedSqlProjects() : RefreshedSqlProjectSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePreviews() : PreviewSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateShadows() : ShadowSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparateBesideModels() : BesideModelsSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}

public sealed class SeparatePolicies() : PolicySuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;
}
