using System.Globalization;
using CsCheck;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Steps;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// Random roles, memberships, grants, owners, options and default privileges; then a release and a rollback: each role
/// reads exactly what it could read before, tried by reading as that role.
/// <c>DATARELEASE_TEST_CASES</c> says how many, <c>DATARELEASE_TEST_SEED</c> with which seed.
/// </summary>
public sealed class AccessParityProperty : PostgresReleaseSuite
{
    private const int Roles = 5;
    private static readonly string[] _relations = ["a", "b"];
    private static readonly string[] _columns = ["id", "note", "amount"];
    private readonly List<string> _roles = [];
    private readonly HashSet<(string Relation, string Role)> _owners = [];

    private static int Cases =>
        int.TryParse(Environment.GetEnvironmentVariable("DATARELEASE_TEST_CASES"), out var cases) ? cases : 12;

    private static readonly Gen<Step> _step = Gen.Select(
        Gen.Int[0, 13],
        Gen.Int[0, Roles - 1],
        Gen.Int[0, Roles - 1],
        Gen.Int[0, 1],
        Gen.Int[0, 2],
        Gen.Bool,
        (kind, role, other, relation, column, flag) => new Step(kind, role, other, relation, column, flag)
    );

    [Fact]
    public async Task Who_could_read_can_read_and_nobody_new_can()
    {
        for (var role = 0; role < Roles; role++)
            _roles.Add(await Place.Postgres!.CreateRoleAsync($"r{role}", Cancellation));
        await RunWholeAsync(Probe);
        await RunWholeAsync(Reset);
        var number = 0;

        await Gen.Select(
                _step.Array[3, 12],
                Gen.Int[0, 3],
                Gen.Int[0, 2],
                Gen.Select(Gen.Int[0, Roles - 1], Gen.Int[0, 1])
            )
            .SampleAsync(
                async given =>
                {
                    var (steps, shape, secondShape, revoked) = given;
                    var live = $"l{number++}";
                    try
                    {
                        await CheckAsync(live, steps, shape, secondShape, revoked);
                    }
                    finally
                    {
                        await ResetAsync();
                    }
                },
                seed: Environment.GetEnvironmentVariable("DATARELEASE_TEST_SEED"),
                iter: Cases,
                threads: 1
            );
    }

