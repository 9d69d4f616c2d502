using DataRelease.Backups;
using DataRelease.Migrations;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Has a data version taken right before a migration that may lose data, if each loss is one of tables that the
/// configuration counts among the state (<c>backups.tables</c>). Otherwise the migration itself must say that the loss
/// is intended.
/// </summary>
internal sealed class MigrationCover(ReleaseRun run)
{
    /// <summary>
    /// The data version that a script needs; null if the script may lose what the version would not contain, or does
    /// not say with its schema which table it takes rows from.
    /// </summary>
    public async Task<ScriptCover?> FindAsync(MigrationScript script, CancellationToken cancellation)
    {
        if (run.Config.Backups.Tables.Count == 0 || run.Environment.Migrations is not { } read)
            return null;
        var variables = (await read(cancellation)).Variables;
        var text = variables.Render(script.Up).Text;
        var targets = MigrationLint.Targets(text, variables.Lexis, run.Warehouse.Database);
        if (targets.Count == 0 || targets.Any(tables => tables is null))
            return null;
        var taken = targets.SelectMany(tables => tables!).Select(Fold).ToHashSet();
        var named = Names(text, variables.Lexis).ToHashSet();
        await using var session = await run.OpenAsync(cancellation);
        var standing = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [
                    .. named
                        .Select(name => name.Schema)
                        .Concat(run.Config.Backups.Tables.Select(table => table.Split('.')[0]))
                        .Distinct(),
                ],
                cancellation
            )
        )
            .Where(relation => relation.Kind == RelationKind.Table && named.Contains(Fold(relation.Name)))
            .Select(relation => relation.Name)
            .ToList();
        await session.DisposeAsync();
        if (
            standing.Exists(table => !run.Config.Backups.Tables.Contains(table.ToString()))
            || !taken.IsSubsetOf(standing.Select(Fold))
        )
            return null;
        var versions = new DataVersions(run);
        return new ScriptCover(
            standing,
            async token =>
                (
                    await versions.TakeTablesAsync(
                        $"before migration {script.Name}",
                        [.. standing.Select(table => table.ToString())],
                        token
                    )
                )!.Id,
            async (id, token) => await versions.DropAsync(await versions.FindAsync(id, token), token)
        );
    }

    /// <summary>
    /// Every a.b in the text, in lower case. A name that is no table does no harm, but a missed one would.
    /// </summary>
    private static IEnumerable<RelationName> Names(string text, LexicalRules lexis)
    {
        var tokens = SqlLexer
            .Read(text, lexis)
            .Where(token => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment))
            .ToList();
        for (var at = 0; at + 2 < tokens.Count; at++)
        {
            if (IsName(tokens[at]) && text[tokens[at + 1].Start] == '.' && IsName(tokens[at + 2]))
                yield return Fold(new RelationName(Name(tokens[at]), Name(tokens[at + 2])));
        }

        static bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted;

        string Name(SqlToken token) => text.Substring(token.Start, token.Length).Trim('"');
    }

    private static RelationName Fold(RelationName name) =>
        new(name.Schema.ToLowerInvariant(), name.Name.ToLowerInvariant());
}
