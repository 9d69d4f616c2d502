using System.Text;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.SqlServer;
using DataRelease.Warehouses;

namespace DataRelease.Dacpac;

/// <summary>Plans the release of a dacpac as files, without a server.</summary>
public static class DacpacPlanner
{
    /// <summary>Makes the plan.</summary>
    /// <param name="request">The dacpacs, and what is accepted.</param>
    /// <exception cref="ReleaseException">
    /// A dacpac can't be read, or the names in its code can't be redirected.
    /// </exception>
    public static DacpacPlan Plan(DacpacPlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var release = DacpacRelease.Plan(request, schema =>
            ReleaseSchemas.Green(SqlServerDialect.Spelling, schema, request.Number)
        );
        return new DacpacPlan(
            release.Name,
            release.Version,
            release.Relations,
            release.Problems,
            [
                new DacpacOutput("green.dacpac", release.Green),
                Script("expand.sql", ScriptBatch.Script(release.Expansion)),
                Script("code.sql", ScriptBatch.Script(release.Code)),
                Script("pointers.sql", Pointers(release)),
                Script("report.xml", release.Report),
            ]
        );
    }

    /// <summary>One batch in one transaction, so that consumers see only one release at any time.</summary>
    private static string Pointers(DacpacRelease release)
    {
        // A synonym refers to a name that consumers use, so it is created last.
        var statements = release
            .Gone.Concat(release.Replaced)
            .Select(one => one.Drop)
            .Concat(release.Pointers.OrderBy(one => one.Kind == ObjectKinds.Synonym).SelectMany(one => one.Statements))
            .Select(SqlServerLexis.Scope)
            .Concat(release.Rights.Select(right => Sql.Raw(right.Give)))
            .ToList();
        return SqlServerLexis.Text(
                SqlServerBatch.Of([.. new SqlServerSwapGrammar().BoundLocks(TimeSpan.FromMilliseconds(50))], statements)
            ) + "\n";
    }

    private static DacpacOutput Script(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
