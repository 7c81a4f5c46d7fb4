using Berger.Formats.Edf;
using Berger.Recordings.Annotations;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Recordings.Query;

/// <summary>What to export.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Range">The stretch; null for all of it.</param>
/// <param name="Deidentify">Whether to leave out the subject's id and the date.</param>
/// <param name="Channels">Indices into the recording's channels, in the order wanted; null for all.</param>
public sealed record ExportRequest(StoredRecording Recording, TimeRange? Range, bool Deidentify, IReadOnlyList<int>? Channels = null);

/// <summary>
/// Writes a stored recording as EDF+ or BDF+, gaps and annotations included, in bounded memory. Counts are written as they
/// are stored. Samples that are stored as physical values get a grid of counts that spans them, and the caller is told.
/// </summary>
public sealed class EdfExport(RecordingReader reader, ISampleStore store, IAnnotationStore annotations)
{
    private static readonly DateTimeOffset HiddenDate = new(1985, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="stream">Readable, writable and seekable; it stays open.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="request">What to export.</param>
    /// <param name="isBdf">Whether to write 24 bits for a sample rather than 16.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>What could not be written as it is stored; empty when the file says exactly what the store does.</returns>
    /// <exception cref="QueryException">The stretch holds no signal.</exception>
    /// <exception cref="EdfException">A count or a rate does not fit the format.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(
        Stream stream, string name, ExportRequest request, bool isBdf, CancellationToken cancellation)
    {
        var stored = request.Recording;
        var chosen = request.Channels ?? [.. Enumerable.Range(0, stored.Recording.Channels.Count)];
        ChannelGroup[] sources = [.. stored.Recording.Groups.Where(group => group.Channels.Any(chosen.Contains))];
        var coverage = (await store.ReadCoverageAsync(stored.Id, cancellation)).Where(span => sources.Any(group => group.Index == span.Group));
        var range = request.Range ?? new TimeRange(Seconds.From(-Seconds.Limit), Seconds.From(Seconds.Limit));
        TimeRange[] runs = [.. coverage.Select(span => span.Range).Where(run => run.Overlaps(range))
            .Select(run => new TimeRange(Seconds.Max(run.Start, range.Start), Seconds.Min(run.End, range.End)))];
        if (runs.Length == 0) throw new QueryException("start", $"Recording {stored.Recording.Key} holds no signal in {range}.");

        var grids = await FitGridsAsync(stored, sources, range, isBdf, cancellation);
        var options = new EdfWriterOptions
        {
            Variant = isBdf ? EdfVariant.BdfPlusC : EdfVariant.EdfPlusC,
            RunDurations = [.. runs.Select(run => run.Duration).Distinct()],
            Patient = new EdfPatient(request.Deidentify ? null : stored.Recording.Key.SubjectId),
            RoundCalibration = true,
        };
        var header = new Recording(stored.Recording.Key, request.Deidentify ? HiddenDate : stored.Recording.StartTime, [.. chosen.Select(channel => grids.Channels[channel])]);
        var writer = new EdfWriter(stream, name, header, options); // Not disposed: the stream stays the caller's.
        foreach (var group in header.Groups)
        {
            var source = sources.First(candidate => candidate.Rate == group.Rate);
            int[] rows = [.. group.Channels.Select(channel => source.RowOf(chosen[channel]))];
            await foreach (var block in reader.ReadAsync(stored, source, range, cancellation))
                writer.Write(group.Index, block.IsDigital && !grids.Fitted ? Choose(block, rows) : Quantize(block, rows, source, stored.Recording, grids.Channels));
        }

        foreach (var annotation in await annotations.ReadAsync(stored.Recording.Key, request.Range, cancellation)) writer.Write(annotation.Content.Annotation);
        writer.Complete();
        return [.. grids.Notes, .. writer.Findings.Select(finding => finding.ToString())];
    }

    private static SignalBlock Choose(SignalBlock block, int[] rows)
    {
        if (rows.Length == block.ChannelCount && rows.SequenceEqual(Enumerable.Range(0, rows.Length))) return block;
        var counts = new int[rows.Length * block.SampleCount];
        for (int i = 0; i < rows.Length; i++) block.DigitalOf(rows[i]).CopyTo(counts.AsSpan(i * block.SampleCount));
        return SignalBlock.OfDigital(block.Start, block.Rate, rows.Length, counts);
    }

    private static SignalBlock Quantize(SignalBlock block, int[] rows, ChannelGroup source, Recording stored, IReadOnlyList<Channel> fitted)
    {
        var counts = new int[rows.Length * block.SampleCount];
        var values = new double[block.SampleCount];
        for (int row = 0; row < rows.Length; row++)
        {
            int channel = source.Channels[rows[row]];
            block.CopyPhysical(rows[row], 0, stored.Channels[channel].Calibration, values);
            var grid = fitted[channel].Calibration!.Value;
            double gain = grid.Gain, offset = grid.Offset;
            for (int i = 0; i < values.Length; i++) counts[(row * values.Length) + i] = (int)Math.Round((values[i] - offset) / gain);
        }

        return SignalBlock.OfDigital(block.Start, block.Rate, rows.Length, counts);
    }

    /// <summary>The channels as they are, when every block holds counts; otherwise with a grid that spans each channel's values.</summary>
    private async Task<(bool Fitted, IReadOnlyList<Channel> Channels, IReadOnlyList<string> Notes)> FitGridsAsync(
        StoredRecording stored, IReadOnlyList<ChannelGroup> groups, TimeRange range, bool isBdf, CancellationToken cancellation)
    {
        var channels = stored.Recording.Channels;
        var extremes = new (double Low, double High)[channels.Count];
        Array.Fill(extremes, (double.PositiveInfinity, double.NegativeInfinity));
        bool physical = false;
        foreach (var group in groups)
        {
            await foreach (var block in reader.ReadAsync(stored, group, range, cancellation))
            {
                physical |= !block.IsDigital;
                Widen(extremes, block, group, channels);
            }
        }

        if (!physical) return (false, channels, []);
        int most = isBdf ? 0x7FFFFF : short.MaxValue;
        Channel[] fitted = [.. channels.Select((channel, i) => channel with { Calibration = Fit(extremes[i].Low, extremes[i].High, most) })];
        double coarsest = groups.SelectMany(group => group.Channels).Max(channel => fitted[channel].Calibration!.Value.Gain);
        return (true, fitted,
        [
            $"The recording holds values that lie on no grid of counts; they were rounded to steps of at most {coarsest:G3} of their unit. "
            + (isBdf ? "Export to .npy or .csv for the exact values." : "Export to .bdf for finer steps, or to .npy or .csv for the exact values."),
        ]);
    }

    private static void Widen((double Low, double High)[] extremes, SignalBlock block, ChannelGroup group, IReadOnlyList<Channel> channels)
    {
        var values = new double[block.SampleCount];
        for (int row = 0; row < block.ChannelCount; row++)
        {
            int channel = group.Channels[row];
            block.CopyPhysical(row, 0, channels[channel].Calibration, values);
            foreach (double value in values)
                extremes[channel] = (Math.Min(extremes[channel].Low, value), Math.Max(extremes[channel].High, value));
        }
    }

    /// <summary>A symmetric grid whose physical limits are whole numbers, so that they fit the header's eight characters.</summary>
    private static Calibration Fit(double low, double high, int most)
    {
        double limit = Math.Clamp(Math.Ceiling(Math.Max(Math.Abs(low), Math.Abs(high))), 1, 9_999_999);
        return new Calibration(-most, most, -limit, limit);
    }
}
