using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Berger.Cli.Bench.Stores;

namespace Berger.Cli.Bench.Report;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private const int Writes = 200;

    public static async Task DescribeAsync(IBenchReport report, BenchStores stores, string folder, CancellationToken cancellation)
    {
        var table = new Table("The machine", "Other work on it shows in the figures; the load is the average of the minute before the run.", "what", "value");
        table.Add("CPU", ValueOf("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString());
        table.Add("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        table.Add("load before the run", File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg", cancellation)).Split(' ')[0] : "unknown");
        table.Add("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0.#} GiB");
        table.Add("operating system", ValueOf("/etc/os-release", "PRETTY_NAME") is { } name ? $"{name}, {Environment.OSVersion}" : RuntimeInformation.OSDescription);
        table.Add(".NET", $"{RuntimeInformation.FrameworkDescription}, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} garbage collector");
        foreach (var (what, value) in await stores.DescribeAsync(cancellation)) table.Add(what, value);
        var flush = await MeasureFlushAsync(folder, cancellation);
        table.Add($"4 KiB written and fsynced in {Path.GetTempPath()}", $"median {flush.Median:0.00} ms, 95th percentile {flush.P95:0.00} ms");
        report.Add(table);
    }

    private static string? ValueOf(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split([':', '='], 2)[1].Trim(' ', '"', '\t')
        : null;

    private static async Task<Timings> MeasureFlushAsync(string folder, CancellationToken cancellation)
    {
        var timings = new Timings();
        byte[] page = new byte[4096];
        await using var file = new FileStream(Path.Combine(folder, "fsync"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        for (int i = 0; i < Writes; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long began = Stopwatch.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            timings.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return timings;
    }
}
