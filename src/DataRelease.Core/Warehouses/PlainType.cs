namespace DataRelease.Warehouses;

/// <summary>A type that every engine has, before the engine has named it; see <see cref="Dialect.TypeOf"/>.</summary>
public enum PlainType
{
    /// <summary>Whole numbers of 32 bits.</summary>
    Whole,

    /// <summary>Whole numbers of 64 bits.</summary>
    LongWhole,

    /// <summary>Floating point of 64 bits.</summary>
    Floating,

    /// <summary>Days.</summary>
    Date,

    /// <summary>What a clock and a calendar show.</summary>
    Timestamp,

    /// <summary>Points in time, whatever clocks show.</summary>
    Instant,

    /// <summary>True and false.</summary>
    Boolean,

    /// <summary>Text.</summary>
    Text,
}
