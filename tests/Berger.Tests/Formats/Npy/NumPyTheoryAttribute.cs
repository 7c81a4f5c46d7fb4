using System.ComponentModel;
using System.Diagnostics;

namespace Berger.Tests.Formats.Npy;

/// <summary>A theory that asks NumPy; skipped with the reason where Python or NumPy is absent.</summary>
public sealed class NumPyTheoryAttribute : TheoryAttribute
{
    private const string Python = "/usr/bin/python3";

    private static readonly string? Missing = FindMissing();

    public NumPyTheoryAttribute() => Skip = Missing;

    /// <summary>Runs a script with arguments in <c>sys.argv[1:]</c>.</summary>
    /// <returns>What it printed, without surrounding space.</returns>
    public static string Run(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{Python} failed: {errors.Result}");
    }

    private static string? FindMissing()
    {
        try
        {
            Run("import numpy");
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            return $"NumPy is needed in {Python}: {error.Message}";
        }
    }
}
