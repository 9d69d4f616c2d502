using DataRelease.Releases.Certification;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>What the readers of <c>certify</c> ask is Transact-SQL.</summary>
public sealed class CertifyQuestionTests
{
    private static readonly ReaderQuestions _questions = new(
        [.. Enumerable.Range(0, 20).Select(table => new RelationName("live", $"t{table:0000}"))],
        wander: true
    );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_question_of_a_reader_parses_and_counts_without_overflow(int seed)
    {
        var random = new Random(seed);
        var asked = Enumerable.Range(0, 40).Select(_ => _questions.Choose(descending: false, random)).ToList();
        asked.Add(_questions.Long(random));
        asked.AddRange(_questions.Transaction(descending: true, random));

        foreach (var question in asked)
        {
            var text = question.Sql.Render(SqlServerDialect.Spelling).Text;
            TransactSql.ShouldParse(text);
            text.ShouldContain("count_big(*)");
        }
        TransactSql.ShouldParse(_questions.Rows(descending: false, random).Sql.Render(SqlServerDialect.Spelling).Text);
    }
}
