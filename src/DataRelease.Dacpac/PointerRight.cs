using DataRelease.Warehouses;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac;

/// <summary>A right on code, which consumers have on the name that they use.</summary>
/// <param name="On">The code.</param>
/// <param name="OnKind">The code's class.</param>
/// <param name="Right">The right in the dacpac.</param>
internal sealed record PointerRight(RelationName On, string OnKind, ModelObject Right)
{
    /// <summary>The statement that gives the right.</summary>
    public string Give => Right.Script!.Trim().TrimEnd(';');

    /// <summary>The statement that takes it.</summary>
    public string Take
    {
        get
        {
            var found = Statement;
            return $"revoke {List(found.Permissions)} on {Target(found.SecurityTargetObject)} from "
                + $"{List(found.Principals)} cascade";
        }
    }

    /// <summary>The privileges on the object or on columns, each as <c>SELECT</c> or <c>SELECT (name)</c>.</summary>
    public IEnumerable<string> Privileges =>
        Statement is GrantStatement granted
            ? granted.Permissions.SelectMany(permission =>
            {
                var word = string.Join(' ', permission.Identifiers.Select(word => word.Value.ToUpperInvariant()));
                var columns = permission.Columns.Concat(granted.SecurityTargetObject?.Columns ?? []).ToList();
                return columns.Count == 0 ? [word] : columns.Select(column => $"{word} ({Quoted(column.Value)})");
            })
            : [];

    /// <summary>The roles that have it, each in double quotes.</summary>
    public IEnumerable<string> Roles =>
        Statement.Principals.Where(one => one.Identifier is not null).Select(one => Quoted(one.Identifier.Value));

    /// <summary>The rights on code that moves.</summary>
    public static IReadOnlyList<PointerRight> All(Inventory inventory) =>
        [
            .. inventory
                .Objects.Where(one => one is { Place: Place.Pointer, Script: not null, Owner: not null })
                .Select(one => new PointerRight(
                    new RelationName(one.Owner!.Name.Parts[0], one.Owner.Name.Parts[1]),
                    one.Owner.ObjectType.Name,
                    one
                )),
        ];

    private SecurityStatement Statement
    {
        get
        {
            var tree = (TSqlScript)ScriptText.Parse(Right.Script!, quotedIdentifiers: true, out _);
            return (SecurityStatement)tree.Batches[0].Statements[0];
        }
    }

    private static string Target(SecurityTargetObject target) =>
        ScriptText.Of(target).Trim() is var text && text.StartsWith("on ", StringComparison.OrdinalIgnoreCase)
            ? text[3..]
            : ScriptText.Of(target).Trim();

    private static string List(IEnumerable<TSqlFragment> fragments) =>
        string.Join(", ", fragments.Select(one => ScriptText.Of(one)));

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