    private async Task CheckAsync(
        string live,
        Step[] steps,
        int shape,
        int secondShape,
        (int Role, int Relation) revoked
    )
    {
        var project = new FakeProject(Warehouse).With("a", Query(1, 0)).With("b", Query(1, 0));
        var config = new ReleaseConfig { Validate = new ValidateConfig { Checks = CheckKinds.Off } };
        var engine = new ReleaseEngine(
            new ReleaseEnvironment(live, live, Warehouse, config, _ => Task.FromResult<Builds.IGreenBuilder>(project)),
            Events,
            TimeProvider.System
        );
        (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        var done = new List<string>();
        foreach (var step in steps)
            done.AddRange(await ApplyAsync(live, step));
        var story = string.Join("\n", done);
        var before = await ProbeAsync(live);

        project.With("a", Query(2, shape)).With("b", Query(2, secondShape));
        (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull(story);
        var after = await ProbeAsync(live);
        Compare(before, after, $"released; shapes {shape}, {secondShape}\n{story}");
        NobodyReadsTheReleaseItself(live, before, after, story);

        // A right that goes while the second release is live stays gone.
        var (relation, role) = ($"{live}.{_relations[revoked.Relation]}", $"\"{_roles[revoked.Role]}\"");
        if (!_owners.Contains((relation, role)))
            await TryAsync(null, $"revoke all on {relation} from {role}");
        before = await ProbeAsync(live);
        (await engine.RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull(story);
        Compare(
            before,
            await ProbeAsync(live),
            $"rolled back; shapes {shape}, {secondShape}, revoked from r{revoked.Role} on "
                + $"{_relations[revoked.Relation]}\n{story}"
        );
    }

    /// <summary>0 as it was, 1 with one more column, 2 in another order, 3 with a column retyped.</summary>
    private static string Query(int release, int shape) =>
        shape switch
        {
            1 => $"select {release} as id, 'n' as note, 1 as amount, 'x' as extra",
            2 => $"select 'n' as note, {release} as id, 1 as amount",
            3 => $"select {release} as id, 'n' as note, 1.5 as amount",
            _ => $"select {release} as id, 'n' as note, 1 as amount",
        };

    private async Task<IReadOnlyList<string>> ApplyAsync(string live, Step step)
    {
        var (role, other) = ($"\"{_roles[step.Role]}\"", $"\"{_roles[step.Other]}\"");
        var relation = $"{live}.{_relations[step.Relation]}";
        var physical = $"{live}__r1.{_relations[step.Relation]}";
        var option = step.Flag ? " with grant option" : "";
        string[] statements = step.Kind switch
        {
            0 or 1 => [$"grant select on {relation} to {role}{option}", $"grant usage on schema {live} to {role}"],
            2 =>
            [
                $"grant select ({_columns[step.Column]}) on {relation} to {role}{option}",
                $"grant usage on schema {live} to {role}",
            ],
            3 => [$"grant {(step.Flag ? "insert, delete" : "update (amount)")} on {relation} to {role}"],
            4 => step.Role < step.Other
                ? [$"alter role {other} {(step.Flag ? "inherit" : "noinherit")}", $"grant {role} to {other}"]
                : [],
            5 => [step.Flag ? $"grant select on {relation} to public" : $"grant usage on schema {live} to public"],
            6 =>
            [
                $"alter default privileges {(step.Flag ? $"in schema {live} " : "")}grant select, insert on "
                    + $"tables to {role}",
            ],
            7 =>
            [
                $"grant usage on schema {live}__r1 to {role}",
                $"grant select on {physical} to {role}",
                $"alter view {relation} owner to {role}",
            ],
            8 or 9 =>
            [
                $"alter view {relation} set (security_invoker = {(step.Flag ? "true" : "false")}, "
                    + $"security_barrier = true)",
            ],
            10 =>
            [
                $"grant usage on schema {live}__r1 to {role}",
                step.Flag
                    ? $"grant select on {physical} to {role}"
                    : $"grant select ({_columns[step.Column]}) on {physical} to {role}",
            ],
            // An owner that took a right from itself may give it back to itself at any time, and a view made again
            // does.
            11 => _owners.Contains((relation, role)) ? [] : [$"revoke select on {relation} from {role}"],
            12 => [$"revoke usage on schema {live} from {role}"],
            _ => [],
        };
        foreach (var statement in statements)
            await TryAsync(null, statement);
        if (step.Kind == 7)
            _owners.Add((relation, role));
        // Handed on by one that may.
        if (step.Kind == 13 && await TryAsync(_roles[step.Role], $"grant select on {relation} to {other}"))
            statements = [$"as {role}: grant select on {relation} to {other}"];
        return statements;
    }

    /// <summary>What a role may not do, such as a grant that would make a circle, is no step.</summary>
    private async Task<bool> TryAsync(string? role, string statement)
    {
        await using var connection = await Place.Postgres!.OpenAsync(Cancellation);
        try
        {
            if (role is not null)
                await ScalarAsync(connection, $"set role \"{role}\"");
            await ScalarAsync(connection, statement);
            return true;
        }
        catch (PostgresException error) when (error.SqlState is "42501" or "0LP01" or "2BP01")
        {
            return false;
        }
    }

    private async Task<HashSet<Right>> ProbeAsync(string live)
    {
        await using var connection = await Place.Postgres!.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("select * from public.probe($1, $2)", connection)
        {
            Parameters =
            {
                new() { Value = _roles.ToArray() },
                new() { Value = live },
            },
        };
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        var rights = new HashSet<Right>();
        while (await row.ReadAsync(Cancellation))
            rights.Add(new Right(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)));
        return rights;
    }

    private void Compare(HashSet<Right> before, HashSet<Right> after, string story)
    {
        HashSet<Right> Old(HashSet<Right> rights) =>
            [
                .. rights.Where(right =>
                    !right.Schema.Contains("__", StringComparison.Ordinal) && right.What != "read extra"
                ),
            ];
        Old(before).Except(Old(after)).Select(Tell).ShouldBeEmpty($"lost when it was {story}");
        Old(after).Except(Old(before)).Select(Tell).ShouldBeEmpty($"gained when it was {story}");
        after
            .Where(right =>
                right.What == "read extra"
                && !right.Schema.Contains("__", StringComparison.Ordinal)
                && !after.Contains(right with { What = "read id" })
            )
            .Select(Tell)
            .ShouldBeEmpty($"a new column is for readers of all columns; {story}");
    }

    /// <summary>
    /// Past the view nobody reads of green what it could not read of blue, unless default privileges say so.
    /// </summary>
    private void NobodyReadsTheReleaseItself(string live, HashSet<Right> before, HashSet<Right> after, string story)
    {
        if (story.Contains("default privileges", StringComparison.Ordinal))
            return;
        after
            .Where(right =>
                right.Schema == $"{live}__r2"
                && right.What != "read extra"
                && !before.Contains(right with { Schema = live })
                && !before.Contains(right with { Schema = $"{live}__r1" })
            )
            .Select(Tell)
            .ShouldBeEmpty($"reads the release itself; {story}");
    }

    private string Tell(Right right) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"r{_roles.IndexOf(right.Role)} {right.What} of {right.Schema}.{right.Relation}"
        );

    private async Task ResetAsync()
    {
        await using var connection = await Place.Postgres!.OpenAsync(Cancellation);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("call public.reset_all($1)")
                {
                    Parameters = { new() { Value = _roles.ToArray() } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(Cancellation);
    }

    private const string Probe = """
        create function public.probe(roles text[], live text) returns table (role text, schema text, relation text,
        what text) language plpgsql as $body$
        declare who text; col record;
        begin
            foreach who in array roles loop
                for col in select n.nspname, c.relname, a.attname from pg_class c join pg_namespace n
                on n.oid = c.relnamespace
                    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                    where (n.nspname = live or n.nspname like live || '\_\_r%') and c.relkind in ('r', 'v') loop
                    begin
                        execute format('set local role %I', who);
                        execute format('select count(%I) from %I.%I', col.attname, col.nspname, col.relname);
                        execute 'reset role';
                        role := who; schema := col.nspname; relation := col.relname; what := 'read ' || col.attname;
                        return next;
                    exception when insufficient_privilege then null;
                    end;
                end loop;
                return query select who, n.nspname::text, c.relname::text, p from pg_class c join pg_namespace n
                on n.oid = c.relnamespace
                    cross join unnest(array['INSERT', 'DELETE', 'TRUNCATE', 'SELECT WITH GRANT OPTION', 'SELECT',
                    'UPDATE']) p
                    where n.nspname = live and c.relkind = 'v' and has_table_privilege(who, c.oid, p);
            end loop;
        end $body$
        """;

    private const string Reset = """
        create procedure public.reset_all(roles text[]) language plpgsql as $body$
        declare who text; other text; acl record;
        begin
            for acl in select nspname from pg_namespace
            where nspname ~ '^l[0-9]+(_|$)' loop execute format('drop schema %I cascade', acl.nspname); end loop;
            foreach who in array roles loop
                execute format('alter default privileges revoke all on tables from %I', who);
                execute format('alter role %I inherit', who);
                foreach other in array roles loop
                    if pg_has_role(other, who, 'member') and other <> who then execute format('revoke %I from %I', who,
                    other); end if;
                end loop;
            end loop;
        end $body$
        """;

    private sealed record Step(int Kind, int Role, int Other, int Relation, int Column, bool Flag);

    private sealed record Right(string Role, string Schema, string Relation, string What);
}
