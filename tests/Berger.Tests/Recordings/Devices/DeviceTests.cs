using System.Net;
using System.Net.Http.Json;
using Berger.Formats.Npy;
using Berger.Recordings.Devices;
using Berger.Recordings.Devices.Generated;
using Berger.Signals;

namespace Berger.Tests.Recordings.Devices;

public class DeviceTests
{
    private static readonly RecordingKey Key = new("p", "r");

    private static readonly Calibration Line = new(-2048, 2047, -800, 800);

    private static readonly DeviceOptions Unpaced = new() { Speed = double.PositiveInfinity };

    [Fact]
    public async Task Device_WithSpeed_KeepsThePaceOfTheSignal()
    {
        var time = new SkippingTime();
        var server = new Handler();
        var report = await new Device(Generated(10), server.Client, new() { Speed = 20 }, time).RunAsync();
        Assert.True(report.IsComplete);
        Assert.Equal(500, report.Totals.Elapsed.TotalMilliseconds, 1.0);
        Assert.Equal(10, time.Delays.Count);
    }

    [Fact]
    public async Task Backoff_GrowsWithFullJitter_AndEndsAtItsLimit()
    {
        var time = new SkippingTime();
        int left = 300;
        var server = new Handler { Refuse = _ => left-- > 0 ? new(HttpStatusCode.ServiceUnavailable) : null };
        var report = await new Device(Generated(1), server.Client, Unpaced with { Seed = 5 }, time).RunAsync();
        Assert.Equal(300, report.Totals.Resent);
        for (int attempt = 0; attempt < 300; attempt++)
            Assert.InRange(time.Delays[attempt].TotalSeconds, 0, Math.Min(10, 0.1 * Math.Pow(2, attempt)));
        Assert.InRange(time.Delays.Skip(10).Average(d => d.TotalSeconds), 4, 6);
    }

