using System.Net;
using System.Text.Json;
using Berger.Formats.Npy;
using Berger.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Berger.Tests.Recordings.Devices;

/// <summary>
/// An ingest endpoint whose network and stores fail by a seed: connections drop before and after a chunk is stored, and
/// some answers are 429, 500 or 503. What it stored survives a restart.
/// </summary>
internal sealed class FakeIngestServer : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Random random;
    private readonly double faults;
    private readonly Dictionary<RecordingKey, Stored> recordings = [];
    private WebApplication app;
    private int port;

    private FakeIngestServer(int seed, double faults)
    {
        (random, this.faults) = (new Random(seed), faults);
        app = Build();
    }

    /// <summary>Requests that were answered with a fault or dropped.</summary>
    public int Faults { get; private set; }

    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <param name="faults">Share of requests that fail, 0-1.</param>
    public static async Task<FakeIngestServer> StartAsync(int seed = 0, double faults = 0)
    {
        var server = new FakeIngestServer(seed, faults);
        await server.app.StartAsync();
        server.port = new Uri(server.app.Urls.Single()).Port;
        return server;
    }

    public Stored Of(RecordingKey key) => recordings[key];

    /// <summary>Breaks off all connections, and is back on the same port after a while.</summary>
    public async Task RestartAsync(TimeSpan pause)
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        await Task.Delay(pause);
        app = Build();
        await app.StartAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var built = builder.Build();
        built.Run(AnswerAsync);
        return built;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        double luck;
        lock (gate) luck = faults == 0 ? 1 : random.NextDouble() / faults;
        if (luck < 1)
        {
            lock (gate) Faults++;
            if (luck < 0.5)
            {
                if (luck < 0.25) Handle(context.Request, body.ToArray());
                context.Abort();
                return;
            }

            context.Response.StatusCode = luck < 0.7 ? 429 : luck < 0.9 ? 503 : 500;
            if (luck < 0.8) context.Response.Headers.RetryAfter = "0";
            return;
        }

        var (status, answer) = Handle(context.Request, body.ToArray());
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(answer);
    }

    private (int Status, object Answer) Handle(HttpRequest request, byte[] body)
    {
        lock (gate)
        {
            return request.Path.Value switch
            {
                "/recordings" => Declare(JsonDocument.Parse(body).RootElement),
                "/ingest" => Ingest(request, body),
                "/annotations" => Annotate(JsonDocument.Parse(body).RootElement),
                "/recordings/complete" => Complete(KeyOf(request)),
                _ => (404, new { title = "Not found" }),
            };
        }
    }

    private (int, object) Declare(JsonElement body)
    {
        var key = KeyOf(body);
        if (recordings.TryGetValue(key, out var stored))
            return stored.Declaration == body.GetRawText() ? (200, new { }) : (409, new { title = "Conflict", detail = "It is declared differently." });
        var channels = body.GetProperty("channels").EnumerateArray().Select(c => new Channel(
            c.GetProperty("label").GetString()!, c.GetProperty("unit").GetString()!, SampleRate.FromHertz(c.GetProperty("sampling_rate").GetDouble()), CalibrationOf(c)));
        DateTimeOffset? start = body.GetProperty("start_time").ValueKind == JsonValueKind.Null ? null : body.GetProperty("start_time").GetDateTimeOffset();
        recordings.Add(key, new(new(key, start, [.. channels]), body.GetRawText()));
        return (201, new { });
    }

    private (int, object) Ingest(HttpRequest request, byte[] body)
    {
        var (key, names, block) = request.ContentType == NpyHeader.MediaType ? ReadNpy(request, body) : ReadJson(JsonDocument.Parse(body).RootElement);
        var stored = recordings[key];
        int group = stored.Recording.Groups.Single(g => names is null || g.Channels.Select(c => stored.Recording.ChannelNames[c]).SequenceEqual(names)).Index;
        if (stored.Chunks.TryGetValue((group, block.Start), out var known))
        {
            return known.Block.ComputeChecksum() == block.ComputeChecksum()
                ? (200, new { log_id = known.LogId, checksum = block.ComputeChecksum(), num_samples = block.SampleCount, duplicate = true })
                : (409, new { title = "Conflict", detail = $"Other samples are stored over {block.Range}." });
        }

        stored.Chunks.Add((group, block.Start), (block, stored.Chunks.Count));
        return (201, new { log_id = stored.Chunks.Count - 1, checksum = block.ComputeChecksum(), num_samples = block.SampleCount, duplicate = false });
    }

    private (RecordingKey, string[]?, SignalBlock) ReadNpy(HttpRequest request, byte[] body)
    {
        var key = KeyOf(request);
        string[]? names = request.Query.TryGetValue("channels", out var channels) ? channels.Single()!.Split(',') : null;
        var matrix = NpyMatrix.Read(body);
        var recording = recordings[key].Recording;
        var rate = names is null ? recording.Channels[0].Rate : recording.Channels[recording.ChannelNames.ToList().IndexOf(names[0])].Rate;
        var start = Seconds.From(decimal.Parse(request.Query["start_sec"].Single()!));
        if (matrix.IsInteger)
        {
            int[] counts = new int[matrix.Count];
            matrix.CopyTo(counts);
            return (key, names, SignalBlock.OfDigital(start, rate, matrix.Rows, counts));
        }

        double[] values = new double[matrix.Count];
        matrix.CopyTo(values);
        return (key, names, SignalBlock.OfPhysical(start, rate, matrix.Rows, values));
    }

    /// <summary>Keeps values that lie on the grid of counts as counts, as the server does.</summary>
    private (RecordingKey, string[], SignalBlock) ReadJson(JsonElement body)
    {
        var key = KeyOf(body);
        string[] names = [.. body.GetProperty("channels").EnumerateArray().Select(c => c.GetString()!)];
        double[] values = [.. body.GetProperty("samples").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(v => v.GetDouble())];
        var recording = recordings[key].Recording;
        int[] counts = new int[values.Length];
        bool onGrid = true;
        for (int i = 0; i < values.Length; i++)
        {
            int channel = recording.ChannelNames.ToList().IndexOf(names[i / (values.Length / names.Length)]);
            onGrid &= recording.Channels[channel].Calibration is { } line && line.TryToDigital(values[i], out counts[i]);
        }

        var start = Seconds.From(body.GetProperty("start_sec").GetDecimal());
        var rate = SampleRate.FromHertz(body.GetProperty("sampling_rate").GetDouble());
        var block = onGrid ? SignalBlock.OfDigital(start, rate, names.Length, counts) : SignalBlock.OfPhysical(start, rate, names.Length, values);
        Assert.Equal(Seconds.From(body.GetProperty("end_sec").GetDecimal()), block.End);
        return (key, names, block);
    }

    private (int, object) Annotate(JsonElement body)
    {
        foreach (var annotation in body.EnumerateArray()) recordings[KeyOf(annotation)].Annotations.Add(annotation.GetRawText());
        return (201, new { });
    }

    private (int, object) Complete(RecordingKey key)
    {
        recordings[key].IsComplete = true;
        return (200, new { });
    }

    private static RecordingKey KeyOf(JsonElement body) => new(body.GetProperty("patient_id").GetString()!, body.GetProperty("recording_id").GetString()!);

    private static RecordingKey KeyOf(HttpRequest request) => new(request.Query["patient_id"].Single()!, request.Query["recording_id"].Single()!);

    private static Calibration? CalibrationOf(JsonElement c) => c.GetProperty("digital_min").ValueKind == JsonValueKind.Null ? null
        : new(c.GetProperty("digital_min").GetInt32(), c.GetProperty("digital_max").GetInt32(), c.GetProperty("physical_min").GetDouble(), c.GetProperty("physical_max").GetDouble());

    internal sealed class Stored(Recording recording, string declaration)
    {
        public Recording Recording { get; } = recording;

        public string Declaration { get; } = declaration;

        public SortedDictionary<(int Group, Seconds Start), (SignalBlock Block, int LogId)> Chunks { get; } = [];

        /// <summary>Each annotation once, as it was sent.</summary>
        public SortedSet<string> Annotations { get; } = [];

        public bool IsComplete { get; set; }
    }
}
