using System.Data.Common;
using System.Globalization;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>Reads and writes lists of steps in the ledger.</summary>
internal static class CourseJournal
{
    extension(Ledger ledger)
    {
        /// <summary>The list that a release went through, in order; empty if an older tool wrote the ledger.</summary>
        public Task<IReadOnlyList<CourseStep>> ReadCourseAsync(
            WarehouseSession session,
            int number,
            CancellationToken cancellation
        ) => ReadAsync(ledger, session, $"and number = {number} and not {IsWayBack}", cancellation);

        /// <summary>The lists that some releases went through, by release.</summary>
        /// <param name="session">Open.</param>
        /// <param name="first">The oldest release.</param>
        /// <param name="last">The newest release.</param>
        /// <param name="cancellation">Ends it.</param>
        public async Task<ILookup<int, CourseStep>> ReadCoursesAsync(
            WarehouseSession session,
            int first,
            int last,
            CancellationToken cancellation
        ) =>
            (
                await ReadAsync(
                    ledger,
                    session,
                    $"and number between {first} and {last} and not {IsWayBack}",
                    cancellation
                )
            ).ToLookup(step => step.Number);

        /// <summary>The list that leads back from the live release, if one has begun; otherwise empty.</summary>
        public async Task<IReadOnlyList<CourseStep>> ReadWayBackAsync(
            WarehouseSession session,
            CancellationToken cancellation
        )
        {
            // What began at a release whose data is gone can't be about what is live.
            var steps = await ReadAsync(ledger, session, $"and {ledger.IsStanding} and {IsWayBack}", cancellation);
            return steps.GroupBy(step => step.Number).LastOrDefault(list => list.Any(step => !step.IsOver)) is { } open
                ? [.. open]
                : [];
        }

        /// <summary>
        /// When the last step of a release was finished; null if none was, or if an older tool ran the steps.
        /// </summary>
        public async Task<DateTimeOffset?> ReadCourseEndAsync(
            WarehouseSession session,
            int number,
            CancellationToken cancellation
        )
        {
            if (
                await ledger.Schema.ReadVersionAsync(ledger.Warehouse, session, cancellation) < LedgerSchema.CourseSince
            )
                return null;
            var ends = await Ledger.ReadAsync(
                session,
                $"""
                select max(finished_at) from {ledger.Schema.Course}
                where environment = {ledger.Environment} and number = {number} and not {IsWayBack}
                """,
                row => row.IsDBNull(0) ? (DateTimeOffset?)null : Ledger.Instant(row, 0),
                cancellation
            );
            return ends[0];
        }

        /// <summary>Replaces the steps of a list from an ordinal on.</summary>
        public IReadOnlyList<Sql> ReplaceCourse(int number, int from, IReadOnlyList<CourseStep> steps, long fencing)
        {
            List<Sql> statements =
            [
                $"""
                    delete from {ledger.Schema.Course}
                    where environment = {ledger.Environment} and number = {number} and ordinal >= {from}
                    """,
            ];
            foreach (var chunk in steps.Chunk(ledger.RowsOfOne(200, values: 9)))
            {
                var rows = Sql.Join(
                    ", ",
                    chunk.Select(step =>
                        (Sql)
                            $"""
                                ({ledger.Environment}, {number}, {step.Ordinal}, {step.Strategy}, {step.Name},
                                {step.Settings}, {Text(step.State)}, {step.Result}, {fencing})
                                """
                    )
                );
                statements.Add(
                    $"""
                    insert into {ledger.Schema.Course} (environment, number, ordinal, strategy, name, settings, state,
                        result, fencing) values {rows}
                    """
                );
            }
            return statements;
        }

        /// <summary>Sets a step's state and result.</summary>
        public Sql SetCourseStep(
            int number,
            int ordinal,
            StepState state,
            string result,
            DateTimeOffset? until,
            long fencing
        )
        {
            var now = ledger.Warehouse.Dialect.NowPlus(TimeSpan.Zero);
            Sql moment = state switch
            {
                StepState.Running => $", started_at = {now}, finished_at = null",
                StepState.Waiting => Sql.Empty,
                _ => $", finished_at = {now}",
            };
            return $"""
                update {ledger.Schema.Course} set state = {Text(state)}, result = {result},
                    until_at = {until?.UtcDateTime}, fencing = {fencing}{moment}
                where environment = {ledger.Environment} and number = {number} and ordinal = {ordinal}
                """;
        }

        /// <summary>Marks every step of a release as taken back, so that none runs any more.</summary>
        public Sql UndoCourse(int number, long fencing) =>
            $"""
                update {ledger.Schema.Course} set state = {Text(StepState.Undone)}, fencing = {fencing}
                where environment = {ledger.Environment} and number = {number} and not {IsWayBack}
                """;

        /// <summary>
        /// Forgets lists that lead back and that are not finished, because the way back was given up or another release
        /// went live.
        /// </summary>
        public IReadOnlyList<Sql> ForgetWaysBack() =>
            [
                $"""
                    delete from {ledger.Schema.Course}
                    where environment = {ledger.Environment} and {ledger.IsStanding} and {IsWayBack} and number in
                        (select number from {ledger.Schema.Course}
                        where environment = {ledger.Environment} and {ledger.IsStanding} and {IsWayBack}
                            and state <> {Text(StepState.Done)})
                    """,
                ledger.ForgetFormerRollbacks(),
            ];
    }

    private static Sql IsWayBack => $"strategy in ({CourseStep.Rollback}, {CourseStep.Restore})";

    /// <summary>The ledger's word for a state.</summary>
    public static string Text(StepState state) => state.ToString().ToLowerInvariant();

    private static async Task<IReadOnlyList<CourseStep>> ReadAsync(
        Ledger ledger,
        WarehouseSession session,
        Sql filter,
        CancellationToken cancellation
    )
    {
        if (await ledger.Schema.ReadVersionAsync(ledger.Warehouse, session, cancellation) < LedgerSchema.CourseSince)
            return [];
        var steps = await Ledger.ReadAsync(
            session,
            $"""
            select number, ordinal, strategy, name, settings, state, result, until_at, finished_at
            from {ledger.Schema.Course} where environment = {ledger.Environment} {filter}
            order by number, ordinal
            """,
            Step,
            cancellation
        );
        return
            steps.GroupBy(step => (step.Number, step.Ordinal)).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the ledger has step {twice.Key.Ordinal} of {ReleaseRecord.Name(twice.Key.Number)} twice"
                )
            )
            : steps;
    }

    private static CourseStep Step(DbDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetInt32(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            Enum.TryParse<StepState>(row.GetString(5), ignoreCase: true, out var state) && Enum.IsDefined(state)
                ? state
                : throw new FormatException($"unknown state of a step '{row.GetString(5)}'"),
            row.GetString(6),
            row.IsDBNull(7) ? null : Ledger.Instant(row, 7)
        )
        {
            FinishedAt = row.IsDBNull(8) ? null : Ledger.Instant(row, 8),
        };
}