    [Fact]
    public async Task RetryAfter_InSecondsOrAsDate_IsWaitedFor()
    {
        var time = new SkippingTime();
        int request = 0;
        var server = new Handler
        {
            Refuse = _ => ++request switch
            {
                1 => Busy(new(TimeSpan.FromSeconds(7))),
                2 => Busy(new(time.GetUtcNow().AddSeconds(20))),
                3 => Busy(new(TimeSpan.FromDays(400))),
                _ => null,
            },
        };
        await new Device(Generated(1), server.Client, Unpaced, time).RunAsync();
        Assert.InRange(time.Delays[0].TotalSeconds, 7, 7.1);
        Assert.InRange(time.Delays[1].TotalSeconds, 19, 20.2);
        Assert.InRange(time.Delays[2].TotalSeconds, 3600, 3600.4);

        static HttpResponseMessage Busy(System.Net.Http.Headers.RetryConditionHeaderValue after) =>
            new(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = after } };
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(409)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Device_ChunkRefused_StopsWithTheServersDetail(int status)
    {
        // The last chunk, so that nothing else is left to stop.
        var server = new Handler
        {
            Refuse = request => !request.RequestUri!.Query.Contains("start_sec=4", StringComparison.Ordinal) ? null
                : new((HttpStatusCode)status) { Content = JsonContent.Create(new { title = "Bad", detail = "start_sec: lies on a Sunday." }) },
        };
        var report = await new Device(Generated(5), server.Client, Unpaced).RunAsync();
        Assert.False(report.IsComplete);
        Assert.Equal(new DeviceFailure("chunk 4-5 s", status, "start_sec: lies on a Sunday."), report.Failure);
        Assert.Contains(new ChunkId(0, new(Seconds.From(4.0), Seconds.From(5.0))), report.Unacknowledged);
        Assert.DoesNotContain(server.Requests, r => r.Contains("complete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Device_DeclarationRefused_SendsNothing()
    {
        var server = new Handler { Refuse = _ => new(HttpStatusCode.Conflict) };
        var report = await new Device(Generated(5), server.Client, Unpaced).RunAsync();
        Assert.Equal(("the recording's declaration", 409), (report.Failure!.What, report.Failure.Status));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("""{"log_id": 1, "checksum": "sha256:00", "duplicate": false}""", "look for what alters requests")]
    [InlineData("""{"checksum": "sha256:00"}""", "no log_id")]
    [InlineData("<html>", "no log_id")]
    public async Task Device_WrongAcknowledgement_IsAFailure(string answer, string problem)
    {
        var server = new Handler { Refuse = r => r.RequestUri!.AbsolutePath == "/ingest" ? new(HttpStatusCode.OK) { Content = new StringContent(answer) } : null };
        var report = await new Device(Generated(5), server.Client, Unpaced).RunAsync();
        Assert.Contains(problem, report.Failure!.Problem, StringComparison.Ordinal);
        Assert.Equal(0, report.Totals.Acknowledged);
    }

    [Fact]
    public async Task Device_Cancelled_TellsWhatWasNotAcknowledged()
    {
        using var cancel = new CancellationTokenSource();
        var server = new Handler { Refuse = r => r.RequestUri!.Query.Contains("start_sec=3", StringComparison.Ordinal) ? new(HttpStatusCode.ServiceUnavailable) : null };
        var device = new Device(Generated(100), server.Client, Unpaced with { Buffer = 2, InFlight = 1 });
        var report = await device.RunAsync(new Callback(p =>
        {
            if (p.Resent == 3) cancel.Cancel();
        }), cancel.Token);
        Assert.Null(report.Failure);
        Assert.False(report.IsComplete);
        Assert.Equal(3, report.Totals.Acknowledged);
        Assert.Equal(Seconds.From(3.0), report.Unacknowledged[0].Range.Start);
        Assert.Equal(report.Totals.Pending, report.Unacknowledged.Count);
        Assert.InRange(report.Unacknowledged.Count, 1, 4);
        Assert.Equal(report.Unacknowledged[^1].Range.End, report.ReadUpTo);
    }

    [Fact]
    public async Task Device_SourceBreaks_SendsWhatWasReadAndThrows()
    {
        var recording = new Recording(Key, null, [new("a", "uV", SampleRate.FromHertz(4), Line)]);
        var server = new Handler();
        await Assert.ThrowsAsync<InvalidDataException>(() => new Device(new ListedRecording(recording, Broken()), server.Client, Unpaced).RunAsync());
        Assert.Equal(4, server.Requests.Count);

        static IEnumerable<SignalBlock> Broken()
        {
            for (int i = 0; i < 3; i++) yield return SignalBlock.OfDigital(Seconds.From((double)i), SampleRate.FromHertz(4), 1, [1, 2, 3, 4]);
            throw new InvalidDataException("the file ends here");
        }
    }

    [Theory]
    [InlineData(ChunkEncoding.Npy)]
    [InlineData(ChunkEncoding.Json)]
    public async Task Device_SeveralRatesAndForms_ArriveExactly(ChunkEncoding encoding)
    {
        var (fast, slow, odd) = (SampleRate.FromHertz(200), SampleRate.FromHertz(1), SampleRate.FromHertz(12.8));
        var recording = new Recording(Key, new DateTimeOffset(2024, 2, 3, 4, 5, 6, TimeSpan.Zero),
        [
            new("Fp1 é", "uV", fast, Line, "AgAgCl", "HP:0.1Hz"), new("SpO2", "%", slow, new(0, 100_000, 0, 100)), new("Fp1 é", "uV", fast, Line), new("Resp", "", odd, null),
        ]);
        var source = new ListedRecording(
            recording,
            [SignalBlock.OfDigital(new(5), fast, 2, [1, 2, 3, -2048, 2047, 5000]), SignalBlock.OfDigital(Seconds.From(100.5), fast, 2, [4, -40_000])],
            [SignalBlock.OfDigital(Seconds.Zero, slow, 1, [70_000, 5])],
            [SignalBlock.OfPhysical(Seconds.Zero, odd, 1, [0.5, -0.0, 0.1]), SignalBlock.OfPhysical(Seconds.From(10.0), odd, 1, [0.5, 3.25, 1e-40])])
        {
            Annotations = [new(Seconds.From(-1.5), null, "blink"), new(Seconds.From(1.0), Seconds.From(2.5), Annotation.Seizure, ["SpO2"])],
        };
        await using var server = await FakeIngestServer.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };

        var report = await new Device(source, client, Unpaced with { Encoding = encoding, Author = "me", Origin = "file" }).RunAsync();

        Assert.Null(report.Failure);
        var stored = server.Of(Key);
        Assert.Equal(recording.StartTime, stored.Recording.StartTime);
        Assert.Equal(
            Enumerable.Range(0, 3).SelectMany(g => source.ReadBlocks(g, Seconds.Zero).Select(b => (g, b.Start, b.ComputeChecksum()))),
            stored.Chunks.Select(c => (c.Key.Group, c.Key.Start, c.Value.Block.ComputeChecksum())));
        Assert.Equal(
            [
                """{"patient_id":"p","recording_id":"r","onset":-1.5,"duration":null,"text":"blink","channels":[],"author":"me","origin":"file"}""",
                """{"patient_id":"p","recording_id":"r","onset":1,"duration":2.5,"text":"seizure","channels":["SpO2"],"author":"me","origin":"file"}""",
            ],
            stored.Annotations);
    }

    [Fact]
    public async Task Device_PhysicalInTheServersForm_IsNoMismatch()
    {
        // The server may find that physical values lie on the grid of counts, and store those.
        var rate = SampleRate.FromHertz(4);
        var recording = new Recording(Key, null, [new("a", "uV", rate, Line)]);
        var source = new ListedRecording(recording, [SignalBlock.OfPhysical(Seconds.Zero, rate, 1, [Line.ToPhysical(5), Line.ToPhysical(-7)])]);
        await using var server = await FakeIngestServer.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.True((await new Device(source, client, Unpaced with { Encoding = ChunkEncoding.Json }).RunAsync()).IsComplete);
        Assert.True(server.Of(Key).Chunks.Values.Single().Block.IsDigital);
    }

    [Fact]
    public async Task Device_SentTwice_FindsEverythingThere()
    {
        await using var server = await FakeIngestServer.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        for (int i = 0; i < 2; i++)
        {
            var report = await new Device(Generated(5), client, Unpaced).RunAsync();
            Assert.Equal((true, 5, i * 5), (report.IsComplete, report.Totals.Acknowledged, report.Totals.Duplicates));
        }
    }

    [Fact]
    public async Task Device_ServerSlow_KeepsAtMostItsBuffer()
    {
        int most = 0;
        var server = new Handler();
        var options = Unpaced with { Buffer = 3, InFlight = 2 };
        await new Device(Generated(60), server.Client, options).RunAsync(new Callback(p => most = Math.Max(most, (int)p.Pending)));
        Assert.InRange(most, 1, 6); // 3 wait, 2 are sent, and 1 is read but waits for its place.
    }

    [Fact]
    public async Task Options_OutOfRange_AreRefused()
    {
        foreach (var options in new[] { Unpaced with { Speed = 0 }, Unpaced with { Speed = double.NaN }, Unpaced with { InFlight = 0 }, Unpaced with { ChunkDuration = Seconds.Zero }, default })
            await Assert.ThrowsAnyAsync<ArgumentException>(() => new Device(Generated(1), new Handler().Client, options).RunAsync());
    }

    private static GeneratedRecording Generated(int seconds) => new(Key, 1, Seconds.From((double)seconds), seizures: 0);

    private sealed class Callback(Action<DeviceProgress> report) : IProgress<DeviceProgress>
    {
        public void Report(DeviceProgress value) => report(value);
    }

    /// <summary>A server in the client's own process, which acknowledges whatever it does not refuse.</summary>
    private sealed class Handler : HttpMessageHandler
    {
        private readonly Lock gate = new();

        /// <summary>An answer other than the usual; null for the usual.</summary>
        public Func<HttpRequestMessage, HttpResponseMessage?> Refuse { get; init; } = _ => null;

        public List<string> Requests { get; } = [];

        public HttpClient Client => new(this) { BaseAddress = new("http://berger.test/") };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            lock (gate)
            {
                Requests.Add(request.RequestUri!.PathAndQuery);
                return Refuse(request) ?? new(HttpStatusCode.Created)
                {
                    Content = JsonContent.Create(new { log_id = Requests.Count, checksum = request.RequestUri.AbsolutePath == "/ingest" ? ChecksumOf(body) : "", duplicate = false }),
                };
            }
        }

        private static string ChecksumOf(byte[] body)
        {
            var matrix = NpyMatrix.Read(body);
            int[] counts = new int[matrix.Count];
            matrix.CopyTo(counts);
            return SignalBlock.OfDigital(Seconds.Zero, SampleRate.FromHertz(1), matrix.Rows, counts).ComputeChecksum();
        }
    }
}
