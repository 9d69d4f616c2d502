namespace DataRelease.Transcripts.Tests;

/// <summary>The rules find what they are there for.</summary>
public sealed class TransactSqlRulesTests
{
    [Theory]
    [InlineData("select * from (select 1 as x order by 1) a union all (select 2 order by 1)")]
    [InlineData("create or replace view [a].[v] as select 1 as x")]
    [InlineData("create table [t] (a nvarchar(max) not null, primary key (a))")]
    [InlineData("exec(N'create table [t] (a varbinary(max) not null, unique (a))')")]
    public void What_a_server_would_refuse_is_found(string statement) =>
        TransactSqlRules.Broken(statement).ShouldNotBeEmpty();

    [Theory]
    [InlineData("create table [t] (a nvarchar(200) not null, b nvarchar(max), primary key (a))")]
    [InlineData("exec(N'create or alter view [a].[v] as select 1 as x')")]
    public void What_it_takes_is_not(string statement) => TransactSqlRules.Broken(statement).ShouldBeEmpty();
}
