using System.Diagnostics;
using Berger.Recordings.Devices;
using Berger.Signals;

namespace Berger.Cli.Devices;

/// <summary>One device or several that play to a server at the same time, with their progress on one line.</summary>
internal sealed class DeviceFleet(Uri server, double speed, ChunkEncoding encoding)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly DeviceProgress?[] progress = new DeviceProgress?[256];

    /// <summary>Waits until the server answers for the first time: one that never did is likelier to be mistyped than to come back.</summary>
    /// <exception cref="CommandException">It did not within that time.</exception>
    public async Task ConnectAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = server, Timeout = patience };
        for (long started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("health/live", UriKind.Relative), cancellation);
                return;
            }
            catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                if (Stopwatch.GetElapsedTime(started) >= patience)
                    throw new CommandException(ExitCodes.ServiceUnreachable, $"No server answers at {server}: {error.Message} Start one with berger serve, or give its address with --url.");
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Plays all sources; completes when every device has sent everything, was refused, or was cancelled.</summary>
    public async Task<IReadOnlyList<DeviceReport>> RunAsync(IReadOnlyList<IRecordingSource> sources, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = server, Timeout = RequestTimeout };
        var devices = sources.Select((source, i) =>
        {
            var options = new DeviceOptions { Speed = speed, Encoding = encoding, Seed = i };
            var told = new InlineProgress<DeviceProgress>(latest => Show(i, latest));
            return Task.Run(() => new Device(source, client, options).RunAsync(told, cancellation), CancellationToken.None);
        });
        var reports = await Task.WhenAll(devices);
        ProgressLine.Clear();
        return reports;
    }

    /// <summary>Says on stderr how a device ended.</summary>
    public static void Report(DeviceReport report)
    {
        var totals = report.Totals;
        string what = $"{report.Key}: {totals.Acknowledged} chunks acknowledged, {totals.Resent} requests repeated";
        if (report.IsComplete) Console.Error.WriteLine(what);
        else if (report.Failure is { } failure) Console.Error.WriteLine($"{what}. Stopped: {failure}");
        else Console.Error.WriteLine($"{what}. Interrupted at {report.ReadUpTo} s; {report.Unacknowledged.Count} chunks are not acknowledged. The same command sends what is missing.");
    }

    private void Show(int device, DeviceProgress latest)
    {
        progress[device % progress.Length] = latest;
        long acknowledged = 0, pending = 0;
        string? problem = null;
        foreach (var one in progress)
        {
            if (one is null) continue;
            acknowledged += one.Acknowledged;
            pending += one.Pending;
            problem ??= one.LastProblem;
        }

        ProgressLine.Show($"{acknowledged} chunks acknowledged, {pending} on their way{(problem is null ? "" : $" ({problem})")}");
    }
}
