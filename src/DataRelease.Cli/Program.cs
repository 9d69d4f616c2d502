return await DataRelease.Cli.CommandLine.MainAsync(args);
