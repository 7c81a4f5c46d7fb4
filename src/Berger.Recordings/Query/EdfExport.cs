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
public sealed record ExportRequest(StoredRecording Recording, TimeRange? Range, bool Deidentify);

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
        var coverage = await store.ReadCoverageAsync(stored.Id, cancellation);
        var range = request.Range ?? new TimeRange(Seconds.From(-Seconds.Limit), Seconds.From(Seconds.Limit));
        TimeRange[] runs = [.. coverage.Select(span => span.Range).Where(run => run.Overlaps(range))
            .Select(run => new TimeRange(Seconds.Max(run.Start, range.Start), Seconds.Min(run.End, range.End)))];
        if (runs.Length == 0) throw new QueryException("start", $"Recording {stored.Recording.Key} holds no signal in {range}.");

        var grids = await FitGridsAsync(stored, range, isBdf, cancellation);
        var options = new EdfWriterOptions
        {
            Variant = isBdf ? EdfVariant.BdfPlusC : EdfVariant.EdfPlusC,
            RunDurations = [.. runs.Select(run => run.Duration).Distinct()],
            Patient = new EdfPatient(request.Deidentify ? null : stored.Recording.Key.SubjectId),
            RoundCalibration = true,
        };
        var header = new Recording(stored.Recording.Key, request.Deidentify ? HiddenDate : stored.Recording.StartTime, grids.Channels);
        var writer = new EdfWriter(stream, name, header, options); // Not disposed: the stream stays the caller's.
        foreach (var group in header.Groups)
        {
            await foreach (var block in reader.ReadAsync(stored, group, range, cancellation))
                writer.Write(group.Index, block.IsDigital && !grids.Fitted ? block : Quantize(block, group, stored.Recording, header));
        }

        foreach (var annotation in await annotations.ReadAsync(stored.Recording.Key, request.Range, cancellation)) writer.Write(annotation.Content.Annotation);
        writer.Complete();
        return [.. grids.Notes, .. writer.Findings.Select(finding => finding.ToString())];
    }

    private static SignalBlock Quantize(SignalBlock block, ChannelGroup group, Recording stored, Recording header)
    {
        var counts = new int[block.ChannelCount * block.SampleCount];
        var values = new double[block.SampleCount];
        for (int row = 0; row < block.ChannelCount; row++)
        {
            block.CopyPhysical(row, 0, stored.Channels[group.Channels[row]].Calibration, values);
            var grid = header.Channels[group.Channels[row]].Calibration!.Value;
            double gain = grid.Gain, offset = grid.Offset;
            for (int i = 0; i < values.Length; i++) counts[(row * values.Length) + i] = (int)Math.Round((values[i] - offset) / gain);
        }

        return SignalBlock.OfDigital(block.Start, block.Rate, block.ChannelCount, counts);
    }

    /// <summary>The channels as they are, when every block holds counts; otherwise with a grid that spans each channel's values.</summary>
    private async Task<(bool Fitted, IReadOnlyList<Channel> Channels, IReadOnlyList<string> Notes)> FitGridsAsync(
        StoredRecording stored, TimeRange range, bool isBdf, CancellationToken cancellation)
    {
        var channels = stored.Recording.Channels;
        var extremes = new (double Low, double High)[channels.Count];
        Array.Fill(extremes, (double.PositiveInfinity, double.NegativeInfinity));
        bool physical = false;
        foreach (var group in stored.Recording.Groups)
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
        double coarsest = fitted.Max(channel => channel.Calibration!.Value.Gain);
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
