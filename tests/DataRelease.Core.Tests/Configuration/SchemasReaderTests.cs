using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Core.Tests.Configuration;

/// <summary>How <c>schemas</c> is written.</summary>
public sealed class SchemasReaderTests
{
    [Theory]
    [InlineData("schemas: [marts, lists]")]
    [InlineData("schemas: {marts: marts, lists: lists}")]
    [InlineData("schemas:\n  marts:\n  lists: ~\n")]
    public void A_list_or_a_mapping_of_each_to_itself_names_live_schemas(string yaml) =>
        ConfigReader.Read(yaml, "c.yml", CheckKinds.All).Schemas.ShouldBe(["marts", "lists"]);

    [Theory]
    [InlineData("schemas: marts", "marts")]
    [InlineData("schemas:", "")]
    [InlineData("build: {}", "")]
    public void One_name_or_none_will_do(string yaml, string named) =>
        string.Join(',', ConfigReader.Read(yaml, "c.yml", CheckKinds.All).Schemas).ShouldBe(named);

    [Theory]
    [InlineData("schemas: {marts: other}", "c.yml(1,18): error DR1001: 'schemas' lists live schemas")]
    [InlineData("schemas: [marts, marts]", "c.yml(1,18): error DR1001: 'schemas' has 'marts' twice")]
    [InlineData("schemas: [[a]]", "c.yml(1,11): error DR1001: 'schemas' must contain names of schemas")]
    [InlineData("schemas: ['']", "c.yml(1,11): error DR1001: 'schemas' must contain names of schemas")]
    [InlineData(
        "schemas: [data_release]",
        "c.yml(1,11): error DR1001: 'schemas' has 'data_release', which is the " + "ledger's schema"
    )]
    [InlineData(
        "ledger_schema: l\nschemas: [l]",
        "c.yml(2,11): error DR1001: 'schemas' has 'l', which is the " + "ledger's schema"
    )]
    public void Anything_else_is_refused_at_its_place(string yaml, string error) =>
        Should
            .Throw<ReleaseException>(() => ConfigReader.Read(yaml, "c.yml", CheckKinds.All))
            .Format()
            .ShouldStartWith(error);
}
