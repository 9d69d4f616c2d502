namespace DataRelease.Transcripts.Tests;

/// <summary>The rules find what they are there for.</summary>
public sealed class TransactSqlRulesTests
{
    [Theory]
    [InlineData("select * from (select 1 as x order by 1) a union all (select 2 order by 1)")]
    [InlineData("create or replace view [a].[v] as select 1 as x")]
    [InlineData("create table [t] (a nvarchar(max) not null, primary key (a))")]
    [InlineData("exec(N'create table [t] (a varbinary(max) not null, unique (a))')")]
    [InlineData("select user_name(p.grantee_principal_id) + p.permission_name from sys.database_permissions p")]
    [InlineData("select i.name + lower(i.type_desc) from sys.indexes i")]
    [InlineData(
        "select string_agg(a, N',') within group (order by b), string_agg(c, N',') within group (order by d) from t"
    )]
    [InlineData("select coalesce(a) from t")]
    [InlineData("select coalesce(m.is_schema_bound, 0) from sys.sql_modules m")]
    [InlineData("select d.name from sys.databases d where d.database_id = db_id()")]
    [InlineData(
        "select live_schema from [data_release].[releases] union "
            + "select r.live_schema from [data_release].[relations] r"
    )]
    public void What_a_server_would_refuse_is_found(string statement) =>
        TransactSqlRules.Broken(statement).ShouldNotBeEmpty();

    [Theory]
    [InlineData("create table [t] (a nvarchar(200) not null, b nvarchar(max), primary key (a))")]
    [InlineData("exec(N'create or alter view [a].[v] as select 1 as x')")]
    [InlineData("select u + cast(p.permission_name as nvarchar(128)) collate catalog_default from p")]
    [InlineData("select i.name + lower(i.type_desc) collate database_default from sys.indexes i")]
    [InlineData(
        "select string_agg(a, N',') within group (order by b), (select string_agg(c, N',') within group (order by d) "
            + "from u) from t"
    )]
    [InlineData("select coalesce(a, null) from t")]
    [InlineData("select cast(coalesce(m.is_schema_bound, 0) as bit) from sys.sql_modules m")]
    [InlineData("select d.name from sys.databases d where d.name = db_name()")]
    [InlineData("select number from [data_release].[releases] union all select 0")]
    public void What_it_takes_is_not(string statement) => TransactSqlRules.Broken(statement).ShouldBeEmpty();
}
