using Berger.Cli.Bench.Report;
using Berger.Cli.Bench.Signal;
using Berger.Cli.Bench.Stores;

namespace Berger.Cli.Bench.Measures;

/// <summary><c>berger import</c> of EDF files in a process of its own, and what a long recording's overview takes then.</summary>
internal sealed class ImportMeasure(BenchPlan plan, BenchStores stores, BenchFiles files, IBenchReport report)
{
    private const int OverviewPoints = 2000;

    private const double MegaByte = 1e6;

    private const string Streamed = "streamed";

    public async Task RunAsync(StoreKind kind, CancellationToken cancellation)
    {
        var table = new Table($"Import of an EDF file, {kind.Name()}",
            "berger import in a process of its own, from its start to its end, into an empty store; memory is the kernel's VmHWM of that process (PostgreSQL's own is not in it).",
            "recording", "EDF file (MB)", "time (s)", "times as fast as life", "peak memory (MB)", "store (MB)", "store / file");
        await using (var store = await stores.CreateAsync(kind, cancellation))
        {
            var (seconds, memory) = await ImportAsync(store, kind, hours: 1, table, cancellation);
            report.Add(new Aim($"{kind.Name()}: import of 1 h", kind == StoreKind.Sqlite ? 1.5 : 3, seconds, "s"));
            report.Add(new Aim($"{kind.Name()}: memory of importing 1 h", 200, memory, "MB"));
        }

        await using var longStore = await stores.CreateAsync(kind, cancellation);
        var (_, longMemory) = await ImportAsync(longStore, kind, plan.LongHours, table, cancellation);
        report.Add(new Aim($"{kind.Name()}: memory of importing {plan.LongHours} h", 200, longMemory, "MB"));
        report.Add(table);
        await MeasureOverviewAsync(longStore, kind, cancellation);
    }

    private async Task<(double Seconds, double Memory)> ImportAsync(BenchStore store, StoreKind kind, int hours, Table table, CancellationToken cancellation)
    {
        string file = files.OfHours(hours);
        ProgressLine.Show($"{kind.Name()}: importing {hours} h");
        long memory = 0;
        double seconds = await Timings.SecondsOfAsync(async () =>
        {
            using var process = BergerProcess.Start(store.Settings, "import", file, "--patient", LoopedRecording.Subject);
            memory = await process.WaitAsync(cancellation);
        });
        double fileSize = new FileInfo(file).Length, size = await store.ReadSizeAsync(cancellation);
        table.Add($"{hours} h", fileSize / MegaByte, seconds, hours * 3600 / seconds, memory / MegaByte, size / MegaByte, size / fileSize);
        return (seconds, memory / MegaByte);
    }

    private async Task MeasureOverviewAsync(BenchStore store, StoreKind kind, CancellationToken cancellation)
    {
        await using (var scope = await store.OpenAsync(cancellation))
            await new StoreFiller(scope, files.Material).AddStreamedAsync(Streamed, plan.LongHours * 3600, cancellation);
        var table = new Table($"Overview of {plan.LongHours} h, {kind.Name()}",
            $"GET /eeg with max_points={OverviewPoints} as NPY: the minimum and maximum of {OverviewPoints / 2} columns of every channel. Milliseconds, from a server that has answered ten such requests.",
            "recording", "median", "95th %");
        foreach (var (name, recording) in (IEnumerable<(string, string)>)[("imported in blocks of 10 s", Path.GetFileName(files.OfHours(plan.LongHours))), ("recorded in chunks of 1 s", Streamed)])
        {
            using var server = await BergerServerProcess.StartAsync(store, cancellation);
            using var client = new WindowClient(server.Address);
            var timings = new Timings();
            for (int i = 0; i < 10 + plan.Places; i++)
            {
                double elapsed = await client.ReadAsync(recording, 0, plan.LongHours * 3600, $"&max_points={OverviewPoints}", WindowClient.Npy, cancellation);
                if (i >= 10) timings.Add(elapsed);
            }

            table.Add(name, timings.Median, timings.P95);
            report.Add(new Aim($"{kind.Name()}: overview of {plan.LongHours} h, {name}", 30, timings.Median, "ms"));
        }

        report.Add(table);
    }
}
