using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>Describes migrations for people.</summary>
internal static class MigrationText
{
    /// <summary>The statements of a plan, for people. Variables stay unresolved so that no secret is shown.</summary>
    public static IReadOnlyList<string> Statements(MigrationPlan plan, ScriptVariables variables) =>
        [
            .. plan.Run.SelectMany(script =>
                variables
                    .Statements(script.Up.Text)
                    .Prepend(
                        $"-- {script.Name} ({script.Phase.Word()}"
                            + $"{(script.Up.NoTransaction ? ", no transaction" : "")})"
                    )
            ),
            .. plan.Held.Select(script => $"-- {script.Name} (contract) waits for the end of the rollback window"),
        ];

    /// <summary>One line that says what was applied and what waits.</summary>
    public static string Described(IReadOnlyList<MigrationRecord> done, IReadOnlyList<MigrationScript> held) =>
        (done.Count == 0 ? "nothing to migrate" : $"applied {string.Join(", ", done.Select(record => record.Name))}")
        + (
            held.Count == 0
                ? ""
                : $"; {string.Join(", ", held.Select(script => script.Name))} waits for the end of the rollback window"
        );
}
