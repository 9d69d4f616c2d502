namespace DataRelease.Warehouses;

/// <summary>A type that every engine has under a name of its own: see <see cref="Dialect.TypeOf"/>.</summary>
public enum PlainType
{
    /// <summary>32-bit whole numbers.</summary>
    Whole,

    /// <summary>64-bit whole numbers.</summary>
    LongWhole,

    /// <summary>64-bit floating-point numbers.</summary>
    Floating,

    /// <summary>Days.</summary>
    Date,

    /// <summary>A date and a time of day without a time zone.</summary>
    Timestamp,

    /// <summary>Points in time, independent of any time zone.</summary>
    Instant,

    /// <summary>True and false.</summary>
    Boolean,

    /// <summary>Text.</summary>
    Text,
}
