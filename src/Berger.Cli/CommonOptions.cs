using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json;
using Berger.Recordings;
using Berger.Server;

namespace Berger.Cli;

/// <summary>Options that several commands share. Flags win over the environment.</summary>
internal static class CommonOptions
{
    private static readonly JsonSerializerOptions Indented = new(BergerJson.Options) { WriteIndented = true };

    public static Option<string?> Data() => new("--data") { Description = "Folder of the embedded stores; BERGER_DATA or ./berger-data unless given. Not used where DATABASE_URL names PostgreSQL" };

    public static Option<string> Url(string description) => new("--url") { Description = description, DefaultValueFactory = _ => BergerServer.DefaultUrl };

    public static Option<string> Format()
    {
        var format = new Option<string>("--format") { Description = "text for people, json for programs", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        return format;
    }

    public static Option<string> Patient() => new("--patient") { Description = "The subject's id, such as chb01", Required = true };

    public static Option<string> Recording() => new("--recording") { Description = "The recording's id, such as chb01_03.edf", Required = true };

    /// <summary>The settings of the environment, with the flag's folder.</summary>
    public static BergerSettings Settings(this ParseResult parsed, Option<string?> data)
    {
        var settings = BergerSettings.Read(Environment.CurrentDirectory);
        return parsed.GetValue(data) is { Length: > 0 } folder ? settings with { DataFolder = folder } : settings;
    }

    /// <summary>Has a command's own help end with an example that works.</summary>
    public static Command WithExample(this Command command, string example)
    {
        command.Options.Add(new HelpOption { Action = new HelpWithExample(example) });
        return command;
    }

    public static void WriteJson<T>(T value) =>
        Console.Out.WriteLine(JsonSerializer.Serialize(value, Indented));
}

/// <summary>The usual help, and an example.</summary>
internal sealed class HelpWithExample(string example) : SynchronousCommandLineAction
{
    private readonly HelpAction help = new();

    /// <summary>Help is given also when required arguments are missing.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine($"Example:{Environment.NewLine}  {example}");
        return code;
    }
}
