using DataRelease.Actors;

// Programs that tests start as other processes. A fake dbt unless told otherwise, because dbt's verbs come first.
return args is ["hold-duckdb", var path] ? await DuckDbHolder.RunAsync(path) : await FakeDbt.RunAsync(args);
