DataRelease.Cli.Cultures.Begin(args);
return await DataRelease.Cli.CommandLine.MainAsync(args);
