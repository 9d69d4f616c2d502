namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The key is not on both sides.</summary>
    public static readonly ErrorCode KeyMissing = new(
        "DR6001",
        ExitCode.Usage,
        "The key is not on both sides",
        "name columns that both releases have, or leave out --key to use the key of dbt's unique tests"
    );

    /// <summary>A check that only warns.</summary>
    public static readonly ErrorCode CheckWarned = new(
        "DR6002",
        ExitCode.Done,
        "A check warns",
        "look at data-release diff; the check's severity and limits are in data-release.yml"
    );

    /// <summary>A dbt test that only warns.</summary>
    public static readonly ErrorCode TestWarned = new(
        "DR6003",
        ExitCode.Done,
        "A test warns",
        "look at the rows that it found; the dbt project sets its severity"
    );

    /// <summary>A check names no relation of the release.</summary>
    public static readonly ErrorCode CheckNamesNothing = new(
        "DR6010",
        ExitCode.Done,
        "A check names no relation of the release",
        "correct its relations in data-release.yml; data-release plan lists the names"
    );

    /// <summary>There is no such refusing check to accept.</summary>
    public static readonly ErrorCode AcceptsNothing = new(
        "DR6030",
        ExitCode.Usage,
        "There is no such refusing check to accept",
        "name a refusing check as CHECK:RELATION, as data-release validate prints it"
    );

    /// <summary>A model's meta.data_release is wrong.</summary>
    public static readonly ErrorCode ModelCheckInvalid = new(
        "DR6011",
        ExitCode.Usage,
        "A model's meta.data_release is wrong",
        "correct it in the file that the message names; docs/checks.md has every key"
    );
}
