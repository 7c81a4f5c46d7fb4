using System.Net;
using System.Text.Json;
using Berger.Formats.Npy;
using Microsoft.Data.Sqlite;

namespace Berger.Tests.Server;

/// <summary>Each chunk is there once, whatever devices do.</summary>
[Collection(RunningProgram.Name)]
public sealed class IngestTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly string id = Guid.NewGuid().ToString("N");

    private string Query => $"patient_id=p&recording_id={id}";

    [Fact]
    public async Task SameChunk_FromManyClientsAtOnce_IsStoredOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => server.Client.IngestAsync(Wire.Recording(id))));

        var first = Assert.Single(answers, a => a.Status == HttpStatusCode.Created).Json;
        Assert.False(first.GetProperty("duplicate").GetBoolean());
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.True(a.Expect(HttpStatusCode.OK).Json.GetProperty("duplicate").GetBoolean()));
        Assert.All(answers, a => Assert.Equal(
            (first.GetProperty("log_id").GetInt64(), Wire.Checksum<double>(1, 2, 3, 4, 5, 6, 7, 8), 8),
            (a.Json.GetProperty("log_id").GetInt64(), a.Json.GetProperty("checksum").GetString(), a.Json.GetProperty("num_samples").GetInt32())));
        var line = Assert.Single(await LogAsync());
        Assert.Equal(first.GetProperty("checksum").GetString(), line.GetProperty("checksum").GetString());
        Assert.Equal((0, 1, 8), (line.GetProperty("chunk_start_sec").GetDouble(), line.GetProperty("chunk_end_sec").GetDouble(), line.GetProperty("num_samples").GetInt32()));
    }

    [Fact]
    public async Task ContradictingChunks_AtOnce_LeaveOneOfThem()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => server.Client.IngestAsync(Wire.Recording(id), ("samples", $"[[{i},2,3,4],[5,6,7,8]]"))));

        var winner = Assert.Single(answers, a => a.Status == HttpStatusCode.Created).Json;
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.ExpectProblem(409, "start_sec", "0"));
        Assert.Equal(winner.GetProperty("checksum").GetString(), Assert.Single(await LogAsync()).GetProperty("checksum").GetString());
    }

    [Theory]
    [InlineData("start_sec", "0.5", "start_sec", "0.5")]
    [InlineData("samples", "[[1,2,3,4],[5,6,7,9]]", "start_sec", "0")]
    [InlineData("samples", "[[1,2],[5,6]]", "start_sec", "0")]
    [InlineData("samples", "[[1,2,3,4,5],[5,6,7,8,9]]", "start_sec", "0")]
    [InlineData("sampling_rate", "8", "sampling_rate", "8")]
    [InlineData("channels", "[\"a\",\"c\"]", "channels", "a,c")]
    [InlineData("channels", "[\"a\"]", "channels", "a")]
    public async Task Chunk_ThatContradictsWhatIsStored_IsAConflictAndChangesNothing(string field, string json, string problem, string value)
    {
        (await server.Client.IngestAsync(Wire.Recording(id))).Expect(HttpStatusCode.Created);
        (await server.Client.IngestAsync(Wire.Recording(id), (field, json))).ExpectProblem(409, problem, value);

        Assert.Single(await LogAsync());
        var stored = await RecordingAsync();
        Assert.Equal((0, 1, 2), (stored.GetProperty("start_sec").GetDouble(), stored.GetProperty("end_sec").GetDouble(), stored.GetProperty("channel_count").GetInt32()));
        Assert.Equal((double[])[5, 6, 7, 8], (await server.Client.GetJsonAsync(Wire.Eeg(id, -5, 5))).Values()["b"]);
    }

    [Fact]
    public async Task Recording_DeclaredOtherwise_IsAConflict()
    {
        string Declaration(double rate) => JsonSerializer.Serialize(new { patient_id = "p", recording_id = id, channels = new[] { new { label = "a", sampling_rate = rate } } });
        (await server.Client.PostAsync("/recordings", Declaration(256))).Expect(HttpStatusCode.Created);
        (await server.Client.PostAsync("/recordings", Declaration(512))).ExpectProblem(409, "recording_id");
        Assert.Equal(256, (await RecordingAsync()).GetProperty("sampling_rate").GetDouble());
    }

    [Theory]
    [InlineData("{}", 422, "patient_id")]
    [InlineData("""{"patient_id":"p","recording_id":"x"}""", 422, "channels")]
    [InlineData("""{"patient_id":"p","recording_id":"x","channels":[{"label":"a"}]}""", 422, "channels[0].sampling_rate")]
    [InlineData("""{"patient_id":"p","recording_id":"x","channels":[{"sampling_rate":1}]}""", 422, "channels[0].label")]
    [InlineData("""{"patient_id":"p","recording_id":"x","channels":[null]}""", 422, "channels[0]")]
    [InlineData("""{"patient_id":"p","recording_id":"x","channels":[{"label":"a","sampling_rate":0}]}""", 422, "sampling_rate")]
    [InlineData("""{"patient_id":"p","recording_id":"x","channels":[{"label":"a","sampling_rate":1,"digital_min":0}]}""", 422, "channels[0].digital_min")]
    [InlineData("""{"patient_id":"p","recording_id":"x","channels":[{"label":"a\u0000","sampling_rate":1}]}""", 422, "channels[0]")]
    [InlineData("""{"patient_id":"p","recording_id":"x","channels":"a"}""", 400, "channels")]
    [InlineData("""{"patient_id":"\ud800","recording_id":"x","channels":[{"label":"a","sampling_rate":1}]}""", 400, "patient_id")]
    [InlineData("[", 400, "body")]
    public async Task Declaration_ThatIsWrong_IsRefusedAndLeavesNothing(string json, int status, string field)
    {
        (await server.Client.PostAsync("/recordings", json)).ExpectProblem(status, field);
        Assert.DoesNotContain((await server.Client.GetJsonAsync("/recordings")).EnumerateArray(), r => r.GetProperty("recording_id").GetString() == "x");
    }

    [Fact]
    public async Task ChunksOutOfOrderWithGaps_AreKeptAsTheyAre_UntilALateOneFillsTheGap()
    {
        foreach (int second in (int[])[5, 1, 3]) await SendSecondAsync(second);
        Assert.Equal([(2.0, 3.0), (4.0, 5.0)], Gaps(await RecordingAsync()));
        Assert.Equal("receiving", (await RecordingAsync()).GetProperty("state").GetString());
        Assert.Equal([5.0, 1, 3], (await LogAsync()).Select(line => line.GetProperty("chunk_start_sec").GetDouble()));

        var gap = (await server.Client.GetAsync(Wire.Eeg(id, 1, 6), NpyHeader.MediaType)).Rows()[0];
        Assert.Equal([1, 1, 1, 1, null, null, null, null, 3, 3, 3, 3, null, null, null, null, 5, 5, 5, 5], gap.Select(v => float.IsNaN(v) ? (double?)null : v));
        await SendSecondAsync(4);
        await SendSecondAsync(2);
        Assert.Empty(Gaps(await RecordingAsync()));
        Assert.DoesNotContain((await server.Client.GetAsync(Wire.Eeg(id, 1, 6), NpyHeader.MediaType)).Rows()[0], float.IsNaN);
    }

    [Fact]
    public async Task ChannelsOfSeveralRates_AreSentAndReadByRate()
    {
        string declaration = JsonSerializer.Serialize(new
        {
            patient_id = "p",
            recording_id = id,
            channels = new[] { new { label = "eeg", sampling_rate = 4 }, new { label = "temp", sampling_rate = 1 }, new { label = "ecg", sampling_rate = 4 } },
        });
        (await server.Client.PostAsync("/recordings", declaration)).Expect(HttpStatusCode.Created);
        (await server.Client.IngestNpyAsync(Query + "&start_sec=0", 1, 1f)).ExpectProblem(422, "channels");
        (await server.Client.IngestNpyAsync(Query + "&start_sec=0&channels=ecg,eeg", 2, 11f, 12, 13, 14, 1, 2, 3, 4)).Expect(HttpStatusCode.Created);
        (await server.Client.IngestAsync(Wire.Recording(id), ("sampling_rate", "1"), Wire.Field("channels", new[] { "temp" }), ("samples", "[[36.5]]"))).Expect(HttpStatusCode.Created);

        var json = (await server.Client.GetJsonAsync(Wire.Eeg(id, 0, 1))).Values();
        Assert.Equal((double[])[1, 2, 3, 4], json["eeg"]);
        Assert.Equal((double[])[36.5], json["temp"]);
        var refused = (await server.Client.GetAsync(Wire.Eeg(id, 0, 1), NpyHeader.MediaType)).ExpectProblem(422, "channels");
        Assert.Contains("max_points", refused.Text);
        Assert.Equal(2, (await server.Client.GetAsync(Wire.Eeg(id, 0, 1, "&channels=ecg&channels=eeg"), NpyHeader.MediaType)).Rows().Length);
        Assert.Equal((float[])[36.5f], (await server.Client.GetAsync(Wire.Eeg(id, 0, 1, "&channels=temp"), NpyHeader.MediaType)).Rows()[0]);
        Assert.Equal("time_sec,eeg,temp,ecg\r\n0,1,36.5,11\r\n0.25,2,,12\r\n0.5,3,,13\r\n0.75,4,,14\r\n", (await server.Client.GetAsync(Wire.Eeg(id, 0, 1), "text/csv")).Text);
        var columns = (await server.Client.GetAsync(Wire.Eeg(id, 0, 1, "&max_points=2"), NpyHeader.MediaType)).Rows();
        Assert.Equal([[1, 4], [36.5f, 36.5f], [11, 14]], columns);
    }

    [Fact]
    public async Task FloodOfChunks_WhileTheDiskIsBusy_IsHeldBackAndCommittedInGroups()
    {
        (await server.Client.IngestAsync(Wire.Recording(id))).Expect(HttpStatusCode.Created);
        Task<Answer>[] flood;
        await using (var busy = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "berger.db")};Pooling=False"))
        {
            await busy.OpenAsync();
            await using var transaction = busy.BeginTransaction();
            await new SqliteCommand("CREATE TABLE busy (id)", busy, transaction).ExecuteNonQueryAsync();
            flood = [.. Enumerable.Range(1, 1500).Select(i => server.Client.IngestAsync(Wire.Recording(id), Wire.Field("start_sec", i)))];
            var held = await await Task.WhenAny(flood);
            held.ExpectProblem(429, "samples");
            Assert.Equal("1", held.Header("Retry-After"));
            (await server.Client.GetAsync("/recordings", null)).Expect(HttpStatusCode.OK);
            await transaction.RollbackAsync();
        }

        var answers = await Task.WhenAll(flood);
        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.Created or HttpStatusCode.TooManyRequests, a.Text));
        int stored = answers.Count(a => a.Status == HttpStatusCode.Created);
        var log = await LogAsync();
        Assert.Equal(stored + 1, log.Length);
        Assert.True(log.Select(line => line.GetProperty("ingested_at").GetString()).Distinct().Count() < stored / 10, "chunks share commits");
        int known = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 1501), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (second, _) =>
        {
            if ((await server.Client.IngestAsync(Wire.Recording(id), Wire.Field("start_sec", second))).Status == HttpStatusCode.OK) Interlocked.Increment(ref known);
        });
        Assert.Equal(stored + 1, known);
    }

    private static (double Start, double End)[] Gaps(JsonElement recording) =>
        [.. recording.GetProperty("gaps").EnumerateArray().Select(gap => (gap.GetProperty("start").GetDouble(), gap.GetProperty("end").GetDouble()))];

    private async Task<JsonElement> RecordingAsync() => Assert.Single(
        (await server.Client.GetJsonAsync("/recordings?patient_id=p")).EnumerateArray(), r => r.GetProperty("recording_id").GetString() == id);

    private async Task<JsonElement[]> LogAsync() => [.. (await server.Client.GetJsonAsync("/ingestion-log?" + Query)).EnumerateArray()];

    private async Task SendSecondAsync(int second) => (await server.Client.IngestAsync(
        Wire.Recording(id), Wire.Field("start_sec", second), Wire.Field("samples", new[] { Enumerable.Repeat(second, 4), Enumerable.Repeat(second, 4) }))).Expect(HttpStatusCode.Created);
}
