using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataRelease.Dacpac;

/// <summary>What a statement of an expansion does to live.</summary>
public enum Effect
{
    /// <summary>It adds something that nothing uses yet.</summary>
    Adds,

    /// <summary>It changes a column's type for live too, and locks the table meanwhile.</summary>
    Widens,

    /// <summary>It changes how live behaves, at once.</summary>
    ChangesLive,

    /// <summary>It removes something, may lose data, or is unknown.</summary>
    TakesAway,
}

/// <summary>The effect of a statement.</summary>
/// <param name="Effect">What it does to live.</param>
/// <param name="Object">The object's name, without brackets; empty if the statement does not say.</param>
/// <param name="Message">What it does, as the end of a sentence whose subject is the object.</param>
internal sealed record Judgement(Effect Effect, string Object, string Message);

/// <summary>
/// Judges DacFx's script. Only statements that are known to add something pass; an unknown one counts as removing.
/// </summary>
internal static class ExpansionRules
{
    private static readonly HashSet<string> _dataAlerts = ["DataIssue", "DataMotion"];

    /// <summary>
    /// All judgements: of alerts, of the drops in the report, and of statements. The script's own guards against data
    /// loss are skipped if an alert says the same.
    /// </summary>
    public static IReadOnlyList<Judgement> Judge(Deployment deployment)
    {
        var created = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isAlerted = deployment.Report.Alerts.Any(alert => _dataAlerts.Contains(alert.Name));
        return
        [
            .. deployment
                .Report.Alerts.Where(alert => _dataAlerts.Contains(alert.Name))
                .Select(alert => new Judgement(Effect.TakesAway, ObjectIn(alert.Message), Sentence(alert.Message))),
            .. deployment
                .Report.Operations.Where(operation => operation.Name == "Drop")
                .Select(operation => new Judgement(Effect.TakesAway, Plain(operation.Object), "is dropped")),
            .. deployment.Batches.SelectMany(batch =>
                batch.Statements.Count == 0
                    ? [new Judgement(Effect.TakesAway, "", $"a statement can't be read: {FirstLine(batch.Text)}")]
                    : batch
                        .Statements.Where(statement => !(isAlerted && statement is IfStatement))
                        .Select(statement => Judge(statement, created))
            ),
        ];
    }

    /// <summary>True if a batch takes nothing away.</summary>
    public static bool Adds(ScriptBatch batch) =>
        batch.Statements.Count > 0
        && batch.Statements.All(statement => Judge(statement, []).Effect != Effect.TakesAway);

    private static Judgement Judge(TSqlStatement statement, HashSet<string> created)
    {
        switch (statement)
        {
            case CreateTableStatement table:
                created.Add(Name(table.SchemaObjectName));
                return Adds(table.SchemaObjectName);
            case AlterTableAddTableElementStatement added:
                return OfAdded(added, created.Contains(Name(added.SchemaObjectName)));
            // DacFx adds a constraint unchecked, and checks it at the end. The first statement is the one that is
            // judged.
            case AlterTableConstraintModificationStatement checkedNow:
                return Adds(checkedNow.SchemaObjectName);
            case AlterTableAlterColumnStatement column:
                return new Judgement(
                    Effect.Widens,
                    Name(column.SchemaObjectName),
                    $"changes its column {column.ColumnIdentifier.Value} in place"
                );
            case CreateIndexStatement { Unique: true } index when !created.Contains(Name(index.OnName)):
                return new Judgement(Effect.ChangesLive, Name(index.OnName), "gets a unique index, which refuses rows");
            case CreateIndexStatement index:
                return Adds(index.OnName);
            case CreateColumnStoreIndexStatement index:
                return Adds(index.OnName);
            case CreateStatisticsStatement statistics:
                return Adds(statistics.OnName);
            case CreateTriggerStatement trigger:
                return created.Contains(Name(trigger.TriggerObject.Name))
                    ? Adds(trigger.Name)
                    : new Judgement(Effect.ChangesLive, Name(trigger.Name), "is a new trigger on a table that is live");
            case CreateSynonymStatement synonym:
                return Adds(synonym.Name);
            case CreateSequenceStatement sequence:
                return Adds(sequence.Name);
            case CreateTypeStatement type:
                return Adds(type.Name);
            case CreateFunctionStatement function:
                return Adds(function.Name);
            case CreateViewStatement view:
                return Adds(view.SchemaObjectName);
            case CreateProcedureStatement procedure:
                return Adds(procedure.ProcedureReference.Name);
            case CreateSchemaStatement schema:
                return new Judgement(Effect.Adds, schema.Name.Value, "");
            case CreateRoleStatement
            or CreateUserStatement
            or AlterRoleStatement { Action: AddMemberAlterRoleAction }
            or GrantStatement
            or CreatePartitionFunctionStatement
            or CreatePartitionSchemeStatement
            or CreateXmlSchemaCollectionStatement:
                return new Judgement(Effect.Adds, "", "");
            case AlterFunctionStatement function:
                return ChangesCode(function.Name);
            case AlterTriggerStatement trigger:
                return ChangesCode(trigger.Name);
            case AlterViewStatement view:
                return ChangesCode(view.SchemaObjectName);
            case AlterProcedureStatement procedure:
                return ChangesCode(procedure.ProcedureReference.Name);
            case AlterSequenceStatement sequence:
                return ChangesCode(sequence.Name);
            case ExecuteStatement executed when ProcedureOf(executed) is { } procedure:
                return OfProcedure(procedure);
            default:
                return new Judgement(
                    Effect.TakesAway,
                    Subject(statement),
                    $"needs {FirstLine(ScriptText.Of(statement))}"
                );
        }
    }

