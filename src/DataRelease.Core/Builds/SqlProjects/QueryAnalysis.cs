using System.Data.Common;
using DataRelease.Builds.Seeds;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.SqlProjects;

/// <summary>
/// Lets the warehouse itself say what each query reads. In a transaction that is rolled back, every model becomes an
/// empty view in a scratch schema. If a relation of the project is missing, it is made first and the query is tried
/// again. This gives the order of the models, and every error is the warehouse's own, with its place in the file. On an
/// engine that binds views when they are read, a view that reads other views is replaced by one that reads nothing, so
/// that the work grows with the project's size and not with its depth.
/// </summary>
/// <param name="warehouse">The warehouse.</param>
/// <param name="project">The project.</param>
/// <param name="scratch">The scratch schema, which exists only while this runs.</param>
/// <param name="isLenient">True if pending migrations may make what is missing.</param>
internal sealed class QueryAnalysis(Warehouse warehouse, SqlProject project, string scratch, bool isLenient)
{
    private readonly Dictionary<string, RenderedText> _texts = [];

    /// <summary>The project's models by name, and null for each seed.</summary>
    private readonly Dictionary<string, SqlFile?> _ours = project
        .Files.Where(file => file.Kind == NodeKind.Model)
        .Select(file => (file.Name, File: (SqlFile?)file))
        .Concat(project.Seeds.Select(seed => (seed.Name, File: (SqlFile?)null)))
        .ToDictionary(ours => ours.Name, ours => ours.File, StringComparer.Ordinal);

    /// <summary>Whether each tried file could be made.</summary>
    private readonly Dictionary<string, bool> _isMade = new(StringComparer.Ordinal);
    private readonly List<SqlFile> _path = [];
    private readonly List<ReleaseException> _problems = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _reads = new(StringComparer.Ordinal);

