using System.Diagnostics;
using System.Globalization;
using Berger.Cli.Bench.Report;
using Berger.Cli.Bench.Signal;

namespace Berger.Cli.Bench.Rivals;

/// <summary>MNE reading a 10 s window from an EDF file on the local disk, in its own process.</summary>
internal sealed class MneWindow(BenchPlan plan, BenchFiles files, IBenchReport report)
{
    private const string Python = "/usr/bin/python3";

    private const string Script =
        """
        import random, sys, time, mne
        raw = mne.io.read_raw_edf(sys.argv[1], preload=False, verbose="error")
        rng, times = random.Random(1), []
        for _ in range(int(sys.argv[2])):
            start = int(rng.uniform(0, raw.times[-1] - 11) * raw.info["sfreq"])
            began = time.perf_counter()
            raw[:, start:start + int(10 * raw.info["sfreq"])][0]
            times.append((time.perf_counter() - began) * 1000)
        times.sort()
        print(mne.__version__, times[len(times) // 2], times[len(times) * 95 // 100])
        """;

    public async Task RunAsync(CancellationToken cancellation)
    {
        ProgressLine.Show("MNE");
        string[] answer = await RunPythonAsync(files.OfHours(1), cancellation);
        if (answer.Length != 3)
        {
            report.Text($"MNE was left out: {Python} has none (apt-get install python3-mne).");
            return;
        }

        var table = new Table("The other rival: MNE on a local file",
            "raw[:, start:stop] of 10 s of all channels at random places of the EDF file of 1 h: no server, no HTTP, and no decompression, but a Python process that has the file.",
            "what", "median (ms)", "95th % (ms)");
        table.Add($"MNE {answer[0]}", double.Parse(answer[1], CultureInfo.InvariantCulture), double.Parse(answer[2], CultureInfo.InvariantCulture));
        report.Add(table);
    }

    private async Task<string[]> RunPythonAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(Python)) return [];
        var start = new ProcessStartInfo(Python, ["-c", Script, file, (4 * plan.RivalWindows).ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            _ = process.StandardError.ReadToEndAsync(cancellation);
            string output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? output.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
