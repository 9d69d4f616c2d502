using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Refuses, before anything is built, a canary that could never be shown to the principals that it names.
/// </summary>
internal sealed class CanaryFitness(ReleaseRun run)
{
    /// <summary>Checks the canary; writes nothing.</summary>
    /// <exception cref="ReleaseException">DR7081, DR7082.</exception>
    public async Task RequireAsync(CancellationToken cancellation)
    {
        var canary = run.Config.Canary;
        var traits = run.Warehouse.Traits;
        var by = PrincipalOf(run);
        if (canary.Steps.Count == 0)
            throw Unfit("a canary needs steps, and canary.steps has none", null);
        if (traits.Principals.Count == 0)
            throw Unfit(
                "a view of this warehouse can't tell who reads it, so no consumer can be shown another release",
                null
            );
        if (!traits.Principals.Contains(by.Kind))
            throw Unfit(
                $"this warehouse can't tell its sessions apart by {Word(by.Kind)}",
                $"set principal: {string.Join(" or ", traits.Principals.Select(Word))}"
            );
        var saysItself = by.Kind is PrincipalKind.ApplicationName or PrincipalKind.Setting;
        if (traits.HasRoles && saysItself && by.Accounts.Count == 0)
            throw Unfit(
                $"any session can set its {(by.Kind == PrincipalKind.Setting ? by.Setting : "application_name")}",
                "list the roles that are trusted to set it under canary.accounts"
            );
        if ((!traits.HasRoles || !saysItself) && by.Accounts.Count > 0)
            throw Unfit(
                "canary.accounts lists roles whose sessions state who they are, but here no session does",
                "leave it out"
            );
        if (!traits.HasRoles)
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"this warehouse has no roles: a session sees green if its variable {by.Setting} says so, and any "
                        + "session may set it"
                )
            );
        await RequireKnownAsync(canary, by, cancellation);
    }

    private async Task RequireKnownAsync(CanaryConfig canary, Principal by, CancellationToken cancellation)
    {
        if (!run.Warehouse.Traits.HasRoles)
            return;
        IReadOnlySet<string>? roles;
        await using (var session = await run.OpenAsync(cancellation))
        {
            if (await run.Warehouse.ReadExposureRefusalAsync(session, cancellation) is { } refusal)
                throw Unfit(refusal.What, refusal.ToDo);
            roles = await run.Warehouse.ReadRolesAsync(session, cancellation);
        }
        if (roles is null)
            return;
        if (by.Accounts.FirstOrDefault(account => !roles.Contains(account)) is { } account)
            throw Unknown(account, roles, canary.Where);
        if (by.Kind != PrincipalKind.Role)
            return;
        foreach (var step in canary.Steps)
        {
            if (step.Principals.FirstOrDefault(principal => !roles.Contains(principal)) is { } principal)
                throw Unknown(principal, roles, step.Where);
        }
    }

    /// <summary>The property that identifies a session in an environment.</summary>
    public static Principal PrincipalOf(ReleaseRun run)
    {
        var (canary, traits) = (run.Config.Canary, run.Warehouse.Traits);
        var kind = canary.Principal switch
        {
            CanaryPrincipal.Role => PrincipalKind.Role,
            CanaryPrincipal.ApplicationName => PrincipalKind.ApplicationName,
            CanaryPrincipal.ClientAddress => PrincipalKind.ClientAddress,
            CanaryPrincipal.Setting => PrincipalKind.Setting,
            _ => traits.HasRoles ? PrincipalKind.Role : PrincipalKind.Setting,
        };
        return new Principal(
            kind,
            canary.Setting ?? (traits.HasRoles ? "data_release.principal" : "data_release_principal"),
            canary.Accounts
        );
    }

    private ReleaseException Unfit(string what, string? toDo) =>
        new(ErrorCode.StrategyUnfit, what, toDo, run.Config.Canary.Where);

    private static ReleaseException Unknown(string name, IReadOnlySet<string> roles, SourceLocation? where) =>
        new(
            ErrorCode.PrincipalUnknown,
            $"there is no role '{name}'"
                + (ConfigValues.Nearest(name, roles) is { } near ? $"; did you mean '{near}'?" : ""),
            null,
            where
        );

    private static string Word(PrincipalKind kind) =>
        kind switch
        {
            PrincipalKind.Role => "role",
            PrincipalKind.ApplicationName => "application_name",
            PrincipalKind.ClientAddress => "client_address",
            PrincipalKind.Setting => "setting",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
