using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Berger.Tests.EndToEnd;

/// <summary>The program itself, as a process of its own; killed when it is disposed of.</summary>
internal sealed partial class BergerProcess : IDisposable
{
    /// <summary>Long enough for a machine that is busy with everything else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly StringBuilder output = new(), error = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BergerProcess(string folder, string? databaseUrl, string[] arguments, int? largestFile = null)
    {
        string[] line = ["dotnet", Path.Combine(AppContext.BaseDirectory, "berger.dll"), .. arguments];
        if (largestFile is { } kibibytes) line = ["bash", "-c", $"trap '' XFSZ; ulimit -Sf {kibibytes}; exec \"$@\"", "limited", .. line];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["BERGER_DATA"] = folder;
        start.Environment["DATABASE_URL"] = databaseUrl ?? "";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // Its memory is a file, which would be limited too.
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Add(output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = process.WaitForExitAsync().ContinueWith(_ => ended.TrySetResult(), TaskScheduler.Default);
    }

    public int Id => process.Id;

    public string Error
    {
        get
        {
            lock (error) return error.ToString();
        }
    }

    /// <param name="folder">Its embedded stores.</param>
    /// <param name="arguments">Its command line.</param>
    public static BergerProcess Start(string folder, params string[] arguments) => new(folder, null, arguments);

    /// <summary>Runs a command to its end.</summary>
    public static Task<Ended> RunAsync(string folder, params string[] arguments) => RunOnAsync(folder, null, arguments);

    /// <inheritdoc cref="RunAsync"/>
    /// <param name="databaseUrl">PostgreSQL; null for the embedded stores.</param>
    public static async Task<Ended> RunOnAsync(string folder, string? databaseUrl, params string[] arguments)
    {
        using var berger = new BergerProcess(folder, databaseUrl, arguments);
        return await berger.WaitAsync();
    }

    /// <summary>Starts the server; it answers when the task completes.</summary>
    /// <param name="folder">Its embedded stores.</param>
    /// <param name="databaseUrl">PostgreSQL; null for the embedded stores.</param>
    /// <param name="port">Where it listens; 0 for a free one.</param>
    /// <param name="largestFile">Kibibytes to which a file may grow, as if the disk were full then; null for no limit.</param>
    public static async Task<(BergerProcess Server, Uri Address)> ServeAsync(string folder, string? databaseUrl = null, int port = 0, int? largestFile = null)
    {
        var server = new BergerProcess(folder, databaseUrl, ["serve", "--urls", $"http://127.0.0.1:{port}"], largestFile);
        string line = await server.WaitForErrorAsync("Berger listens on ");
        return (server, new Uri(line.Split(' ')[3]));
    }

    /// <summary>Waits until a line on stderr holds a text.</summary>
    /// <returns>The line.</returns>
    public async Task<string> WaitForErrorAsync(string text)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            bool over = ended.Task.IsCompleted;
            if (Error.Split('\n').FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found) return found;
            Assert.False(over || clock.Elapsed > Patience, $"No \"{text}\" from a process that {(over ? "ended" : "hangs")}: {Error}");
            await Task.Delay(10);
        }
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGINT, as by Ctrl-C, and waits until it has ended by itself.</summary>
    public Task<Ended> InterruptAsync()
    {
        const int Interrupt = 2;
        Assert.Equal(0, Kill(process.Id, Interrupt));
        return WaitAsync();
    }

    public async Task<Ended> WaitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The process does not end: {Error}");
        }

        lock (output) return new Ended(process.ExitCode, output.ToString(), Error);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null) text.Append(line).Append('\n');
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

/// <summary>How a process ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public Ended Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} instead of {exitCode}: {Output}{Error}");
        return this;
    }
}
