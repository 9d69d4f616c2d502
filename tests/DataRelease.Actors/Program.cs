using DataRelease.Actors;

// Programs that tests start as other processes. A fake dbt unless told otherwise, because dbt's verbs come first.
return args switch
{
    ["hold-duckdb", var path] => await DuckDbHolder.RunAsync(path),
    ["read-one-row", var path] => await BareReader.RunAsync(path),
    ["tool", .. var rest] => await WatchedTool.RunAsync(rest),
    _ => await FakeDbt.RunAsync(args),
};
