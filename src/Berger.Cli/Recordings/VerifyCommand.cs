using System.CommandLine;
using Berger.Cli.Stores;
using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;

namespace Berger.Cli.Recordings;

/// <summary><c>berger verify</c>: whether anything was altered.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var patient = new Option<string?>("--patient") { Description = "Decode the blocks of this subject only" };
        var recording = new Option<string?>("--recording") { Description = "Decode the blocks of this recording only" };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("verify", "Follow the whole ingestion log, decode every block, compare every checksum.") { patient, recording, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var stores = await StoreScope.OpenExistingAsync(parsed.Settings(data), cancellation);
            await CheckNamesAsync(stores.Get<IRecordingCatalog>(), parsed.GetValue(patient), parsed.GetValue(recording), cancellation);
            return await RunAsync(stores.Get<Verification>(), parsed.GetValue(patient), parsed.GetValue(recording), parsed.GetValue(format) == "json", cancellation);
        });
        return command.WithExample("berger verify --patient chb01 --recording chb01_03.edf");
    }

    /// <summary>A mistyped name decodes no block; that is no proof of anything.</summary>
    private static async Task CheckNamesAsync(IRecordingCatalog catalog, string? patient, string? recording, CancellationToken cancellation)
    {
        if (patient is null && recording is null) return;
        var summaries = await catalog.ListAsync(patient, cancellation);
        if (summaries.All(summary => recording is not null && summary.Stored.Recording.Key.RecordingId != recording))
            throw new CommandException(ExitCodes.InputRefused, $"There is no recording {(recording is null ? "" : recording + " ")}of {(patient is null ? "any patient" : "patient " + patient)}.");
    }

    private static async Task<int> RunAsync(Verification verification, string? patient, string? recording, bool json, CancellationToken cancellation)
    {
        long lines = 0;
        var found = new List<Discrepancy>();
        var progress = new InlineProgress<long>(through =>
        {
            lines = through;
            ProgressLine.Show($"{through} lines of the log verified");
        });
        await foreach (var discrepancy in verification.VerifyAsync(patient, recording, progress, cancellation))
        {
            found.Add(discrepancy);
            ProgressLine.Clear();
            Console.Error.WriteLine(discrepancy.ToString());
        }

        ProgressLine.Clear();
        if (json)
        {
            CommonOptions.WriteJson(new
            {
                Lines = lines,
                Intact = found.Count == 0,
                Discrepancies = found.Select(d => new
                {
                    LogId = d.Entry.Id,
                    PatientId = d.Entry.Key.SubjectId,
                    d.Entry.Key.RecordingId,
                    Start = d.Entry.Range.Start.ToDouble(),
                    End = d.Entry.Range.End.ToDouble(),
                    d.Problem,
                }),
            });
        }
        else if (found.Count == 0)
        {
            Console.Out.WriteLine($"All {lines} lines of the ingestion log follow from one another, and every block that was decoded has the checksum of its line.");
        }

        return found.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }
}
