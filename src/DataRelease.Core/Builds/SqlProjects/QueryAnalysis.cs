using System.Data.Common;
using DataRelease.Builds.Seeds;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.SqlProjects;

/// <summary>
/// Has the warehouse itself say what each query reads: in a transaction that is rolled back, every model becomes an
/// empty view in a scratch schema. A relation of the project that is missing is made first and the query tried again;
/// so the order comes out, and every error is the warehouse's own, with its place in the file.
/// </summary>
/// <param name="warehouse">Where.</param>
/// <param name="project">What.</param>
/// <param name="scratch">The schema, which is there only within the transaction.</param>
/// <param name="isLenient">True if migrations that are still to run may make what is missing.</param>
internal sealed class QueryAnalysis(Warehouse warehouse, SqlProject project, string scratch, bool isLenient)
{
    private readonly Dictionary<string, RenderedText> _texts = [];
    private readonly Dictionary<string, bool> _ended = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];
    private readonly List<ReleaseException> _problems = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _reads = new(StringComparer.Ordinal);

    /// <summary>By file: the names of the project's models and seeds that it reads.</summary>
    /// <exception cref="ReleaseException">DR2100 to DR2103 with all that is wrong, each at its place.</exception>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        var variables = new ScriptVariables(
            new Dictionary<string, string>(project.Config.Variables) { ["schema"] = warehouse.Dialect.Quote(scratch) },
            []
        )
        {
            Lexis = warehouse.Dialect.Lexis,
        };
        foreach (var file in project.Files)
            _texts[file.Text.File] = variables.Render(file.Text);
        await using var session = await warehouse.OpenAsync(cancellation);
        await session.WithoutEffectAsync(
            async () =>
            {
                await session.ExecuteAsync(warehouse.Dialect.CreateSchema(scratch), cancellation);
                foreach (var seed in project.Seeds)
                    await MakeSeedAsync(session, seed, cancellation);
                // What queries say of a seed that is not there would be its consequence only.
                SqlProject.ThrowIfAny(_problems);
                foreach (var file in project.Files.Where(file => file.Kind == NodeKind.Model))
                    await VisitAsync(session, file, cancellation);
                foreach (var file in project.Files.Where(file => file.Kind == NodeKind.Test))
                    await VisitAsync(session, file, cancellation);
            },
            cancellation
        );
        SqlProject.ThrowIfAny(_problems);
        return _reads;
    }

    private async Task MakeSeedAsync(WarehouseSession session, SqlSeed seed, CancellationToken cancellation)
    {
        try
        {
            var table = SeedReader.Read(SqlProjectManifest.Seed(project, seed), seed.Csv, warehouse.Dialect);
            var columns = Sql.Join(
                ", ",
                table.Columns.Select(column => (Sql)$"{new Identifier(column.Name)} {Sql.Raw(column.Type)}")
            );
            await session.ExecuteAsync(
                $"create table {new RelationName(scratch, seed.Name)} ({columns})",
                cancellation
            );
        }
        catch (ReleaseException error)
        {
            _problems.Add(error);
        }
        catch (DbException error) when (!cancellation.IsCancellationRequested)
        {
            // The transaction is over with it, so that other seeds say theirs another time.
            throw new ReleaseException(
                ErrorCode.SeedInvalid,
                $"its table can't be made: {warehouse.Translate(error).Message}",
                "correct the header, or the types under project.seeds in data-release.yml",
                new SourceLocation(seed.File, 1, 1),
                error
            );
        }
    }

    /// <summary>Makes a query's view, those of what it reads before it; false if it can't be made.</summary>
    private async Task<bool> VisitAsync(WarehouseSession session, SqlFile file, CancellationToken cancellation)
    {
        if (_ended.TryGetValue(file.Text.File, out var known))
            return known;
        _path.Add(file.Text.File);
        while (true)
        {
            var error = await TryMakeAsync(session, file, cancellation);
            if (error is null || !await MakeMissingAsync(session, file, error, cancellation))
            {
                _path.RemoveAt(_path.Count - 1);
                return _ended[file.Text.File] = error is null;
            }
        }
    }

    private async Task<DbException?> TryMakeAsync(
        WarehouseSession session,
        SqlFile file,
        CancellationToken cancellation
    )
    {
        var (statement, view) = (Statement(file), View(file));
        try
        {
            if (warehouse.Traits.ErrorsEndTransactions)
                await session.ExecuteAsync($"savepoint query", cancellation);
            await session.ExecuteAsync(Sql.Raw(statement.Text), cancellation);
        }
        catch (DbException error) when (!cancellation.IsCancellationRequested && !warehouse.IsOutOfRoom(error))
        {
            if (warehouse.Traits.ErrorsEndTransactions)
                await session.ExecuteAsync($"rollback to savepoint query", cancellation);
            return error;
        }
        var read = await warehouse.Scripts.ReadReferencesAsync(session, view, Query(file), cancellation);
        _reads[file.Text.File] =
        [
            .. read.Where(name => IsOurs(name) && (name != file.Name || file.Kind == NodeKind.Test)),
        ];
        return null;
    }

    /// <summary>After an error: true if what was missing is there now and the query is worth another try.</summary>
    private async Task<bool> MakeMissingAsync(
        WarehouseSession session,
        SqlFile file,
        DbException error,
        CancellationToken cancellation
    )
    {
        var statement = Statement(file);
        var offset = warehouse.Scripts.FindError(error, statement.Text) is { } at
            ? Math.Clamp(at - statement.Before, 0, Query(file).Length)
            : (int?)null;
        var place = _texts[file.Text.File].Place(offset ?? 0);
        if (warehouse.Scripts.WhyShapeless(error) is var (why, toDo))
        {
            _problems.Add(new ReleaseException(ErrorCode.SqlQueryInvalid, why, toDo, place, error));
            return false;
        }
        if (!warehouse.Scripts.IsMissingRelation(error) || offset is null)
        {
            _problems.Add(new ReleaseException(ErrorCode.SqlQueryInvalid, Sentence(error), null, place, error));
            return false;
        }
        var chain = Names(Query(file), offset.Value);
        if (chain is [.., var schema, var name] && string.Equals(schema, scratch, StringComparison.Ordinal))
        {
            if (
                project.Files.FirstOrDefault(other => other.Kind == NodeKind.Model && other.Name == name)
                is not { } other
            )
                return Missing($"there is no model or seed '{name}'", place);
            if (_path.Contains(other.Text.File))
            {
                var circle = _path
                    .SkipWhile(step => step != other.Text.File)
                    .Append(other.Text.File)
                    .Select(Path.GetFileNameWithoutExtension);
                _problems.Add(
                    new ReleaseException(ErrorCode.SqlCycle, $"{string.Join(" reads ", circle)}", null, place)
                );
                return false;
            }
            // One that failed has said why; what reads it has nothing to add.
            return await VisitAsync(session, other, cancellation);
        }
        if (chain is [var alone] && IsOurs(alone))
            return Missing($"'{alone}' is a relation of the project and has to be written $schema$.{alone}", place);
        if (!isLenient)
            return Missing($"'{string.Join('.', chain)}' does not exist", place);
        // What the text says, until the migrations have run and the warehouse can be asked.
        _reads[file.Text.File] = [.. ReferencesInText(Query(file)).Where(IsOurs).Distinct()];
        return false;
    }

    private bool Missing(string what, SourceLocation? place)
    {
        _problems.Add(new ReleaseException(ErrorCode.SqlReferenceUnknown, what, null, place));
        return false;
    }

    private bool IsOurs(string name) =>
        project.Files.Any(file => file.Kind == NodeKind.Model && file.Name == name)
        || project.Seeds.Any(seed => seed.Name == name);

    private string Query(SqlFile file)
    {
        var text = _texts[file.Text.File].Text;
        return SqlStatements.Read(text, warehouse.Dialect.Lexis) is [var only]
            ? text[..(only.Start + only.Length)]
            : text;
    }

    private RelationName View(SqlFile file) =>
        new(scratch, file.Kind == NodeKind.Test ? warehouse.Dialect.Shorten($"test {file.Name}") : file.Name);

    /// <summary>
    /// The statement, and how much of it stands before the file's own text. A test may select one column twice, which a
    /// view may not.
    /// </summary>
    private (string Text, int Before) Statement(SqlFile file)
    {
        var before =
            $"create view {warehouse.Dialect.Quote(View(file))} as "
            + (file.Kind == NodeKind.Test ? "select 1 as found from (\n" : "(\n");
        return ($"{before}{Query(file)}\n){(file.Kind == NodeKind.Test ? " q" : "")}", before.Length);
    }

    private string Sentence(DbException error) =>
        warehouse
            .Translate(error)
            .Message.Replace($"{scratch}.", "", StringComparison.Ordinal)
            .Split("LINE ")[0]
            .Trim();

    /// <summary>The names with dots between them that stand at a place.</summary>
    private List<string> Names(string sql, int offset)
    {
        var names = new List<string>();
        foreach (var token in SqlLexer.Read(sql[offset..], warehouse.Dialect.Lexis))
        {
            var text = sql.Substring(offset + token.Start, token.Length);
            if (token.Kind == SqlTokenKind.Quoted)
                names.Add(text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal));
            else if (token.Kind == SqlTokenKind.Word)
                names.Add(text.ToLowerInvariant());
            else if (text != ".")
                break;
        }
        return names;
    }

    private IEnumerable<string> ReferencesInText(string sql) =>
        SqlLexer
            .Read(sql, warehouse.Dialect.Lexis)
            .Where(token => token.Kind == SqlTokenKind.Quoted)
            .Select(token => Names(sql, token.Start))
            .Where(chain => chain.Count >= 2 && chain[0] == scratch)
            .Select(chain => chain[1]);
}
