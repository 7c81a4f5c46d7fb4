using System.Diagnostics;

namespace Berger.Tests.Formats.Edf;

/// <summary>A fact that asks MNE-Python of the system's Python; skipped with the reason where it is absent.</summary>
public sealed class MneFactAttribute : FactAttribute
{
    private const string Python = "/usr/bin/python3";

    private bool needsData;

    private static readonly string? Missing = !File.Exists(Python) ? $"no {Python}" : Run("import mne").ExitCode == 0 ? null : $"{Python} has no MNE; install python3-mne";

    public MneFactAttribute() => Skip = Missing;

    /// <summary>Whether it is also about real data.</summary>
    public bool NeedsData
    {
        get => needsData;
        set
        {
            needsData = value;
            if (value) Skip ??= TestData.Missing;
        }
    }

    /// <summary>Runs a program of Python.</summary>
    public static (int ExitCode, string Output, string Error) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
