namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>Scratch schemas exist.</summary>
    public static readonly ErrorCode CertifyNamesTaken = new("DR7030", ExitCode.Refused, "Schemas of certify exist already",
        "another certify is running, or one was killed: drop the schemas that the message names, then run data-release certify");

    /// <summary>Readers noticed.</summary>
    public static readonly ErrorCode CertifyFailed = new("DR7031", ExitCode.Refused, "Readers noticed a swap, or a swap did not get through",
        "docs/certify.md explains each figure; give swaps that did not get through a longer swap.budget, and report errors, torn statements and empty reads");
}
