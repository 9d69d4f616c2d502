using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>Phrases of queries.</summary>
public abstract partial class Dialect
{
    /// <summary>The first rows of a query.</summary>
    /// <param name="query">A SELECT without ORDER BY.</param>
    /// <param name="order">What its rows are ordered by; null for any of them.</param>
    /// <param name="rows">How many at most; 0 for its shape alone.</param>
    public abstract Sql First(Sql query, Sql? order, long rows);

    /// <summary>The first rows of a query as a part of a UNION ALL.</summary>
    /// <param name="query">A SELECT without ORDER BY; each of its columns has a name.</param>
    /// <param name="order">What its rows are ordered by.</param>
    /// <param name="rows">How many at most.</param>
    public virtual Sql FirstAsPart(Sql query, Sql order, long rows) => $"({First(query, order, rows)})";

    /// <summary>The number of rows that fulfil a condition, as an aggregate.</summary>
    public abstract Sql CountIf(Sql condition);

    /// <summary>An aggregate over the rows that fulfil a condition.</summary>
    /// <param name="function"><c>min</c>, <c>max</c>, <c>sum</c>, <c>avg</c>, <c>stddev_pop</c>.</param>
    /// <param name="value">Its argument.</param>
    /// <param name="condition">Which rows.</param>
    public abstract Sql AggregateIf(string function, Sql value, Sql condition);

    /// <summary>The number of different rows of some columns, none of which is null, as an aggregate.</summary>
    /// <param name="columns">At least one.</param>
    /// <param name="condition">Which rows; null for all.</param>
    public abstract Sql CountDistinctRows(IReadOnlyList<Sql> columns, Sql? condition);

    /// <summary>True where two values differ, null being a value like any other; never null.</summary>
    public abstract Sql IsDistinct(Sql one, Sql other);

    /// <summary>The opposite of <see cref="IsDistinct"/>.</summary>
    public abstract Sql IsSame(Sql one, Sql other);

    /// <summary>A condition as a column of a query.</summary>
    public abstract Sql AsColumn(Sql condition);

    /// <summary>A column of <see cref="BooleanType"/> as a condition.</summary>
    public abstract Sql IsTrue(Sql column);

    /// <summary>The smallest of some values; nulls are left out.</summary>
    public abstract Sql Least(IReadOnlyList<Sql> values);

    /// <summary>The greatest of some values; nulls are left out.</summary>
    public abstract Sql Greatest(IReadOnlyList<Sql> values);

    /// <summary>
    /// Values as one text with a separator between them; nulls are left out. At most <see cref="Traits.MaxArguments"/>
    /// with the separator.
    /// </summary>
    public abstract Sql Joined(string separator, IReadOnlyList<Sql> values);

    /// <summary>The texts of all rows as one with a separator between them, as an aggregate.</summary>
    public abstract Sql JoinedRows(Sql text, string separator);

    /// <summary>Texts one after another; null if one is null.</summary>
    public abstract Sql Concatenated(IReadOnlyList<Sql> texts);

    /// <summary>The 32 hexadecimal digits of a text's MD5, as dbt's adapter writes them.</summary>
    public abstract Sql Md5(Sql text);

    /// <summary>Values as texts in one array of the driver's.</summary>
    public abstract Sql TextArray(IReadOnlyList<Sql> values);

    /// <summary>Reads what <see cref="TextArray"/> yields.</summary>
    public virtual string?[] ReadTextArray(DbDataReader row, int ordinal) => row.GetFieldValue<string?[]>(ordinal);

    /// <summary>Seconds since 1970 of a day or a moment.</summary>
    public abstract Sql Epoch(Sql moment);

    /// <summary>The moment that dbt's adapter gives a snapshot's row; it stands still within a transaction.</summary>
    public abstract Sql SnapshotTime { get; }

    /// <summary>True for the floating point value that is not a number.</summary>
    public abstract Sql IsNotANumber(Sql number);

    /// <summary>True for floating point numbers that are neither infinite nor <see cref="IsNotANumber"/>.</summary>
    public abstract Sql IsFinite(Sql number);

    /// <summary>A common table expression that is computed once, however often it is read.</summary>
    public abstract Sql Kept(string name, Sql query);

    /// <summary>What stands after FROM for the numbers from 1, as a column of this name.</summary>
    public abstract Sql Series(string column, Sql last);

    /// <summary>
    /// What follows the SELECT list of a query whose rows nobody can change until the transaction ends, while others
    /// may hold them the same way.
    /// </summary>
    /// <param name="table">Whose rows.</param>
    /// <param name="condition">Which of them.</param>
    public abstract Sql HeldForSharing(RelationName table, Sql condition);

    /// <summary>A condition that no row fulfils.</summary>
    public static Sql Never => Sql.Raw("1 = 0");

    /// <summary>A condition that every row fulfils.</summary>
    public static Sql Always => Sql.Raw("1 = 1");
}
