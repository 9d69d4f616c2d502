using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>Phrases of queries.</summary>
public abstract partial class Dialect
{
    /// <summary>The first rows of a query.</summary>
    /// <param name="query">A SELECT without ORDER BY.</param>
    /// <param name="order">The order of the rows; null for any rows.</param>
    /// <param name="rows">The largest number of rows; 0 for the query's columns alone.</param>
    public abstract Sql First(Sql query, Sql? order, long rows);

    /// <summary>The first rows of a query, as one branch of a UNION ALL.</summary>
    /// <param name="query">A SELECT without ORDER BY, whose columns all have names.</param>
    /// <param name="order">The order of the rows.</param>
    /// <param name="rows">The largest number of rows.</param>
    public virtual Sql FirstAsPart(Sql query, Sql order, long rows) => $"({First(query, order, rows)})";

    /// <summary>The aggregate that counts rows, with room for any number of them.</summary>
    /// <param name="value">The rows in which this is not null; null for all rows.</param>
    public virtual Sql Count(Sql? value) => value is null ? Sql.Raw("count(*)") : (Sql)$"count({value})";

    /// <summary>The sum of numbers, with room for the sum of any number of them.</summary>
    /// <param name="number">The number.</param>
    /// <param name="kind">Its kind: Whole, Exact or Approximate.</param>
    public virtual Sql Sum(Sql number, ValueKind kind) => $"sum({number})";

    /// <summary>The mean of numbers, with a fraction also for whole numbers.</summary>
    /// <param name="number">The number.</param>
    /// <param name="kind">Its kind: Whole, Exact or Approximate.</param>
    public virtual Sql Mean(Sql number, ValueKind kind) => $"avg({number})";

    /// <summary>A number in a form whose text, see <see cref="AsText"/>, has all of its digits.</summary>
    /// <param name="number">The number.</param>
    /// <param name="kind">Its kind: Whole, Exact or Approximate.</param>
    public virtual Sql WithAllDigits(Sql number, ValueKind kind) => number;

    /// <summary>The aggregate that counts the rows that meet a condition.</summary>
    public abstract Sql CountIf(Sql condition);

    /// <summary>An aggregate over the rows that meet a condition.</summary>
    /// <param name="function"><c>min</c>, <c>max</c>, <c>sum</c>, <c>avg</c>, <c>stddev_pop</c>.</param>
    /// <param name="value">The aggregate's argument.</param>
    /// <param name="condition">The condition.</param>
    public abstract Sql AggregateIf(string function, Sql value, Sql condition);

    /// <summary>The aggregate that counts the distinct rows of some columns, none of which is null.</summary>
    /// <param name="columns">At least one.</param>
    /// <param name="condition">The condition; null for all rows.</param>
    public abstract Sql CountDistinctRows(IReadOnlyList<Sql> columns, Sql? condition);

    /// <summary>
    /// A condition that is true if two values differ. Null is a value like any other, and the condition is never null.
    /// </summary>
    public abstract Sql IsDistinct(Sql one, Sql other);

    /// <summary>The negation of <see cref="IsDistinct"/>.</summary>
    public abstract Sql IsSame(Sql one, Sql other);

    /// <summary>A condition as a column of a query's result.</summary>
    public abstract Sql AsColumn(Sql condition);

    /// <summary>A column of type <see cref="BooleanType"/> as a condition.</summary>
    public abstract Sql IsTrue(Sql column);

    /// <summary>The smallest of some values; nulls are ignored.</summary>
    public abstract Sql Least(IReadOnlyList<Sql> values);

    /// <summary>The greatest of some values; nulls are ignored.</summary>
    public abstract Sql Greatest(IReadOnlyList<Sql> values);

    /// <summary>
    /// Values joined to one text with a separator; nulls are ignored. The separator counts towards
    /// <see cref="Traits.MaxArguments"/>.
    /// </summary>
    public abstract Sql Joined(string separator, IReadOnlyList<Sql> values);

    /// <summary>The aggregate that joins the texts of all rows with a separator.</summary>
    public abstract Sql JoinedRows(Sql text, string separator);

    /// <summary>Concatenated texts; null if one of them is null.</summary>
    public abstract Sql Concatenated(IReadOnlyList<Sql> texts);

    /// <summary>The 32 hexadecimal digits of a text's MD5, as dbt's adapter computes them.</summary>
    public abstract Sql Md5(Sql text);

    /// <summary>Values as texts in one value that the driver returns as an array.</summary>
    public abstract Sql TextArray(IReadOnlyList<Sql> values);

    /// <summary>Reads a value of <see cref="TextArray"/>.</summary>
    public virtual string?[] ReadTextArray(DbDataReader row, int ordinal) => row.GetFieldValue<string?[]>(ordinal);

    /// <summary>A text that equals another one only if its bytes do, whatever its collation says.</summary>
    public virtual Sql ByBytes(Sql text) => text;

    /// <summary>Reads a value, not NULL, for which the driver has no type of .NET.</summary>
    /// <exception cref="NotSupportedException">The engine's driver has no other form of it.</exception>
    public virtual UnheldValue ReadUnheld(DbDataReader row, int ordinal) => throw new NotSupportedException();

    /// <summary>The seconds from 1970 to a day or a moment.</summary>
    public abstract Sql Epoch(Sql moment);

    /// <summary>
    /// The time that dbt's adapter writes into a snapshot's rows. It does not change within a transaction.
    /// </summary>
    public abstract Sql SnapshotTime { get; }

    /// <summary>True for the floating-point value NaN.</summary>
    public abstract Sql IsNotANumber(Sql number);

    /// <summary>True for a floating-point number that is neither infinite nor NaN.</summary>
    public abstract Sql IsFinite(Sql number);

    /// <summary>A common table expression that the engine computes once, however often it is read.</summary>
    public abstract Sql Kept(string name, Sql query);

    /// <summary>The FROM item that yields the numbers from 1 to a last one, in a column of the given name.</summary>
    public abstract Sql Series(string column, Sql last);

    /// <summary>
    /// What follows the SELECT list of a query that locks rows for sharing: until the transaction ends nobody can
    /// change them, but other transactions may lock them in the same way.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="condition">The condition for the rows.</param>
    public abstract Sql HeldForSharing(RelationName table, Sql condition);

    /// <summary>The aggregate that counts all rows, as each engine spells it.</summary>
    public static Sql AllRows { get; } = Sql.By(dialect => dialect.Count(null));

    /// <summary>A condition that no row meets.</summary>
    public static Sql Never => Sql.Raw("1 = 0");

    /// <summary>A condition that every row meets.</summary>
    public static Sql Always => Sql.Raw("1 = 1");
}
