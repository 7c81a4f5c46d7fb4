namespace Berger.Cli;

/// <summary>One line on stderr that is written over and over; nothing unless stderr is a terminal.</summary>
internal static class ProgressLine
{
    private static readonly bool IsShown = !Console.IsErrorRedirected;

    private static int width;

    public static void Show(string text)
    {
        if (!IsShown) return;
        Console.Error.Write("\r" + text.PadRight(width));
        width = text.Length;
    }

    public static void Clear()
    {
        if (!IsShown || width == 0) return;
        Console.Error.Write("\r" + new string(' ', width) + "\r");
        width = 0;
    }
}

/// <summary>Progress that is told at once, on the caller's thread.</summary>
internal sealed class InlineProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
