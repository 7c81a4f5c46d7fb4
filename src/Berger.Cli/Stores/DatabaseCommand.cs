using System.CommandLine;
using Berger.Cli.Serving;

namespace Berger.Cli.Stores;

/// <summary><c>berger db</c>: the stores' schemas.</summary>
internal static class DatabaseCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var init = new Command("init", "Create the schemas and indexes, or upgrade them. Doing so twice is harmless.") { data };
        init.SetAction(async (parsed, cancellation) =>
        {
            var settings = parsed.Settings(data);
            await using var stores = await StoreScope.OpenAsync(settings, cancellation);
            Console.Error.WriteLine($"The schema for recordings is up to date in {ServeCommand.Describe(settings)}.");
            return ExitCodes.Done;
        });
        return new Command("db", "Prepare the databases.") { init.WithExample("DATABASE_URL=postgresql://berger:secret@localhost/berger berger db init") };
    }
}
