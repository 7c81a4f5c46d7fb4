using Berger.Cli.Bench.Measures;
using Berger.Cli.Bench.Report;
using Berger.Cli.Bench.Rivals;
using Berger.Cli.Bench.Signal;
using Berger.Cli.Bench.Stores;

namespace Berger.Cli.Bench;

/// <summary>One run: everything in a temporary folder, and in PostgreSQL databases that are dropped again.</summary>
internal sealed class BenchRun(BenchPlan plan, IBenchReport report)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("berger-bench-").FullName;
        try
        {
            await MeasureAsync(folder, cancellation);
        }
        finally
        {
            ProgressLine.Clear();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task MeasureAsync(string folder, CancellationToken cancellation)
    {
        var stores = new BenchStores(plan, folder);
        await Machine.DescribeAsync(report, stores, folder, cancellation);
        var material = SignalMaterial.Load();
        report.Text($"Signal: {material.Description} Every recording is {material.Channels.Count} channels at {material.Hertz} Hz.");
        if (plan.DatabaseUrl is null)
            report.Text("PostgreSQL and the rival of one row per sample were left out: set DATABASE_URL to a server on which databases may be created, and leave --store at both.");
        if (plan.IsQuick) report.Text("This was a quick run: its figures are from too few measurements to be quoted.");

        using var files = new BenchFiles(folder, material);
        foreach (var kind in stores.Kinds)
        {
            await new ImportMeasure(plan, stores, files, report).RunAsync(kind, cancellation);
            await new WindowMeasure(plan, stores, material, report).RunAsync(kind, cancellation);
            await new IngestMeasure(plan, stores, material, report).RunAsync(kind, cancellation);
        }

        if (plan.DatabaseUrl is not null) await new RivalMeasure(plan, stores, material, report).RunAsync(cancellation);
        await new MneWindow(plan, files, report).RunAsync(cancellation);
    }
}
