namespace Berger.Cli;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    public const int Failed = 1;

    public const int UsedWrongly = 2;

    public const int InputRefused = 3;

    public const int ServiceUnreachable = 4;
}

/// <summary>A command cannot go on; its message is all that the user needs.</summary>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}
