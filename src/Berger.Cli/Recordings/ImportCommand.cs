using System.CommandLine;
using Berger.Cli.Stores;
using Berger.Formats.ChbMit;
using Berger.Formats.Edf;
using Berger.Recordings.Catalog;
using Berger.Recordings.Devices;
using Berger.Recordings.Ingest;
using Berger.Signals;

namespace Berger.Cli.Recordings;

/// <summary><c>berger import</c>: files and folders, straight into the store.</summary>
internal static class ImportCommand
{
    /// <summary>
    /// Blocks of samples are large objects, and the collector lets those lie the longer, the longer an import lasts. Asked
    /// now and then, it keeps the memory of a day's import at that of an hour's.
    /// </summary>
    private const int BatchesPerCollection = 8;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "EDF or BDF files, or folders of them (CHB-MIT folders with their seizures)", Arity = ArgumentArity.OneOrMore };
        var patient = new Option<string?>("--patient") { Description = "The subject's id; otherwise taken from CHB-MIT's or BIDS's names, the EDF+ header or the folder" };
        var data = CommonOptions.Data();
        var format = CommonOptions.Format();
        var command = new Command("import", "Import recordings, straight into the store. Run again, it goes on where it was; a bad file is reported and the rest goes on.") { paths, patient, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            var files = FindAll(parsed.GetValue(paths)!);
            await using var stores = await StoreScope.OpenAsync(parsed.Settings(data), cancellation);
            return await RunAsync(stores.Get<RecordingImport>(), files, parsed.GetValue(patient), parsed.GetValue(format) == "json", cancellation);
        });
        return command.WithExample("berger import recordings/chb01 --data ./berger-data");
    }

    private static List<string> FindAll(string[] paths)
    {
        try
        {
            var files = paths.SelectMany(RecordingFile.Find).Distinct().ToList();
            return files.Count > 0 ? files : throw new CommandException(ExitCodes.InputRefused, $"No .edf or .bdf file in {string.Join(", ", paths)}.");
        }
        catch (FileNotFoundException error)
        {
            throw new CommandException(ExitCodes.UsedWrongly, error.Message);
        }
    }

    private static async Task<int> RunAsync(RecordingImport import, List<string> files, string? patient, bool json, CancellationToken cancellation)
    {
        var documents = new List<ImportedFile>();
        for (int i = 0; i < files.Count; i++)
        {
            var document = await ImportAsync(import, files[i], patient, $"[{i + 1}/{files.Count}]", cancellation);
            documents.Add(document);
            if (!json) document.WriteText();
        }

        if (json) CommonOptions.WriteJson(documents);
        int refused = documents.Count(document => document.Error is not null);
        if (refused > 0) Console.Error.WriteLine($"{refused} of {Count(files.Count, "file")} refused{(refused < files.Count ? "; the others are imported" : "")}.");
        return refused > 0 ? ExitCodes.InputRefused : ExitCodes.Done;
    }

    internal static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static async Task<ImportedFile> ImportAsync(RecordingImport import, string path, string? patient, string position, CancellationToken cancellation)
    {
        try
        {
            var file = RecordingFile.Describe(path, patient);
            using var source = file.Open();
            if (!source.HasSignal) return ImportedFile.Refuse(path, NoSignal(path, source));
            int batches = 0;
            var progress = new InlineProgress<ImportProgress>(p =>
            {
                ProgressLine.Show($"{position} {file.Key}: {p.Through} s");
                if (++batches % BatchesPerCollection == 0) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            });
            var result = await import.ImportAsync(source, $"file:{file.AnnotationSource ?? file.Key.RecordingId}", progress, cancellation);
            ProgressLine.Clear();
            string[] notes = [.. source.Findings.Select(finding => finding.ToString()), .. file.Warning is { } warning ? [warning] : Array.Empty<string>()];
            return new ImportedFile(path, result.Key.SubjectId, result.Key.RecordingId, result.StoredBlocks, result.KnownBlocks, result.AnnotationCount, notes, null);
        }
        catch (Exception error) when (error is EdfException or ChbMitException or IngestException or RecordingConflictException or IOException or UnauthorizedAccessException)
        {
            ProgressLine.Clear();
            return ImportedFile.Refuse(path, error.Message);
        }
    }

    private static string NoSignal(string path, EdfRecordingSource source) => source.Recording.Channels.Count == 0
        ? $"{path} holds annotations only; there is no signal to import."
        : $"{path} holds no whole data record: {string.Join("; ", source.Findings)}. Fetch it again.";
}

/// <summary>What became of a file.</summary>
internal sealed record ImportedFile(
    string File, string? PatientId, string? RecordingId, int StoredBlocks, int KnownBlocks, int Annotations, IReadOnlyList<string> Notes, string? Error)
{
    public static ImportedFile Refuse(string file, string error) => new(file, null, null, 0, 0, 0, [], error);

    public void WriteText()
    {
        if (Error is not null)
        {
            Console.Error.WriteLine(Error);
            return;
        }

        string known = KnownBlocks > 0 ? $" ({KnownBlocks} stored before)" : "";
        Console.Out.WriteLine($"{File} is {PatientId}/{RecordingId}: {ImportCommand.Count(StoredBlocks, "block")} stored{known}, {ImportCommand.Count(Annotations, "annotation")}");
        foreach (string note in Notes) Console.Error.WriteLine($"  {note}");
    }
}
