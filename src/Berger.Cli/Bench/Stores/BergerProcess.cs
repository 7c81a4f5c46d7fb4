using System.Diagnostics;
using Berger.Recordings;

namespace Berger.Cli.Bench.Stores;

/// <summary>Berger in a process of its own, as users run it. Killed when disposed of.</summary>
internal sealed class BergerProcess : IDisposable
{
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process process;

    private BergerProcess(Process process) => this.process = process;

    public TextReader Errors => process.StandardError;

    public static BergerProcess Start(BergerSettings settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(BergerProcess).Assembly.Location);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["BERGER_DATA"] = settings.DataFolder;
        start.Environment["DATABASE_URL"] = settings.DatabaseUrl ?? "";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new BergerProcess(process);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The most memory that it had in use at once, in bytes, as the kernel counts it; 0 where there is no /proc.</returns>
    /// <exception cref="CommandException">It failed.</exception>
    public async Task<long> WaitAsync(CancellationToken cancellation)
    {
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var ended = process.WaitForExitAsync(cancellation);
        long memory = 0;
        while (!ended.IsCompleted)
        {
            memory = Math.Max(memory, ReadPeakMemory());
            await Task.WhenAny(ended, Task.Delay(MemoryInterval, cancellation));
        }

        await ended;
        return process.ExitCode == ExitCodes.Done ? memory
            : throw new CommandException(ExitCodes.Failed, $"berger {string.Join(' ', process.StartInfo.ArgumentList)} failed: {await errors}");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>VmHWM, the greatest resident set.</summary>
    private long ReadPeakMemory()
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.AsSpan(6, line.Length - 8).Trim());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
