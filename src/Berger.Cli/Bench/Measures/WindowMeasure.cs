using System.Diagnostics;
using Berger.Cli.Bench.Report;
using Berger.Cli.Bench.Signal;
using Berger.Cli.Bench.Stores;

namespace Berger.Cli.Bench.Measures;

/// <summary>
/// Windows over HTTP. For each figure a new server is started and warmed up on another recording; then places of which it
/// has decoded nothing are read for the first time, and then all of them again.
/// </summary>
internal sealed class WindowMeasure(BenchPlan plan, BenchStores stores, SignalMaterial material, IBenchReport report)
{
    private const int Hour = 3600;

    private const string WarmUpRecording = "warm-up";

    private const string StreamedRecording = "streamed";

    /// <summary>Decoded blocks that surely fit the server's cache: 96 MB.</summary>
    private readonly int cachedBlocks = (96 << 20) / (4 * material.Channels.Count * material.Blocks[0].SampleCount);

    private readonly IReadOnlyList<string> names = new LoopedRecording(WarmUpRecording, material, Hour).Recording.ChannelNames;

    public async Task RunAsync(StoreKind kind, CancellationToken cancellation)
    {
        await using var store = await stores.CreateAsync(kind, cancellation);
        var table = new Table($"Windows over HTTP, {kind.Name()}",
            "NPY (float32) of recordings of 1 h in blocks of 10 s, at random places of all recordings loaded; milliseconds from the request to the last byte. "
            + "\"First\" is the first time that any block of the place is decoded (the file is in the operating system's cache), \"again\" is from the server's cache of decoded blocks.",
            "recordings loaded", "window (s)", "channels", "first: median", "first: 95th %", "again: median", "again: 95th %", "places");
        var tens = new Dictionary<int, Timings>();
        int loaded = 0;
        foreach (int count in plan.LoadedRecordings)
        {
            await LoadAsync(store, loaded, count, cancellation);
            loaded = count;
            foreach (int seconds in plan.WindowSeconds)
            {
                foreach (bool single in (bool[])[true, false])
                {
                    ProgressLine.Show($"{kind.Name()}: {count} recordings, windows of {seconds} s");
                    var form = new WindowForm("", seconds, single, WindowClient.Npy);
                    var (first, again) = await MeasureAsync(store, form, count, cancellation);
                    table.Add(count, seconds, single ? "1" : "all", first.Median, first.P95, again.Median, again.P95, first.Count);
                    if (seconds == 10 && !single) tens[count] = first;
                    if (count == 1 && seconds == 10 && !single) AddAims(kind, first, again);
                }
            }
        }

        report.Add(table);
        int most = plan.LoadedRecordings[^1];
        report.Add(new Aim($"{kind.Name()}: the same with {most} recordings", 1.2, tens[most].Median / tens[1].Median, "times"));
        await MeasureFormsAsync(kind, store, cancellation);
    }

    private void AddAims(StoreKind kind, Timings first, Timings again)
    {
        report.Add(new Aim($"{kind.Name()}: window of 10 s, all channels, NPY over HTTP, read first", 1.5, first.Median, "ms"));
        report.Add(new Aim($"{kind.Name()}: window of 10 s, all channels, NPY over HTTP, read again", 1.5, again.Median, "ms"));
    }

    private async Task MeasureFormsAsync(StoreKind kind, BenchStore store, CancellationToken cancellation)
    {
        var table = new Table($"The 10 s window in other forms, {kind.Name()}", "As above, all channels, with all recordings loaded.",
            "form", "first: median", "first: 95th %", "again: median", "again: 95th %", "places");
        foreach (var form in (WindowForm[])
        [
            new("the seed's JSON", 10, false, WindowClient.Json),
            new("NPY, recorded in chunks of 1 s", 10, false, WindowClient.Npy) { Recording = StreamedRecording },
            new("NPY, min/max for 600 columns", 60, false, WindowClient.Npy) { Points = 1200 },
        ])
        {
            var (first, again) = await MeasureAsync(store, form, 1, cancellation);
            table.Add(form.Points is null ? form.Name : $"{form.Name}, {form.Seconds} s", first.Median, first.P95, again.Median, again.P95, first.Count);
        }

        report.Add(table);
    }

    private async Task LoadAsync(BenchStore store, int loaded, int wanted, CancellationToken cancellation)
    {
        await using var scope = await store.OpenAsync(cancellation);
        var filler = new StoreFiller(scope, material);
        await filler.AddImportedAsync([.. Enumerable.Range(loaded, wanted - loaded).Select(NameOf)], Hour, cancellation);
        if (loaded > 0) return;
        await filler.AddImportedAsync([WarmUpRecording], Hour, cancellation);
        await filler.AddStreamedAsync(StreamedRecording, Hour, cancellation);
    }

    private async Task<(Timings First, Timings Again)> MeasureAsync(BenchStore store, WindowForm form, int recordings, CancellationToken cancellation)
    {
        using var server = await BergerServerProcess.StartAsync(store, cancellation);
        using var client = new WindowClient(server.Address);
        await WarmUpAsync(client, form, cancellation);
        var places = PlacesOf(form, recordings);
        Timings first = new(), again = new();
        foreach (var place in places) first.Add(await ReadAsync(client, place, cancellation));
        for (int round = 0; round < plan.Rounds; round++)
            foreach (var place in places) again.Add(await ReadAsync(client, place, cancellation));
        return (first, again);

        Task<double> ReadAsync(WindowClient client, (string Recording, double Start, int Channel) place, CancellationToken cancellation) =>
            client.ReadAsync(place.Recording, place.Start, form.Seconds, form.Parameters(names[place.Channel]), form.Accept, cancellation);
    }

    private async Task WarmUpAsync(WindowClient client, WindowForm form, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        for (int start = 0; Stopwatch.GetElapsedTime(began) < plan.WarmUp; start = (start + form.Seconds) % (Hour - form.Seconds))
            await client.ReadAsync(WarmUpRecording, start, form.Seconds, form.Parameters(names[0]), form.Accept, cancellation);
    }

    /// <summary>Random places that share no block.</summary>
    private List<(string Recording, double Start, int Channel)> PlacesOf(WindowForm form, int recordings)
    {
        int stretch = SignalMaterial.StretchSeconds, blocks = (form.Seconds + (2 * stretch) - 1) / stretch;
        var random = new Random(form.Seconds);
        var slots = Enumerable.Range(0, recordings).SelectMany(recording => Enumerable.Range(0, Hour / (blocks * stretch)).Select(slot => (recording, slot))).ToArray();
        random.Shuffle(slots);
        return
        [
            .. slots.Take(Math.Min(plan.Places, cachedBlocks / blocks)).Select(place => (
                form.Recording ?? NameOf(place.recording),
                (place.slot * blocks * stretch) + Math.Round(random.NextDouble() * (stretch - 0.001), 3),
                random.Next(names.Count))),
        ];
    }

    private static string NameOf(int index) => $"loaded-{index + 1}";
}
