using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>The row that says who sees which of two releases.</summary>
/// <param name="Blue">The release that everybody else sees.</param>
/// <param name="Green">The release that some see.</param>
/// <param name="Share">The share that sees green, in parts of <see cref="RouteView.Whole"/>.</param>
/// <param name="Principals">The principals that see green by name.</param>
internal sealed record RouteRecord(int Blue, int Green, int Share, IReadOnlyList<string> Principals)
{
    /// <summary>True if some principals may see green and others see blue.</summary>
    public bool IsOpen => Blue != Green && (Share > 0 || Principals.Count > 0);
}

/// <summary>Reads and writes routes in the ledger.</summary>
internal static class RouteJournal
{
    extension(Ledger ledger)
    {
        /// <summary>The environment's route; null if no release was ever shown to some.</summary>
        public async Task<RouteRecord?> ReadRouteAsync(WarehouseSession session, CancellationToken cancellation)
        {
            if (
                await ledger.Schema.ReadVersionAsync(ledger.Warehouse, session, cancellation) < LedgerSchema.RoutesSince
            )
                return null;
            var routes = await Ledger.ReadAsync(
                session,
                $"select blue, green, share from {ledger.Schema.Routes} where environment = {ledger.Environment}",
                row => (Blue: row.GetInt32(0), Green: row.GetInt32(1), Share: row.GetInt32(2)),
                cancellation
            );
            if (routes is not [var route, ..])
                return null;
            var named = await Ledger.ReadAsync(
                session,
                $"""
                select principal from {ledger.Schema.RouteExceptions}
                where environment = {ledger.Environment} and number = {route.Green} order by principal
                """,
                row => row.GetString(0),
                cancellation
            );
            return new RouteRecord(route.Blue, route.Green, route.Share, named);
        }

        /// <summary>The name of the environment's route view.</summary>
        public RelationName RouteView => ledger.Schema.RouteView(ledger.Environment);

        /// <summary>The route's view, for statements.</summary>
        public RouteView Route(Principal by) =>
            new(
                ledger.Schema.RouteView(ledger.Environment),
                ledger.Schema.Routes,
                ledger.Schema.RouteExceptions,
                ledger.Environment,
                by
            );

        /// <summary>Begins a route on which everybody sees blue, in place of any earlier route.</summary>
        public IReadOnlyList<Sql> BeginRoute(int blue, int green, long fencing) =>
            [
                Forget(ledger),
                $"delete from {ledger.Schema.Routes} where environment = {ledger.Environment}",
                $"insert into {ledger.Schema.Routes} (environment, blue, green, share, salt, fencing) values ("
                    + $"{ledger.Environment}, {blue}, {green}, {0}, {ReleaseRecord.Name(green) + "/"}, {fencing})",
            ];

        /// <summary>Shows green to a share, and to more principals by name.</summary>
        public IReadOnlyList<Sql> ShowGreen(int green, int share, IReadOnlyList<string> more, long fencing) =>
            [
                $"update {ledger.Schema.Routes} set share = {share}, fencing = {fencing} where environment = "
                    + $"{ledger.Environment} and green = {green}",
                .. more.Select(principal =>
                    (Sql)
                        $"""
                            insert into {ledger.Schema.RouteExceptions} (environment, principal, number, fencing)
                            values ({ledger.Environment}, {principal}, {green}, {fencing})
                            """
                ),
            ];

        /// <summary>Shows blue to everybody again.</summary>
        public IReadOnlyList<Sql> ShowBlue(long fencing) =>
            [
                $"update {ledger.Schema.Routes} set share = {0}, fencing = {fencing} where environment = "
                    + $"{ledger.Environment}",
                Forget(ledger),
            ];

        /// <summary>
        /// Shows green to everybody. The row stays, because a statement that read a view's definition before the view
        /// was plain still asks the row.
        /// </summary>
        public IReadOnlyList<Sql> EndRoute(int green, long fencing) =>
            [
                $"update {ledger.Schema.Routes} set blue = {green}, share = {RouteView.Whole}, fencing = {fencing} "
                    + $"where environment = {ledger.Environment} and green = {green}",
                Forget(ledger),
            ];
    }

    private static Sql Forget(Ledger ledger) =>
        $"delete from {ledger.Schema.RouteExceptions} where environment = {ledger.Environment}";
}
