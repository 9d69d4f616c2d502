using DataRelease.Testing;

namespace DataRelease.Core.Tests.House;

/// <summary>No circles between files: what needs each other can't be read, tested or replaced alone.</summary>
public sealed class FileGraphTests
{
    /// <summary>Files of the largest circle that is left. It may only shrink.</summary>
    private const int LargestKnot = 7;

    [Fact]
    public void Circles_between_files_of_the_core_only_shrink()
    {
        var root = Repository.PathOf("src", "DataRelease.Core");
        var graph = new FileGraph(
            Directory
                .EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(root, file), File.ReadAllText)
        );

        var largest = graph.Knots()[0];

        largest.Count.ShouldBeLessThanOrEqualTo(
            LargestKnot,
            string.Join(
                "; ",
                graph
                    .Knots()
                    .TakeWhile(knot => knot.Count > LargestKnot)
                    .Select(knot => $"these need each other in a circle: {string.Join(", ", knot)}")
            )
        );
    }

    [Fact]
    public void A_circle_goes_through_types_and_extension_members_and_the_parts_of_a_type()
    {
        var graph = new FileGraph(
            new Dictionary<string, string>
            {
                ["Low/A.cs"] = "namespace X.Low;\npublic sealed partial class A { int _more; }\n",
                ["Low/A.More.cs"] =
                    "using X.High;\nnamespace X.Low;\npublic partial class A { void M() => this.Up(); }\n",
                ["High/B.cs"] =
                    "using X.Low;\nnamespace X.High;\ninternal static class B\n{\n    extension(A a)\n    {\n"
                    + "        public void Up() { }\n    }\n}\n",
                ["High/C.cs"] = "using X.Low;\nnamespace X.High;\nclass C(A a); // B\n",
                // Another type of the same name, which it can't see.
                ["Apart/D.cs"] = "namespace X.Apart;\nclass D { C? _c; string _s = \"A\"; }\n",
                ["Apart/C.cs"] = "namespace X.Apart;\nclass C;\n",
            }
        );

        graph.Knots().ShouldHaveSingleItem().ShouldBe(["High/B.cs", "Low/A.More.cs", "Low/A.cs"], ignoreOrder: true);
        graph.Needs("Apart/D.cs").ShouldBe(["Apart/C.cs"]);
        graph.Needs("High/C.cs").ShouldBe(["Low/A.More.cs"]);
    }
}
