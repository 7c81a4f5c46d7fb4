using System.Diagnostics;

namespace Berger.Cli.Bench.Report;

/// <summary>Durations in milliseconds. Several threads may add.</summary>
internal sealed class Timings
{
    private readonly List<double> milliseconds = [];

    public int Count => milliseconds.Count;

    public double Median => Quantile(0.5);

    /// <summary>The 95th percentile.</summary>
    public double P95 => Quantile(0.95);

    public void Add(double duration)
    {
        lock (milliseconds) milliseconds.Add(duration);
    }

    public async Task MeasureAsync(Func<Task> work)
    {
        long began = Stopwatch.GetTimestamp();
        await work();
        Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    /// <summary>Seconds that some work takes.</summary>
    public static async Task<double> SecondsOfAsync(Func<Task> work)
    {
        long began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private double Quantile(double share)
    {
        double[] sorted = [.. milliseconds.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(share * sorted.Length, sorted.Length - 1)];
    }
}
