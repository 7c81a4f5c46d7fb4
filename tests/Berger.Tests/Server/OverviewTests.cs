using System.Net;
using System.Text.Json;
using Berger.Formats.Npy;
using Berger.Recordings.Devices.Generated;
using Berger.Recordings.Ingest;
using Berger.Signals;
using Microsoft.Data.Sqlite;

namespace Berger.Tests.Server;

/// <summary>The min/max columns of <c>max_points</c> are what brute force finds in the samples.</summary>
[Collection(RunningProgram.Name)]
public sealed class OverviewTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Rate = 64;

    private readonly string id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Columns_AtEveryZoom_HoldTheExtremesOfTheSamples_AlsoAfterARestart()
    {
        var source = new GeneratedRecording(new("p", id), 7, Seconds.From(1200.0), seizures: 2);
        await server.Get<RecordingImport>().ImportAsync(source, "test", null, default);
        float[][] samples = (await server.Client.GetAsync(Wire.Eeg(id, 0, 1200), NpyHeader.MediaType)).Rows();
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (var (start, end, columns) in new[] { (0.0, 1200.0, 3), (0, 1200, 40), (0, 1200, 333), (101.3, 733.9, 100), (595.05, 640.11, 150), (3, 13, 1000), (-100, 1300, 70) })
            {
                var answer = (await server.Client.GetAsync(Wire.Eeg(id, start, end, $"&max_points={2 * columns}"), NpyHeader.MediaType)).Rows();
                Assert.Equal(samples.Length, answer.Length);
                foreach (int channel in (int[])[0, 11, 22]) Assert.Equal(ExpectedColumns.Of(samples[channel], 256, start, end, columns), answer[channel]);
            }

            await server.RestartAsync();
        }
    }

    [Fact]
    public async Task Columns_AsJson_AreThoseOfTheArray()
    {
        await SendAsync(Enumerable.Range(0, 40));
        string window = Wire.Eeg(id, -5, 40, "&max_points=18");
        var array = (await server.Client.GetAsync(window, NpyHeader.MediaType)).Rows()[0];
        Assert.Equal([true, false], (bool[])[float.IsNaN(array[0]), float.IsNaN(array[2])]);
        var json = (await server.Client.GetJsonAsync(window)).GetProperty("channels").GetProperty("a").EnumerateArray().ToArray();
        Assert.Equal(array.Where(v => !float.IsNaN(v)), json.Select(point => (float)point.GetProperty("value").GetDouble()));
        Assert.Equal([2.5, 2.5, 7.5, 7.5], json.Take(4).Select(point => point.GetProperty("timestamp").GetDouble()));
    }

    [Fact]
    public async Task LateChunks_InAGap_AppearInTheColumns()
    {
        int[] late = [.. Enumerable.Range(60, 50)], others = [.. Enumerable.Range(0, 200).Except(late)];
        await SendAsync(others.Reverse());
        await AssertColumnsAsync(others);
        await SendAsync(late);
        await AssertColumnsAsync([.. others, .. late]);
    }

    [Fact]
    public async Task ChunksWhoseSendersWentAway_AppearInTheColumns()
    {
        int[] seconds = [.. Enumerable.Range(0, 150)];
        await SendAsync(seconds[..50]);
        await AssertColumnsAsync(seconds[..50]);
        using var gone = new CancellationTokenSource();
        Task[] given;
        await using (var busy = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "berger.db")};Pooling=False"))
        {
            await busy.OpenAsync();
            await using var transaction = busy.BeginTransaction();
            await new SqliteCommand("CREATE TABLE busy (id)", busy, transaction).ExecuteNonQueryAsync();
            given = [.. seconds[50..].Select(second => server.Client.PostAsync("/ingest", new StringContent(ChunkOf(second), null, "application/json"), gone.Token))];
            await Task.Delay(1000);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(given));
            await transaction.RollbackAsync();
        }

        await SendAsync(seconds);
        await AssertColumnsAsync(seconds);
    }

    [Fact]
    public async Task ChunksOfAnotherServer_OnTheSameStore_AppearInTheColumns()
    {
        var other = new RunningServer { Folder = server.Folder };
        await other.InitializeAsync();
        await SendAsync(Enumerable.Range(0, 20));
        await AssertColumnsAsync([.. Enumerable.Range(0, 20)]);
        foreach (int second in Enumerable.Range(20, 40)) (await other.Client.PostAsync("/ingest", ChunkOf(second))).Expect(HttpStatusCode.Created);
        await AssertColumnsAsync([.. Enumerable.Range(0, 60)]);
        await other.StopAsync();
        await SendAsync(Enumerable.Range(60, 10));
        await AssertColumnsAsync([.. Enumerable.Range(0, 70)]);
        await server.RestartAsync();
        await AssertColumnsAsync([.. Enumerable.Range(0, 70)]);
    }

    [Fact]
    public async Task Columns_OfAChannelOfNegativeGain_AreTheRightWayRound()
    {
        (await server.Client.PostAsync("/recordings", JsonSerializer.Serialize(new
        {
            patient_id = "p", recording_id = id,
            channels = new[] { new { label = "a", sampling_rate = Rate, physical_min = 100.0, physical_max = -100.0, digital_min = -1000, digital_max = 1000 } },
        }))).Expect(HttpStatusCode.Created);
        var random = new Random(5);
        short[] counts = [.. Enumerable.Range(0, 100 * Rate).Select(_ => (short)random.Next(-900, 1000))];
        (await server.Client.IngestNpyAsync($"patient_id=p&recording_id={id}&start_sec=0", 1, counts)).Expect(HttpStatusCode.Created);
        await AssertColumnsAsync([.. counts.Select(count => (float)(count * -0.1 + 0))]);
    }

    private static float ValueAt(int sample) => MathF.Round(100 * MathF.Sin(sample * 0.37f) + sample % 97, 3);

    private string ChunkOf(int second) => Wire.Chunk(Wire.Recording(id), Wire.Field("sampling_rate", Rate), Wire.Field("start_sec", second), Wire.Field("channels", new[] { "a" }),
        Wire.Field("samples", new[] { Enumerable.Range(second * Rate, Rate).Select(ValueAt) }));

    private async Task SendAsync(IEnumerable<int> seconds)
    {
        foreach (int second in seconds)
        {
            var answer = await server.Client.PostAsync("/ingest", ChunkOf(second));
            Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
        }
    }

    private Task AssertColumnsAsync(int[] seconds)
    {
        var samples = new float[(seconds.Max() + 1) * Rate];
        Array.Fill(samples, float.NaN);
        foreach (int second in seconds)
            for (int i = second * Rate; i < (second + 1) * Rate; i++) samples[i] = ValueAt(i);
        return AssertColumnsAsync(samples);
    }

    private async Task AssertColumnsAsync(float[] samples)
    {
        foreach (int columns in (int[])[10, 3, 1])
        {
            double end = samples.Length / Rate + 1;
            var answer = (await server.Client.GetAsync(Wire.Eeg(id, 0, end, $"&max_points={2 * columns}"), NpyHeader.MediaType)).Rows();
            Assert.Equal(ExpectedColumns.Of(samples, Rate, 0, end, columns), answer[0], (a, b) => float.IsNaN(a) == float.IsNaN(b) && (float.IsNaN(a) || Math.Abs(a - b) < 1e-4));
        }
    }
}
