using Berger.Recordings.Devices;
using Berger.Recordings.Devices.Generated;
using Berger.Signals;

namespace Berger.Tests.Recordings.Devices;

/// <summary>Whatever the network does, each chunk is there once at the end, and nothing is missing.</summary>
public class DeviceFaultTests
{
    [Theory]
    [InlineData(ChunkEncoding.Npy, 1)]
    [InlineData(ChunkEncoding.Npy, 2)]
    [InlineData(ChunkEncoding.Json, 3)]
    public async Task Devices_OverAFailingNetwork_DeliverEachChunkOnce(ChunkEncoding encoding, int seed)
    {
        await using var server = await FakeIngestServer.StartAsync(seed, faults: 0.4);
        using var client = ClientOf(server);
        GeneratedRecording[] sources = [.. Enumerable.Range(0, 3).Select(i => new GeneratedRecording(new($"sim{i}", "a & b"), i, Seconds.From(90.5), seizures: 1))];
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<(RecordingKey, ChunkAcknowledgement)>();

        var reports = await Task.WhenAll(sources.Select((source, i) =>
            new Device(source, client, Fast(encoding) with { Seed = i }) { Acknowledged = a => acknowledged.Add((source.Recording.Key, a)) }.RunAsync()));

        Assert.True(server.Faults > 50, $"{server.Faults} faults");
        Assert.All(sources.Zip(reports), pair => AssertDelivered(server, pair.First, pair.Second));
        Assert.Equal(3 * 91, acknowledged.Distinct().Count());
        Assert.All(acknowledged, a => Assert.Equal(a.Item2.Checksum, server.Of(a.Item1).Chunks[(0, a.Item2.Chunk.Range.Start)].Block.ComputeChecksum()));
        Assert.True(reports.Sum(r => r.Totals.Duplicates) > 0, "acknowledgements were lost");
    }

    [Fact]
    public async Task Device_OverServersThatRestart_DeliversEachChunkOnce()
    {
        await using var server = await FakeIngestServer.StartAsync(faults: 0.05);
        using var client = ClientOf(server);
        var source = new GeneratedRecording(new("sim", "restarts"), 1, Seconds.From(600.0));
        int count = 0;
        var reached = new SemaphoreSlim(0);
        var running = new Device(source, client, Fast(ChunkEncoding.Npy))
        {
            Acknowledged = _ =>
            {
                if (Interlocked.Increment(ref count) % 100 == 0) reached.Release();
            },
        }.RunAsync();
        for (int round = 0; round < 5; round++)
        {
            await reached.WaitAsync();
            await server.RestartAsync(TimeSpan.FromMilliseconds(30));
        }

        AssertDelivered(server, source, await running);
    }

    private static void AssertDelivered(FakeIngestServer server, GeneratedRecording source, DeviceReport report)
    {
        Assert.Null(report.Failure);
        Assert.True(report.IsComplete);
        Assert.Empty(report.Unacknowledged);
        var stored = server.Of(source.Recording.Key);
        Assert.True(stored.IsComplete);
        Assert.Equal(source.Annotations.Count, stored.Annotations.Count);
        Assert.Equal(source.Recording.Channels.Select(c => (c.Label, c.Calibration)), stored.Recording.Channels.Select(c => (c.Label, c.Calibration)));
        Assert.Equal(
            source.ReadBlocks(0, Seconds.From(1.0)).Select(b => (b.Start, b.ComputeChecksum())),
            stored.Chunks.Values.Select(c => (c.Block.Start, c.Block.ComputeChecksum())));
        Assert.Equal(stored.Chunks.Count, report.Totals.Acknowledged);
        Assert.Equal(stored.Chunks.Count, report.Totals.Sent);
    }

    private static HttpClient ClientOf(FakeIngestServer server) => new() { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(30) };

    private static DeviceOptions Fast(ChunkEncoding encoding) => new()
    {
        Speed = double.PositiveInfinity,
        Buffer = 8,
        Encoding = encoding,
        FirstBackoff = TimeSpan.FromMilliseconds(1),
        LongestBackoff = TimeSpan.FromMilliseconds(20),
    };
}
