using System.ComponentModel.DataAnnotations;
using DataRelease.Reports;

namespace DataRelease.Cli;

internal sealed partial record Document
{
    /// <summary>For <c>plan</c> and <c>--dry-run</c>: what the environment's policies say of the candidate.</summary>
    public IReadOnlyList<PolicyNode> Policies { get; init; } = [];
}

/// <summary>The verdict of a policy.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="State">Whether the candidate may go live.</param>
/// <param name="Code">The DR code of its refusal.</param>
/// <param name="Message">The reason, a sentence without a full stop.</param>
/// <param name="File">The file that names the policy, or null.</param>
/// <param name="Line">The line, from 1, or null.</param>
/// <param name="Column">The column, from 1, or null.</param>
internal sealed record PolicyNode(
    string Policy,
    PolicyState State,
    [property: RegularExpression(Failure.CodeForm)] string Code,
    string Message,
    string? File,
    int? Line,
    int? Column
);
