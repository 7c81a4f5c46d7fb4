using System.CommandLine;
using System.CommandLine.Parsing;
using Berger.Recordings;
using Berger.Recordings.Ingest;
using Berger.Recordings.Query;

namespace Berger.Cli;

/// <summary>Runs the command that the arguments name, and turns what goes wrong into a message and an exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        if (args.Length == 0)
        {
            await root.Parse("--help").InvokeAsync(new InvocationConfiguration { Output = Console.Error });
            return ExitCodes.UsedWrongly;
        }

        var parsed = root.Parse(args);
        if (UsageErrors(parsed) is { Count: > 0 } errors)
        {
            foreach (string error in errors) Console.Error.WriteLine(error);
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
        catch (FormatException error) when (error.Message.Contains("DATABASE_URL", StringComparison.Ordinal))
        {
            return Report(error.Message, ExitCodes.UsedWrongly);
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
        catch (Exception error)
        {
            return Report($"Berger failed in a way that it does not know; this is a fault in it. Please report what follows.{Environment.NewLine}{error}", ExitCodes.Failed);
        }
    }

    /// <summary>What is wrong with the arguments, in words of the command line.</summary>
    private static List<string> UsageErrors(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0)
        {
            // Where a command is unknown, that one is missing says nothing more.
            var errors = parsed.UnmatchedTokens.Count > 0 ? parsed.Errors.Where(error => error.SymbolResult is not CommandResult { Command.Subcommands.Count: > 0 } || parsed.UnmatchedTokens.Any(error.Message.Contains)) : parsed.Errors;
            return [.. errors.Select(Describe)];
        }

        // A mistyped option is taken for a file's name.
        if (parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)) return [];
        return
        [
            .. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
                .Where(token => token.Value.StartsWith('-') && token.Value.Length > 1)
                .Select(token => $"There is no option {token.Value}. If it is a file, write ./{token.Value}."),
        ];
    }

    private static string Describe(ParseError error)
    {
        if (error.SymbolResult is not OptionResult { Tokens: [var value], Option: var option } || !error.Message.Contains("expected type", StringComparison.Ordinal)) return error.Message;
        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        string wanted = type.IsEnum ? string.Join(" or ", Enum.GetNames(type)) : type == typeof(int) ? "a whole number" : "a number";
        return $"{option.Name} must be {wanted}, not {value.Value}.";
    }

    private static int Report(string message, int exitCode)
    {
        Console.Error.WriteLine(message);
        return exitCode;
    }
}