    /// <summary>The names of the project's models and seeds that each file reads, by file.</summary>
    /// <exception cref="ReleaseException">DR2100 to DR2103 with all problems, each with its place.</exception>
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
                // Errors of queries about a missing seed would only be consequences.
                SqlProject.ThrowIfAny(_problems);
                foreach (var file in project.Files.Where(file => file.Kind == NodeKind.Model))
                    await VisitAsync(session, file, cancellation);
                foreach (var file in project.Files.Where(file => file.Kind == NodeKind.Test))
                    await VisitAsync(session, file, cancellation);
            },
            warehouse.Dialect.DropSchema(scratch),
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
            // The error ends the transaction, so other seeds' errors are reported another time.
            throw new ReleaseException(
                ErrorCode.SeedInvalid,
                $"its table can't be made: {warehouse.Translate(error).Message}",
                "correct the header, or the types under project.seeds in data-release.yml",
                new SourceLocation(seed.File, 1, 1),
                error
            );
        }
    }

    /// <summary>Makes a query's view, after the views that it reads.</summary>
    private async Task VisitAsync(WarehouseSession session, SqlFile file, CancellationToken cancellation)
    {
        if (_isMade.ContainsKey(file.Text.File))
            return;
        // A list replaces recursion, because a chain of models may be longer than the process's stack.
        _path.Add(file);
        while (_path is [.., var top])
        {
            var error = await TryMakeAsync(session, top, cancellation);
            if (error is not null && FindMissing(top, error) is { } missing)
            {
                _path.Add(missing);
                continue;
            }
            _path.RemoveAt(_path.Count - 1);
            _isMade[top.Text.File] = error is null;
        }
    }

    private async Task<DbException?> TryMakeAsync(
        WarehouseSession session,
        SqlFile file,
        CancellationToken cancellation
    )
    {
        var (statement, view) = (Statement(file), View(file));
        if (await Attempt.RunAsync(warehouse, session, Sql.Raw(statement.Text), cancellation) is { } error)
            return error;
        var read = await warehouse.Scripts.ReadReferencesAsync(session, view, Query(file), cancellation);
        IReadOnlyList<string> ours =
        [
            .. read.Where(name => _ours.ContainsKey(name) && (name != file.Name || file.Kind == NodeKind.Test)),
        ];
        _reads[file.Text.File] = ours;
        // Reading a view that reads only tables costs no more than its own query.
        if (file.Kind != NodeKind.Model || !warehouse.Traits.BindsViewsLate)
            return null;
        if (!IsView(file))
            await session.ExecuteAsync(
                warehouse.Dialect.CreateTableLike(new RelationName(scratch, file.Name), $"select * from {view}"),
                cancellation
            );
        else if (ours.Any(name => _ours[name] is { } model && IsView(model)))
            await warehouse.Queries.DetachAsync(session, view, cancellation);
        return null;
    }

    /// <summary>
    /// Finds, after an error, the model that must be made before the query is tried again; null if there is none.
    /// </summary>
    private SqlFile? FindMissing(SqlFile file, DbException error)
    {
        var statement = Statement(file);
        var offset = warehouse.Scripts.FindError(error, statement.Text) is { } at
            ? Math.Clamp(at - statement.Before, 0, Query(file).Length)
            : (int?)null;
        var place = _texts[file.Text.File].Place(offset ?? 0);
        if (warehouse.Scripts.WhyShapeless(error) is var (why, toDo))
        {
            _problems.Add(new ReleaseException(ErrorCode.SqlQueryInvalid, why, toDo, place, error));
            return null;
        }
        if (!warehouse.Scripts.IsMissingRelation(error) || offset is null)
        {
            _problems.Add(new ReleaseException(ErrorCode.SqlQueryInvalid, Sentence(error), null, place, error));
            return null;
        }
        var chain = Names(Query(file), offset.Value);
        if (chain is [.., var schema, var name] && string.Equals(schema, scratch, StringComparison.Ordinal))
        {
            if (_ours.GetValueOrDefault(name) is not { } other)
                return Missing($"there is no model or seed '{name}'", place);
            if (_path.Contains(other))
            {
                var circle = _path
                    .SkipWhile(step => step != other)
                    .Append(other)
                    .Select(step => Path.GetFileNameWithoutExtension(step.Text.File));
                _problems.Add(
                    new ReleaseException(ErrorCode.SqlCycle, $"{string.Join(" reads ", circle)}", null, place)
                );
                return null;
            }
            if (!_isMade.TryGetValue(other.Text.File, out var isMade))
                return other;
            if (isMade)
                _problems.Add(new ReleaseException(ErrorCode.SqlQueryInvalid, Sentence(error), null, place, error));
            // The failed model has reported its reason, and models that read it add nothing.
            else if (isLenient)
                ReadInText(file);
            return null;
        }
        if (chain is [var alone] && _ours.ContainsKey(alone))
            return Missing($"'{alone}' is a relation of the project and has to be written $schema$.{alone}", place);
        if (!isLenient)
            return Missing($"'{string.Join('.', chain)}' does not exist", place);
        ReadInText(file);
        return null;
    }

    private SqlFile? Missing(string what, SourceLocation? place)
    {
        _problems.Add(new ReleaseException(ErrorCode.SqlReferenceUnknown, what, null, place));
        return null;
    }

    /// <summary>
    /// Takes the relations from the text, until the migrations have run and the warehouse can be asked.
    /// </summary>
    private void ReadInText(SqlFile file) =>
        _reads[file.Text.File] = [.. ReferencesInText(Query(file)).Where(_ours.ContainsKey).Distinct()];

    private static bool IsView(SqlFile file) => file.Settings.Materialized == "view";

    private string Query(SqlFile file)
    {
        var text = _texts[file.Text.File].Text;
        return SqlStatements.Read(text, warehouse.Dialect.Lexis) is [var only]
            ? text[..(only.Start + only.Length)]
            : text;
    }

    /// <summary>
    /// The name of a query's view. A name with a blank can't collide with others. On an engine that binds views late, a
    /// query that is no model's view is not needed any more once it has been made.
    /// </summary>
    private RelationName View(SqlFile file) =>
        new(
            scratch,
            IsPassing(file) ? "a query"
                : file.Kind == NodeKind.Test ? warehouse.Dialect.Shorten($"test {file.Name}")
                : file.Name
        );

    private bool IsPassing(SqlFile file) =>
        warehouse.Traits.BindsViewsLate && (file.Kind != NodeKind.Model || !IsView(file));

    /// <summary>
    /// The statement, and the length of its part before the file's own text. A test may select one column twice, which
    /// a view may not.
    /// </summary>
    private (string Text, int Before) Statement(SqlFile file)
    {
        var (before, after) = warehouse.Dialect.ViewStatement(View(file), IsPassing(file));
        if (file.Kind == NodeKind.Test)
            (before, after) = ($"{before}select 1 as found from (\n", $"\n) q{after}");
        return ($"{before}{Query(file)}{after}", before.Length);
    }

    private string Sentence(DbException error) =>
        warehouse
            .Translate(error)
            .Message.Replace($"{scratch}.", "", StringComparison.Ordinal)
            .Split("LINE ")[0]
            .Trim();

    /// <summary>The names at a position, with dots between them.</summary>
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
