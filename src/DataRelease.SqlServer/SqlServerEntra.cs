using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using Microsoft.Data.SqlClient;
using TokenSource = System.Func<
    Microsoft.Data.SqlClient.SqlAuthenticationParameters,
    System.Threading.CancellationToken,
    System.Threading.Tasks.Task<Microsoft.Data.SqlClient.SqlAuthenticationToken>
>;

namespace DataRelease.SqlServer;

/// <summary>Gets tokens from Microsoft Entra. Its library is loaded only for logins that use it.</summary>
internal static class SqlServerEntra
{
    private const string Scope = "https://database.windows.net/.default";

    private static readonly ConcurrentDictionary<EntraLogin, TokenSource> _sources = new();

    /// <summary>
    /// The function that the driver calls for each connection, one for each login in a process. The credential in it
    /// keeps the token, so that a person signs in once, and the driver's pool takes only connections that have the
    /// same function.
    /// </summary>
    public static TokenSource Tokens(EntraLogin login) => _sources.GetOrAdd(login, Source);

    private static TokenSource Source(EntraLogin login)
    {
        var credential = Credential(login);
        return async (_, cancellation) =>
        {
            var token = await credential.GetTokenAsync(new TokenRequestContext([Scope]), cancellation);
            return new SqlAuthenticationToken(token.Token, token.ExpiresOn);
        };
    }

    private static TokenCredential Credential(EntraLogin login) =>
        login.Kind switch
        {
            EntraKind.Default => new DefaultAzureCredential(
                new DefaultAzureCredentialOptions { TenantId = login.Tenant, ManagedIdentityClientId = login.User }
            ),
            EntraKind.ServicePrincipal => new ClientSecretCredential(login.Tenant, login.User, login.Secret),
            EntraKind.ManagedIdentity => new ManagedIdentityCredential(
                login.User is { } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned
            ),
            EntraKind.Interactive => new InteractiveBrowserCredential(
                new InteractiveBrowserCredentialOptions { TenantId = login.Tenant, LoginHint = login.User }
            ),
            EntraKind.DeviceCodeFlow => new DeviceCodeCredential(
                new DeviceCodeCredentialOptions { TenantId = login.Tenant }
            ),
            EntraKind.WorkloadIdentity => new WorkloadIdentityCredential(),
            EntraKind.Cli => new AzureCliCredential(new AzureCliCredentialOptions { TenantId = login.Tenant }),
            EntraKind.Environment => new EnvironmentCredential(),
            EntraKind.Password => throw new NotSupportedException(
                "Microsoft has withdrawn sign-in by password; use ActiveDirectoryServicePrincipal"
            ),
            _ => throw new InvalidOperationException($"unexpected way to sign in {login.Kind}"),
        };
}
