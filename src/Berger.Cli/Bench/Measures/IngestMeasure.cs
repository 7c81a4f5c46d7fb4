using Berger.Cli.Bench.Report;
using Berger.Cli.Bench.Signal;
using Berger.Cli.Bench.Stores;
using Berger.Recordings.Audit;
using Berger.Recordings.Devices;
using Berger.Signals;

namespace Berger.Cli.Bench.Measures;

/// <summary>Chunks of 1 s over HTTP, each durable before it is acknowledged: one at a time, from one device, and from many at once.</summary>
internal sealed class IngestMeasure(BenchPlan plan, BenchStores stores, SignalMaterial material, IBenchReport report)
{
    private const int WarmUpChunks = 200;

    public async Task RunAsync(StoreKind kind, CancellationToken cancellation)
    {
        await using var store = await stores.CreateAsync(kind, cancellation);
        using var server = await BergerServerProcess.StartAsync(store, cancellation);
        var table = new Table($"Ingest over HTTP, {kind.Name()}",
            $"Chunks of 1 s, {material.Channels.Count} channels × {material.Hertz} samples, sent by berger's own device on the same machine, which checks every answer's checksum. "
            + "Every chunk is durable before it is answered. A commit is one transaction, told apart by the log's times.",
            "what", "chunks", "time (s)", "chunks/s", "answer: median (ms)", "answer: 95th % (ms)", "commits", "chunks per commit");
        await PlayAsync(server, "warm-up", WarmUpChunks, 1, new() { InFlight = 4 }, cancellation);
        await PlayAsync(server, "warm-up-json", WarmUpChunks, 1, new() { InFlight = 1, Encoding = ChunkEncoding.Json }, cancellation);

        Scenario[] scenarios =
        [
            new("one in flight", plan.SingleChunks, 1, new() { InFlight = 1 }),
            new("one in flight, the seed's JSON", plan.SingleChunks, 1, new() { InFlight = 1, Encoding = ChunkEncoding.Json }),
            new("one device", plan.Chunks, 1, new()),
            new($"{plan.Devices} devices at once", plan.ChunksOfEachDevice, plan.Devices, new()),
        ];
        foreach (var scenario in scenarios)
        {
            ProgressLine.Show($"{kind.Name()}: {scenario.Name}");
            long before = (await ReadLogAsync(store, 0, cancellation)).Count;
            var (seconds, timings) = await PlayAsync(server, scenario.Name.Replace(' ', '-'), scenario.Chunks, scenario.Devices, scenario.Options, cancellation);
            var lines = await ReadLogAsync(store, before, cancellation);
            int commits = lines.Select(line => line.IngestedAt).Distinct().Count();
            table.Add(scenario.Name, lines.Count, seconds, lines.Count / seconds, timings.Median, timings.P95, commits, lines.Count / (double)commits);
            if (scenario.Devices > 1)
                report.Add(new Aim($"{kind.Name()}: chunks from {scenario.Devices} devices", 600, lines.Count / seconds, "a second", IsMinimum: true));
            else if (scenario.Chunks == plan.Chunks)
                report.Add(new Aim($"{kind.Name()}: {plan.Chunks} chunks from one device", 15.0 * plan.Chunks / 3600, seconds, "s"));
        }

        report.Add(table);
    }

    private static async Task<List<LogEntry>> ReadLogAsync(BenchStore store, long after, CancellationToken cancellation)
    {
        await using var scope = await store.OpenAsync(cancellation);
        return [.. await scope.Get<IAuditLog>().ReadAsync(null, null, after, int.MaxValue, cancellation)];
    }

    private async Task<(double Seconds, Timings Timings)> PlayAsync(
        BergerServerProcess server, string name, int chunks, int devices, DeviceOptions options, CancellationToken cancellation)
    {
        var timings = new Timings();
        using var client = new HttpClient(new ChunkTimer(timings)) { BaseAddress = server.Address };
        var sources = Enumerable.Range(1, devices).Select(i => new LoopedRecording($"{name}-{i}", material, chunks)).ToList();
        var reports = Array.Empty<DeviceReport>();
        double seconds = await Timings.SecondsOfAsync(async () => reports = await Task.WhenAll(sources.Select((source, i) =>
            new Device(source, client, options with { Speed = double.PositiveInfinity, Seed = i }).RunAsync(null, cancellation))));
        cancellation.ThrowIfCancellationRequested();
        if (reports.FirstOrDefault(report => !report.IsComplete) is { } failed)
            throw new CommandException(ExitCodes.Failed, $"{failed.Key} was not stored: {failed.Failure}");
        return (seconds, timings);
    }

    private sealed record Scenario(string Name, int Chunks, int Devices, DeviceOptions Options);
}
