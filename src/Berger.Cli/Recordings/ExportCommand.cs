using System.CommandLine;
using System.Globalization;
using Berger.Cli.Stores;
using Berger.Formats.Edf;
using Berger.Formats.Npy;
using Berger.Recordings.Catalog;
using Berger.Recordings.Query;
using Berger.Signals;

namespace Berger.Cli.Recordings;

/// <summary><c>berger export</c>: a recording, or a stretch of it, as a file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var patient = CommonOptions.Patient();
        var recording = CommonOptions.Recording();
        var start = new Option<double?>("--start") { Description = "First second; the recording's beginning unless given" };
        var end = new Option<double?>("--end") { Description = "Last second, itself not exported; the recording's end unless given" };
        var to = new Option<string>("--to") { Description = "The file: .edf, .bdf, .csv or .npy", Required = true };
        var deidentify = new Option<bool>("--deidentify") { Description = "Leave out the subject's id and the date (EDF and BDF)" };
        var data = CommonOptions.Data();
        var command = new Command("export", "Write a recording, or a stretch of it, to a file.") { patient, recording, start, end, to, deidentify, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var stores = await StoreScope.OpenExistingAsync(parsed.Settings(data), cancellation);
            var key = new RecordingKey(parsed.GetValue(patient)!, parsed.GetValue(recording)!);
            var summary = await stores.Get<IRecordingCatalog>().SummarizeAsync(key, cancellation) ?? throw await NoRecordingAsync(stores, key, cancellation);
            var extent = summary.Extent ?? throw new QueryException("recording", $"Recording {key} holds no signal yet.");
            TimeRange? part = parsed.GetValue(start) is null && parsed.GetValue(end) is null ? null
                : RangeOf(parsed.GetValue(start), parsed.GetValue(end), extent);
            var request = new ExportRequest(summary.Stored, part, parsed.GetValue(deidentify));
            return await RunAsync(stores, request, part ?? extent, parsed.GetValue(to)!, cancellation);
        });
        return command.WithExample("berger export --patient chb01 --recording chb01_03.edf --start 2990 --end 3040 --to seizure.edf");
    }

    private static async Task<CommandException> NoRecordingAsync(StoreScope stores, RecordingKey key, CancellationToken cancellation)
    {
        const int Named = 10;
        var all = await stores.Get<IRecordingCatalog>().ListAsync(null, cancellation);
        var patients = all.Select(summary => summary.Stored.Recording.Key.SubjectId).Distinct().ToList();
        var names = patients.Contains(key.SubjectId)
            ? [.. all.Select(summary => summary.Stored.Recording.Key).Where(stored => stored.SubjectId == key.SubjectId).Select(stored => stored.RecordingId)]
            : patients;
        string of = patients.Contains(key.SubjectId) ? $"Patient {key.SubjectId} has" : "There are recordings of";
        string known = names.Count == 0 ? "Nothing is stored yet." : $"{of} {string.Join(", ", names.Take(Named))}{(names.Count > Named ? $" and {names.Count - Named} more" : "")}.";
        return new CommandException(ExitCodes.InputRefused, $"There is no recording {key.RecordingId} of patient {key.SubjectId}. {known}");
    }

    private static TimeRange RangeOf(double? start, double? end, TimeRange extent)
    {
        var from = start is { } first ? Seconds.From(first) : extent.Start;
        var to = end is { } last ? Seconds.From(last) : extent.End;
        return to > from ? new TimeRange(from, to)
            : throw new CommandException(ExitCodes.UsedWrongly, $"--end, {to} s, must be greater than --start, {from} s. The recording lasts from {extent.Start} to {extent.End} s.");
    }

    private static async Task<int> RunAsync(StoreScope stores, ExportRequest request, TimeRange range, string path, CancellationToken cancellation)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new CommandException(ExitCodes.UsedWrongly, $"There is no folder {folder}. Create it, or choose another with --to.");
        string partial = path + ".partial";
        try
        {
            var notes = Path.GetExtension(path).ToLower(CultureInfo.InvariantCulture) switch
            {
                ".edf" => await WriteEdfAsync(stores, request, partial, isBdf: false, cancellation),
                ".bdf" => await WriteEdfAsync(stores, request, partial, isBdf: true, cancellation),
                ".csv" => await WriteCsvAsync(stores, request, range, partial, cancellation),
                ".npy" => await WriteNpyAsync(stores, request, range, partial, cancellation),
                var other => throw new CommandException(ExitCodes.UsedWrongly, $"A file ending in \"{other}\" cannot be written. Choose .edf, .bdf, .csv or .npy."),
            };
            File.Move(partial, path, overwrite: true);
            foreach (string note in notes) Console.Error.WriteLine(note);
            Console.Error.WriteLine($"{path} holds {request.Recording.Recording.Key} from {range.Start} to {range.End} s.");
            return ExitCodes.Done;
        }
        catch (EdfException error)
        {
            throw new CommandException(ExitCodes.InputRefused, error.Message);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<IReadOnlyList<string>> WriteEdfAsync(
        StoreScope stores, ExportRequest request, string path, bool isBdf, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        return await stores.Get<EdfExport>().WriteAsync(file, path, request, isBdf, cancellation);
    }

    private static async Task<IReadOnlyList<string>> WriteCsvAsync(
        StoreScope stores, ExportRequest request, TimeRange range, string path, CancellationToken cancellation)
    {
        await using var file = new StreamWriter(path);
        await CsvSlice.WriteAsync(file, await ReadAsync(stores, request, range, cancellation), cancellation);
        return [];
    }

    private static async Task<IReadOnlyList<string>> WriteNpyAsync(
        StoreScope stores, ExportRequest request, TimeRange range, string path, CancellationToken cancellation)
    {
        var slice = await ReadAsync(stores, request, range, cancellation);
        float[] values = slice.ToMatrix();
        await using var file = File.Create(path);
        NpyHeader.WriteArray<float>(file, slice.Channels.Count, values);
        return slice.IsWhole ? [] : ["The stretch has gaps; they are NaN."];
    }

    private static Task<SignalSlice> ReadAsync(StoreScope stores, ExportRequest request, TimeRange range, CancellationToken cancellation) =>
        stores.Get<SignalQuery>().ReadAsync(new SliceRequest(request.Recording.Recording.Key, range, null), cancellation);
}
