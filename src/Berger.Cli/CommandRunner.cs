using System.CommandLine;
using Berger.Recordings;
using Berger.Recordings.Ingest;
using Berger.Recordings.Query;

namespace Berger.Cli;

/// <summary>Runs the command that the arguments name, and turns what goes wrong into a message and an exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine("Add --help to see how the command is used.");
            return ExitCodes.UsedWrongly;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException error)
        {
            return Report(error.Message, error.ExitCode);
        }
        catch (OperationCanceledException)
        {
            return Report("Interrupted. What was stored stays; the same command goes on from there.", ExitCodes.Failed);
        }
        catch (StoreUnavailableException error)
        {
            return Report(error.Message, ExitCodes.ServiceUnreachable);
        }
        catch (QueryException error)
        {
            return Report(error.Message, ExitCodes.InputRefused);
        }
        catch (IngestException error)
        {
            return Report(error.Message, ExitCodes.InputRefused);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Report(error.Message, ExitCodes.Failed);
        }
    }

    private static int Report(string message, int exitCode)
    {
        Console.Error.WriteLine(message);
        return exitCode;
    }
}
