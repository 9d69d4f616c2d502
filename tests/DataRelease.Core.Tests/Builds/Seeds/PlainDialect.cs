using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Builds.Seeds;

/// <summary>The names of types that every engine has.</summary>
internal sealed class PlainDialect : Dialect
{
    public override string Name => "plain";

    public override Traits Traits { get; } =
        new()
        {
            Names = new NameRules(NameFolding.Lower, 63, NameUnit.Bytes),
            HasTransactionalDdl = true,
            HasSnapshots = true,
            HasRoles = false,
            HasRowSecurity = false,
            HasReliableKeys = true,
            IsOneProcess = false,
            BindsViewsLate = false,
            ErrorsEndTransactions = false,
            CanClone = false,
            IsColumnar = false,
            ForgetsCancels = false,
            MaxParameters = 100,
            ReaderIsolations = [],
        };

    public override string BlobType => throw new NotSupportedException();

    public override string ClockNow => throw new NotSupportedException();

    public override DiffGrammar Diff => throw new NotSupportedException();

    public override Sql HashKind => throw new NotSupportedException();

    public override Sql NowPlus(TimeSpan span) => throw new NotSupportedException();
}
