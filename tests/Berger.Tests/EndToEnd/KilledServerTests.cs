using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Berger.Formats.Npy;
using Berger.Recordings.Devices;
using Berger.Recordings.Devices.Generated;
using Berger.Signals;
using Berger.Tests.Conformance;
using Berger.Tests.Recordings.Devices;
using Berger.Tests.Server;

namespace Berger.Tests.EndToEnd;

/// <summary>
/// The server is killed again and again while devices stream to it. In the end every chunk that was acknowledged is there
/// once, and nothing is missing.
/// </summary>
[Collection(RunningProgram.Name)]
public sealed class KilledServerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berger-").FullName;
    private readonly ConcurrentBag<(RecordingKey Key, ChunkAcknowledgement Chunk)> acknowledged = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public Task ServerOnSqlite_KilledTwentyTimesWhileDevicesStream_LosesNothing() => StreamThroughKillsAsync(null, 20);

    [PostgresFact]
    public async Task ServerOnPostgres_KilledFiveTimesWhileDevicesStream_LosesNothing()
    {
        var database = new PostgresStores();
        await database.CreateDatabaseAsync();
        try
        {
            await StreamThroughKillsAsync(database.ConnectionString, 5);
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private async Task StreamThroughKillsAsync(string? database, int rounds)
    {
        int length = 30 * rounds;
        IRecordingSource[] sources = [Generated(1, length), Generated(2, length), Generated(3, 60 + length / 8), MixedRates(length / 2)];
        var random = new Random(20);
        var (server, address) = await BergerProcess.ServeAsync(folder, database);
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        var devices = sources.Select((source, i) => Task.Run(() => new Device(source, client, Fast(i)) { Acknowledged = a => acknowledged.Add((source.Recording.Key, a)) }.RunAsync())).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            int enough = acknowledged.Count + random.Next(5, 40);
            while (acknowledged.Count < enough) await Task.Delay(1);
            await Task.Delay(random.Next(20));
            Assert.DoesNotContain(devices, device => device.IsFaulted);
            await server.KillAsync();
            Assert.True(devices.Any(device => !device.IsCompleted), "the devices outlast the kills");
            (server, _) = await BergerProcess.ServeAsync(folder, database, address.Port);
        }

        foreach (var report in await Task.WhenAll(devices)) Assert.True(report.IsComplete, report.Failure?.ToString());
        await AssertLogAsync(client, sources);
        string[] before = await Task.WhenAll(sources.Select(source => AssertStoredAsync(client, source)));
        (await server.InterruptAsync()).Expect(0);

        var verified = (await BergerProcess.RunOnAsync(folder, database, "verify", "--format", "json")).Expect(0);
        Assert.Equal(acknowledged.Count, JsonDocument.Parse(verified.Output).RootElement.GetProperty("lines").GetInt32());
        (server, _) = await BergerProcess.ServeAsync(folder, database, address.Port);
        using (server) Assert.Equal(before, await Task.WhenAll(sources.Select(source => AssertStoredAsync(client, source))));
    }

    /// <summary>Each chunk has one line of the log, which is the acknowledged one.</summary>
    private async Task AssertLogAsync(HttpClient client, IRecordingSource[] sources)
    {
        var lines = (await client.GetJsonAsync("/ingestion-log")).EnumerateArray().ToArray();
        Assert.Equal(Enumerable.Range(1, lines.Length).Select(i => (long)i), lines.Select(line => line.GetProperty("id").GetInt64()));
        Assert.Equal(
            acknowledged.Select(a => (a.Key.SubjectId, a.Chunk.LogId, a.Chunk.Checksum)).Order(),
            lines.Select(line => (line.GetProperty("patient_id").GetString()!, line.GetProperty("id").ToString(), line.GetProperty("checksum").GetString()!)).Order());
        var sent = sources.SelectMany(source => source.Recording.Groups.SelectMany(group => source.ReadBlocks(group.Index, Seconds.From(1.0))
            .Select(block => (source.Recording.Key.SubjectId, group.Index, block.Start.ToDouble(), block.ComputeChecksum()))));
        Assert.Equal(sent.Order(), lines.Select(line => (line.GetProperty("patient_id").GetString()!, line.GetProperty("channel_group").GetInt32(),
            line.GetProperty("chunk_start_sec").GetDouble(), line.GetProperty("checksum").GetString()!)).Order());
    }

    /// <summary>Coverage, samples and overview are the source's.</summary>
    /// <returns>What was answered.</returns>
    private static async Task<string> AssertStoredAsync(HttpClient client, IRecordingSource source)
    {
        var key = source.Recording.Key;
        var listed = Assert.Single((await client.GetJsonAsync($"/recordings?patient_id={key.SubjectId}")).EnumerateArray());
        Assert.Equal((0, "complete", source.Annotations.Count), (listed.GetProperty("gaps").GetArrayLength(), listed.GetProperty("state").GetString(), listed.GetProperty("num_annotations").GetInt32()));
        double end = listed.GetProperty("end_sec").GetDouble();
        foreach (var group in source.Recording.Groups)
        {
            string channels = string.Concat(group.Channels.Select(c => "&channels=" + source.Recording.ChannelNames[c]));
            var rows = (await client.GetAsync(Wire.Eeg(key.RecordingId, 0, end, channels, key.SubjectId), NpyHeader.MediaType)).Expect(HttpStatusCode.OK).Rows();
            var columns = (await client.GetAsync(Wire.Eeg(key.RecordingId, 0, end, channels + "&max_points=400", key.SubjectId), NpyHeader.MediaType)).Expect(HttpStatusCode.OK).Rows();
            var blocks = source.ReadBlocks(group.Index, Seconds.From(60.0)).ToArray();
            for (int row = 0; row < rows.Length; row++)
            {
                float[] expected = [.. blocks.SelectMany(block => Values(block, row, source.Recording.Channels[group.Channels[row]]))];
                Assert.Equal(expected.Bits(), rows[row].Bits());
                Assert.Equal(ExpectedColumns.Of(expected, group.Rate.Hertz, 0, end, 200), columns[row]);
            }
        }

        return listed.GetRawText();
    }

    private static float[] Values(SignalBlock block, int row, Channel channel)
    {
        var values = new float[block.SampleCount];
        block.CopyPhysical(row, 0, channel.Calibration, values);
        return values;
    }

    private static DeviceOptions Fast(int device) => new()
    {
        Speed = double.PositiveInfinity,
        Seed = device,
        Encoding = device == 2 ? ChunkEncoding.Json : ChunkEncoding.Npy,
        FirstBackoff = TimeSpan.FromMilliseconds(5),
        LongestBackoff = TimeSpan.FromMilliseconds(100),
    };

    private static GeneratedRecording Generated(int seed, double seconds) => new(new($"generated{seed}", "a recording"), seed, Seconds.From(seconds), seizures: 1);

    /// <summary>Physical values of two rates that lie on no grid.</summary>
    private static ListedRecording MixedRates(int seconds)
    {
        var recording = new Recording(new("mixed", "rates"), null,
            [new("eeg", "uV", SampleRate.FromHertz(200), null), new("temperature", "degC", SampleRate.FromHertz(10), null)]);
        return new ListedRecording(recording, Blocks(0, 200), Blocks(1, 10));

        IEnumerable<SignalBlock> Blocks(int group, int rate) => Enumerable.Range(0, seconds).Select(second => SignalBlock.OfPhysical(
            Seconds.From((double)second), recording.Groups[group].Rate, 1, [.. Enumerable.Range(0, rate).Select(i => Math.Sin((second * rate + i) * 0.1) * 100)]));
    }
}
