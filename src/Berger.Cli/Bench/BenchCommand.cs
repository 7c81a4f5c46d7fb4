using System.CommandLine;
using Berger.Recordings;

namespace Berger.Cli.Bench;

/// <summary><c>berger bench</c>: the benchmark tables, Berger's and its rivals', measured in one run.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Smaller figures in two minutes, to see that it works" };
        var store = new Option<string>("--store") { Description = "sqlite, postgres (at DATABASE_URL) or both", DefaultValueFactory = _ => "both" };
        store.AcceptOnlyFromAmong("sqlite", "postgres", "both");
        var format = CommonOptions.Format();
        var command = new Command("bench", "Measure ingest, windows, overview, import and disk space, and in the same run one row per sample in PostgreSQL. Everything is temporary.")
        {
            quick, store, format,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var plan = BenchPlan.Of(parsed.GetValue(quick), parsed.GetValue(store)!, BergerSettings.Read(Environment.CurrentDirectory).DatabaseUrl);
            var report = parsed.GetValue(format) == "json" ? (Report.IBenchReport)new Report.JsonReport() : new Report.MarkdownReport(Console.Out);
            await new BenchRun(plan, report).RunAsync(cancellation);
            report.Finish();
            return ExitCodes.Done;
        });
        return command.WithExample("DATABASE_URL=postgresql://berger:secret@localhost/postgres berger bench > recordings.md");
    }
}
