using DataRelease.Testing;

namespace DataRelease.Cli.Tests.Schemas;

/// <summary>The schemas of what the tool writes are generated from what it writes them with.</summary>
public sealed class PublishedSchemaTests
{
    public static TheoryData<string> Files => [.. DocumentSchema.Published.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_published_schema_is_the_one_of_the_types(string file) =>
        File.ReadAllText(Repository.PathOf("docs", file))
            .ReplaceLineEndings("\n")
            .ShouldBe(DocumentSchema.Published[file], "run dotnet run build/docs.cs");
}
