using System.Text.Json.Serialization;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>What a pointer view loses when it is dropped, as the ledger remembers it.</summary>
/// <param name="Schema">The view's schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="Comment">Its comment.</param>
/// <param name="Options">Its options.</param>
/// <param name="Comments">Its columns' comments.</param>
/// <param name="Grants">Its privileges.</param>
internal sealed record RememberedView(
    string Schema,
    string Name,
    string? Owner,
    string? Comment,
    IReadOnlyList<string> Options,
    IReadOnlyDictionary<string, string> Comments,
    IReadOnlyList<RememberedGrant> Grants
)
{
    /// <summary>The record's name among the artifacts of the live release.</summary>
    public const string Artifact = "pointers.json";

    public static RememberedView Of(CatalogRelation view, IEnumerable<CatalogGrant> grants) =>
        new(
            view.Name.Schema,
            view.Name.Name,
            view.Owner,
            view.Comment,
            view.Options,
            view.Columns.Where(column => column.Comment is not null)
                .ToDictionary(column => column.Name, column => column.Comment!),
            [
                .. grants.Select(grant => new RememberedGrant(
                    grant.Grantee,
                    grant.Privilege,
                    grant.Column,
                    grant.Grantable
                )),
            ]
        );

    /// <summary>The remembered view in the form that a swap needs.</summary>
    [JsonIgnore]
    public FormerView Former =>
        new(
            new CatalogRelation(
                new RelationName(Schema, Name),
                RelationKind.View,
                Owner,
                Comment,
                [
                    .. (Comments ?? new Dictionary<string, string>()).Select(
                        (pair, index) => new CatalogColumn(pair.Key, index + 1, "", true, pair.Value)
                    ),
                ],
                Options ?? [],
                null
            ),
            [
                .. (Grants ?? []).Select(grant => new CatalogGrant(
                    Schema,
                    Name,
                    grant.Column,
                    grant.Grantee,
                    grant.Privilege,
                    grant.Grantable
                )),
            ]
        );
}

/// <summary>One privilege on a remembered view.</summary>
internal sealed record RememberedGrant(string Grantee, string Privilege, string? Column, bool Grantable);
