using Berger.Cli.Bench.Report;
using Berger.Cli.Bench.Signal;
using Berger.Cli.Bench.Stores;
using Berger.Cli.Stores;
using Berger.Recordings.Catalog;
using Berger.Recordings.Ingest;
using Berger.Recordings.Query;
using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Cli.Bench.Rivals;

/// <summary>The same signal as one row per sample and as Berger's blocks, filled and read in this process.</summary>
internal sealed class RivalMeasure(BenchPlan plan, BenchStores stores, SignalMaterial material, IBenchReport report)
{
    private const int WindowSeconds = 10;

    private const string Name = "blocks";

    private double SampleCount => (double)plan.RivalSeconds * material.Hertz * material.Channels.Count;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var table = new Table($"The rival: one row per sample, {plan.RivalSeconds} s of signal",
            $"{SampleCount:#,0} samples, from memory and in this process, without HTTP on either side. The rival is the seed's table with its two indexes, filled by one binary COPY on the same PostgreSQL; "
            + $"its window is read by a prepared statement into arrays. Bytes are all of the tables, with indexes and, for Berger, log, coverage and overview. The window is {WindowSeconds} s of all channels; Berger's is decoded anew each time.",
            "store", "fill (s)", "samples/s", "bytes", "bytes per sample", "window: median (ms)", "window: 95th % (ms)", "fill, times faster", "times smaller", "window, times faster");
        var rival = await MeasureRivalAsync(cancellation);
        Add(table, "one row per sample, PostgreSQL", rival, rival);
        foreach (var kind in stores.Kinds)
        {
            var imported = await MeasureAsync(kind, StoreImportedAsync, cancellation);
            Add(table, $"blocks of 10 s, as imported, {kind.Name()}", imported, rival);
            report.Add(new Aim($"{kind.Name()}: filled faster than one row per sample", 100, rival.Fill / imported.Fill, "times", IsMinimum: true));
            report.Add(new Aim($"{kind.Name()}: smaller than one row per sample", 200, rival.Bytes / imported.Bytes, "times", IsMinimum: true));
            Add(table, $"blocks of 1 s, as from a device, {kind.Name()}", await MeasureAsync(kind, StoreStreamedAsync, cancellation), rival);
        }

        report.Add(table);
    }

    private async Task<Result> MeasureRivalAsync(CancellationToken cancellation)
    {
        ProgressLine.Show("One row per sample");
        await using var rival = new RowPerSample(await BenchDatabase.CreateAsync(plan.DatabaseUrl!, cancellation), material);
        await rival.CreateAsync(cancellation);
        double fill = await Timings.SecondsOfAsync(() => rival.FillAsync(0, plan.RivalSeconds, cancellation));
        await rival.AnalyzeAsync(cancellation);
        double bytes = await rival.ReadSizeAsync(cancellation);
        return new Result(fill, bytes, await MeasureWindowsAsync(start => rival.ReadAsync(start, start + WindowSeconds, cancellation)));
    }

    private async Task<Result> MeasureAsync(StoreKind kind, Func<StoreScope, CancellationToken, Task> fillAsync, CancellationToken cancellation)
    {
        ProgressLine.Show($"The same as blocks, {kind.Name()}");
        await using var store = await stores.CreateAsync(kind, cancellation);
        await using var scope = await store.OpenAsync(cancellation);
        double fill = await Timings.SecondsOfAsync(() => fillAsync(scope, cancellation));
        double bytes = await store.ReadSizeAsync(cancellation);
        var query = new SignalQuery(scope.Get<RecordingDirectory>(), scope.Get<ISampleStore>(), scope.Get<OverviewWriter>(), new BlockCache(capacityBytes: 0));
        return new Result(fill, bytes, await MeasureWindowsAsync(async start =>
        {
            var range = new TimeRange(Seconds.From(start), Seconds.From(start + WindowSeconds));
            (await query.ReadAsync(new SliceRequest(new(LoopedRecording.Subject, Name), range, null), cancellation)).ToMatrix();
        }));
    }

    private Task StoreImportedAsync(StoreScope scope, CancellationToken cancellation) =>
        scope.Get<RecordingImport>().ImportAsync(new LoopedRecording(Name, material, plan.RivalSeconds), "bench", null, cancellation);

    private Task StoreStreamedAsync(StoreScope scope, CancellationToken cancellation) =>
        new StoreFiller(scope, material).AddStreamedAsync(Name, plan.RivalSeconds, cancellation);

    private async Task<Timings> MeasureWindowsAsync(Func<double, Task> readAsync)
    {
        var timings = new Timings();
        var random = new Random(1);
        for (int i = -3; i < plan.RivalWindows; i++)
        {
            double start = random.NextDouble() * (plan.RivalSeconds - WindowSeconds);
            if (i < 0) await readAsync(start);
            else await timings.MeasureAsync(() => readAsync(start));
        }

        return timings;
    }

    private void Add(Table table, string name, Result result, Result rival) => table.Add(
        name, result.Fill, SampleCount / result.Fill, result.Bytes, result.Bytes / SampleCount, result.Windows.Median, result.Windows.P95,
        rival.Fill / result.Fill, rival.Bytes / result.Bytes, rival.Windows.Median / result.Windows.Median);

    private sealed record Result(double Fill, double Bytes, Timings Windows);
}
