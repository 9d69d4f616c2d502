using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds;

/// <summary>
/// Builds a project that has more than relations of a release: tables with data, which stay where they are, and code
/// that consumers call by name.
/// </summary>
public interface IDatabaseProject : IGreenBuilder
{
    /// <summary>
    /// Says what is live, before <see cref="IGreenBuilder.PlanAsync"/>: the package of the live release, or null if
    /// nothing is live.
    /// </summary>
    BuiltPackage? Live { set; }

    /// <summary>
    /// Says what was in the database before the first release, as an earlier command recorded it. It counts if nothing
    /// is live and the user names nothing.
    /// </summary>
    BuiltPackage? Stood { set; }

    /// <summary>
    /// What stood in the database before the first release, if the user named it; null if nothing stood there.
    /// </summary>
    BuiltPackage? Before => null;

    /// <summary>The pointers that give the called names of <see cref="Before"/> their own code again.</summary>
    IReadOnlyList<CodePointer> BeforePointers => [];

    /// <summary>
    /// The statements that add to the tables in place, in order. They are known once it is planned, and each can follow
    /// another one in a transaction.
    /// </summary>
    IReadOnlyList<string> Expansion { get; }

    /// <summary>The names that are called, and rights on them. They are known once it is planned.</summary>
    IReadOnlyList<CodePointer> Pointers { get; }

    /// <summary>The tables that stay in place, as this version of the project expects them.</summary>
    IReadOnlyList<ExpectedTable> Tables { get; }

    /// <summary>All tables and synonyms in live, which are no relations of a release.</summary>
    IReadOnlyList<RelationName> Staying { get; }

    /// <summary>What happens to each object that is no relation of the release.</summary>
    IReadOnlyList<PlannedRelation> Objects { get; }
}
