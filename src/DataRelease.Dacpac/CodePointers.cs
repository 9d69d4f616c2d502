using DataRelease.Ledgers;
using DataRelease.SqlServer;
using DataRelease.Warehouses;

namespace DataRelease.Dacpac;

/// <summary>
/// The names of a dacpac that are called (procedures, functions, synonyms) and the rights on them, as a swap writes
/// them. Views are not among them: a swap knows views itself.
/// </summary>
internal static class CodePointers
{
    /// <summary>The pointers that lead to a release.</summary>
    public static IReadOnlyList<CodePointer> Of(IReadOnlyList<Pointer> pointers, IReadOnlyList<PointerRight> rights) =>
        List(
            pointers
                .Where(one => one.Kind != ObjectKinds.View)
                .Select(one => (one, (IEnumerable<string>)one.Statements.Select(Scoped))),
            rights
        );

    /// <summary>The pointers that give the names their own code again, as it was before the first release.</summary>
    public static IReadOnlyList<CodePointer> Originals(
        Inventory inventory,
        IReadOnlyList<Pointer> pointers,
        IReadOnlyList<PointerRight> rights
    )
    {
        var texts = inventory.Code.ToDictionary(one => one.Name!.Value);
        return List(
            pointers.Where(one => one.Kind != ObjectKinds.View).Select(one => (one, Original(one, texts[one.Live]))),
            rights
        );
    }

    private static IEnumerable<string> Original(Pointer pointer, ModelObject own)
    {
        if (pointer.Kind == ObjectKinds.Synonym)
            return pointer.Statements.Select(Scoped);
        var create = ScriptText.CreateOrAlter(own);
        // A pointer is an inline function, which can't be altered to one that fills a table variable.
        IEnumerable<string> first =
            pointer.Kind == ObjectKinds.TableFunction
                ? [Scoped(Sql.Raw($"drop function if exists {SqlServerDialect.Spelling.Quote(pointer.Live)}"))]
                : [];
        return first.Append(ModuleSettings.Of(own).Scoped(create));
    }

    private static IReadOnlyList<CodePointer> List(
        IEnumerable<(Pointer One, IEnumerable<string> Make)> named,
        IReadOnlyList<PointerRight> rights
    )
    {
        var called = rights.Where(right => right.OnKind != ObjectKinds.View).ToLookup(right => right.On);
        return
        [
            // A synonym refers to a name that consumers use, so it is made last.
            .. named
                .OrderBy(pair => pair.One.Kind == ObjectKinds.Synonym)
                .ThenBy(pair => pair.One.Live)
                .Select(pair => new CodePointer(
                    $"{ObjectKinds.Word(pair.One.Kind)} {pair.One.Live}",
                    [
                        .. pair.Make,
                        // It may have been dropped first, with its rights.
                        .. pair.One.Kind is ObjectKinds.TableFunction or ObjectKinds.Synonym
                            ? called[pair.One.Live].Select(right => Scoped(Sql.Raw(right.Give)))
                            : [],
                    ],
                    Scoped(pair.One.Drop)
                )
                {
                    Claim = Claim(pair.One),
                }),
            .. rights
                .Where(right => right.OnKind != ObjectKinds.View)
                .Select(right => new CodePointer(
                    $"right on {ObjectKinds.Word(right.OnKind)} {right.On}: {right.Give.ReplaceLineEndings(" ")}",
                    [Scoped(Sql.Raw(right.Give))],
                    Scoped(Sql.Raw(right.Take))
                )
                {
                    IsRight = true,
                })
                .OrderBy(one => one.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whatever has the name would be overwritten, and no rollback could bring it back.</summary>
    private static string Claim(Pointer pointer) =>
        $"if object_id({SqlServerLexis.Literal(SqlServerDialect.Spelling.Quote(pointer.Live))}) is not null throw "
        + $"{SqlServerErrors.NameTaken.ToString(System.Globalization.CultureInfo.InvariantCulture)}, "
        + $"{SqlServerLexis.Literal($"{pointer.Live} exists and belongs to no release")}, 1";

    private static string Scoped(Sql statement) => SqlServerLexis.Text(SqlServerLexis.Scope(statement));
}