    private static Judgement OfAdded(AlterTableAddTableElementStatement added, bool isNew)
    {
        var name = Name(added.SchemaObjectName);
        var refusing = added.Definition.TableConstraints.FirstOrDefault(constraint =>
            constraint is not DefaultConstraintDefinition
        );
        return isNew || refusing is null
            ? new Judgement(Effect.Adds, name, "")
            : new Judgement(
                Effect.ChangesLive,
                name,
                $"gets {refusing.ConstraintIdentifier?.Value ?? "a constraint"}, which refuses rows that live may write"
            );
    }

    private static Judgement OfProcedure(string procedure) =>
        procedure
            is "sp_addextendedproperty"
                or "sp_updateextendedproperty"
                or "sp_refreshsqlmodule"
                or "sp_refreshview"
            ? new Judgement(Effect.Adds, "", "")
            : new Judgement(Effect.TakesAway, "", $"the expansion calls {procedure}");

    private static string? ProcedureOf(ExecuteStatement executed) =>
        executed.ExecuteSpecification.ExecutableEntity
            is ExecutableProcedureReference { ProcedureReference.ProcedureReference.Name: { } name }
            ? name.BaseIdentifier.Value.ToLowerInvariant()
            : null;

    private static string Subject(TSqlStatement statement) =>
        statement switch
        {
            AlterTableStatement table => Name(table.SchemaObjectName),
            DropObjectsStatement { Objects: [var first, ..] } => Name(first),
            _ => "",
        };

    private static Judgement Adds(SchemaObjectName name) => new(Effect.Adds, Name(name), "");

    private static Judgement ChangesCode(SchemaObjectName name) =>
        new(Effect.ChangesLive, Name(name), "stays with its table and is altered in place");

    private static string Name(SchemaObjectName name) =>
        string.Join('.', name.Identifiers.Select(identifier => identifier.Value));

    private static string FirstLine(string text) =>
        text.Split('\n')[0].Trim() is var line && line.Length > 80 ? line[..80] + "…" : text.Split('\n')[0].Trim();

    /// <summary>The first name in brackets in a sentence of DacFx.</summary>
    private static string ObjectIn(string message)
    {
        var start = message.IndexOf('[', StringComparison.Ordinal);
        if (start < 0)
            return "";
        var tree = new TSql170Parser(true).ParseSchemaObjectName(
            new StringReader(NameAt(message, start)),
            out var errors
        );
        return errors.Count == 0 && tree is not null ? Name(tree) : "";
    }

    private static string NameAt(string message, int start)
    {
        var at = start;
        while (at < message.Length && message[at] == '[')
        {
            at++;
            while (at < message.Length && (message[at] != ']' || (at + 1 < message.Length && message[at + 1] == ']')))
                at += message[at] == ']' ? 2 : 1;
            at++;
            if (at + 1 < message.Length && message[at] == '.' && message[at + 1] == '[')
                at++;
            else
                break;
        }
        return message[start..Math.Min(at, message.Length)];
    }

    internal static string Plain(string bracketed) => ObjectIn(bracketed) is { Length: > 0 } name ? name : bracketed;

    private static string Sentence(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
