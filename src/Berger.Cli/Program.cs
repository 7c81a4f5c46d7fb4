using System.CommandLine;
using Berger.Cli;
using Berger.Cli.Bench;
using Berger.Cli.Devices;
using Berger.Cli.Recordings;
using Berger.Cli.Serving;
using Berger.Cli.Stores;

var root = new RootCommand("Berger carries EEG from the electrode to the trained model and back.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    SimulateCommand.Create(),
    ImportCommand.Create(),
    ExportCommand.Create(),
    IdentifyCommand.Create(),
    VerifyCommand.Create(),
    DatabaseCommand.Create(),
    BenchCommand.Create(),
};
return await CommandRunner.RunAsync(root, args);
