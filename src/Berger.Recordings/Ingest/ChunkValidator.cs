using System.Globalization;
using Berger.Recordings.Catalog;
using Berger.Signals;

namespace Berger.Recordings.Ingest;

/// <summary>Checks what a device sent against its recording, and brings it into the form in which it is stored.</summary>
public static class ChunkValidator
{
    /// <summary>The longest a patient or recording id may be.</summary>
    public const int MaximumIdLength = 200;

    /// <summary>The most channels a recording may have.</summary>
    public const int MaximumChannels = 4096;

    /// <summary>The most samples, of all channels together, in a chunk.</summary>
    public const int MaximumValues = 4 << 20;

    /// <summary>The longest time a recording may span, in seconds: three years.</summary>
    public const double MaximumSeconds = 1e8;

    /// <exception cref="IngestException">An id is empty, too long or holds control characters.</exception>
    public static RecordingKey CheckKey(RecordingKey key)
    {
        CheckId("patient_id", key.SubjectId);
        CheckId("recording_id", key.RecordingId);
        return key;
    }

    /// <summary>The recording that a first chunk declares: microvolts, without calibration.</summary>
    /// <exception cref="IngestException">It does not say enough.</exception>
    public static Recording Declare(IncomingChunk chunk)
    {
        if (chunk.Channels is null || chunk.SamplingRate is null)
        {
            throw new IngestException(IngestError.Unprocessable, "recording_id", chunk.Key.RecordingId,
                $"Recording {chunk.Key} is not declared. Declare it with POST /recordings, or send its first chunk as JSON with channels and sampling_rate.");
        }

        var rate = CheckRate(chunk.SamplingRate.Value);
        var recording = new Recording(chunk.Key, null, [.. chunk.Channels.Select(label => new Channel(label, "uV", rate, null))]);
        CheckRecording(recording);
        return recording;
    }

    /// <exception cref="IngestException">It cannot be kept: an id that is none, too few or too many channels, a text that no database takes.</exception>
    public static void CheckRecording(Recording recording)
    {
        CheckKey(recording.Key);
        if (recording.Channels.Count is 0 or > MaximumChannels)
        {
            throw new IngestException(IngestError.Unprocessable, "channels", $"{recording.Channels.Count} channels",
                $"A recording has 1 to {MaximumChannels} channels.");
        }

        for (int i = 0; i < recording.Channels.Count; i++)
        {
            var channel = recording.Channels[i];
            foreach (string text in (ReadOnlySpan<string>)[channel.Label, channel.Unit, channel.Transducer, channel.Prefiltering])
            {
                if (text.Contains('\0', StringComparison.Ordinal))
                    throw new IngestException(IngestError.Unprocessable, $"channels[{i}]", text, $"A text of channel {i} holds a NUL character. Leave it out.");
            }
        }
    }

    /// <exception cref="IngestException">Not a rate.</exception>
    public static SampleRate CheckRate(double hertz)
    {
        try
        {
            return SampleRate.FromHertz(hertz);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new IngestException(IngestError.Unprocessable, "sampling_rate", Text(hertz), error.Message.Split('\n')[0]);
        }
    }

    /// <summary>The block that a chunk is, rows in the order of the group's channels.</summary>
    /// <exception cref="IngestException">The chunk contradicts itself or its recording.</exception>
    public static (ChannelGroup Group, SignalBlock Block) ToBlock(IncomingChunk chunk, Recording recording)
    {
        var samples = chunk.Samples;
        if (samples.RowCount == 0 || samples.RowLength == 0)
            throw new IngestException(IngestError.Unprocessable, "samples", "[]", "The chunk holds no samples. Send at least one sample of each channel.");
        if ((long)samples.RowCount * samples.RowLength > MaximumValues)
        {
            throw new IngestException(IngestError.TooLarge, "samples", $"[{samples.RowCount} × {samples.RowLength}]",
                $"A chunk may hold {MaximumValues:N0} samples. Send shorter chunks, such as one second.");
        }

        var (group, rows) = FindGroup(chunk, recording);
        if (samples.RowCount != rows.Length)
        {
            throw new IngestException(IngestError.Unprocessable, "samples", $"{samples.RowCount} rows",
                $"The chunk has {samples.RowCount} rows for {rows.Length} channels. Send one row for each channel.");
        }

        if (chunk.SamplingRate is { } hertz && CheckRate(hertz) != group.Rate)
        {
            throw new IngestException(IngestError.Conflict, "sampling_rate", Text(hertz),
                $"Recording {recording.Key} is declared with {group.Rate} for these channels. A recording keeps its rate: choose another recording_id.");
        }

        var start = CheckTimes(chunk, group.Rate, samples.RowLength);
        return (group, samples.Counts is { } counts
            ? DigitalBlock(start, group, recording, Reorder(counts, rows))
            : PhysicalBlock(start, group, recording, Reorder(samples.Values!, rows), samples.IsSinglePrecision));
    }

    private static void CheckId(string parameter, string? value)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > MaximumIdLength || value.Any(char.IsControl))
        {
            throw new IngestException(IngestError.Unprocessable, parameter, value,
                $"{parameter} must be 1 to {MaximumIdLength} characters without control characters.");
        }
    }

    /// <summary>The group that the chunk's channels are, and for each of its channels the chunk's row.</summary>
    private static (ChannelGroup Group, int[] Rows) FindGroup(IncomingChunk chunk, Recording recording)
    {
        if (chunk.Channels is null)
        {
            if (recording.Groups is [var only]) return (only, [.. Enumerable.Range(0, only.Channels.Count)]);
            throw new IngestException(IngestError.Unprocessable, "channels", null,
                $"Recording {recording.Key} has channels of {recording.Groups.Count} sampling rates. Name the chunk's channels with channels=, those of one rate at a time.");
        }

        var sent = recording.SplitNames(chunk.Channels);
        foreach (var group in recording.Groups)
        {
            if (MatchRows(group.Channels, recording.ChannelNames, sent) is { } byName) return (group, byName);
            string[] labels = [.. recording.Channels.Select(channel => channel.Label)];
            if (group.Channels.Select(c => labels[c]).SequenceEqual(chunk.Channels)) return (group, [.. Enumerable.Range(0, group.Channels.Count)]);
        }

        throw new IngestException(IngestError.Conflict, "channels", string.Join(",", chunk.Channels),
            $"These are not the channels that recording {recording.Key} is declared with: "
            + string.Join("; ", recording.Groups.Select(g => string.Join(",", g.Channels.Select(c => recording.ChannelNames[c]))))
            + ". Every chunk carries all channels of one rate.");
    }

    private static int[]? MatchRows(IReadOnlyList<int> channels, IReadOnlyList<string> names, IReadOnlyList<string> sent)
    {
        if (channels.Count != sent.Count) return null;
        var rows = new int[channels.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = -1;
            for (int row = 0; row < sent.Count && rows[i] < 0; row++)
            {
                if (sent[row] == names[channels[i]]) rows[i] = row;
            }

            if (rows[i] < 0) return null;
        }

        return rows;
    }

    private static Seconds CheckTimes(IncomingChunk chunk, SampleRate rate, int length)
    {
        if (!(chunk.Start >= 0 && chunk.Start <= MaximumSeconds))
        {
            throw new IngestException(IngestError.Unprocessable, "start_sec", Text(chunk.Start),
                $"start_sec must be between 0 and {MaximumSeconds:0}, in seconds from the recording's start.");
        }

        var start = Seconds.From(chunk.Start);
        var end = start + rate.DurationOf(new SampleCount(length));
        if (chunk.End is not { } said) return start;
        double half = 0.5 / rate.Hertz;
        if (!(Math.Abs(said - end.ToDouble()) <= half))
        {
            throw new IngestException(IngestError.Unprocessable, "end_sec", Text(said),
                $"{length} samples at {rate} from {start} s end at {end} s. Send end_sec as that, or leave it out.");
        }

        return start;
    }

    private static T[] Reorder<T>(T[] samples, int[] rows)
    {
        bool inOrder = true;
        for (int i = 0; i < rows.Length; i++) inOrder &= rows[i] == i;
        if (inOrder) return samples;
        int length = samples.Length / rows.Length;
        var ordered = new T[samples.Length];
        for (int i = 0; i < rows.Length; i++) samples.AsSpan(rows[i] * length, length).CopyTo(ordered.AsSpan(i * length));
        return ordered;
    }

    private static SignalBlock DigitalBlock(Seconds start, ChannelGroup group, Recording recording, int[] counts)
    {
        int uncalibrated = group.Channels.FirstOrDefault(c => recording.Channels[c].Calibration is null, -1);
        if (uncalibrated < 0) return SignalBlock.OfDigital(start, group.Rate, group.Channels.Count, counts);
        throw new IngestException(IngestError.Unprocessable, "samples", null,
            $"The chunk holds integer counts, but channel {recording.ChannelNames[uncalibrated]} is declared without calibration. "
            + "Declare digital_min, digital_max, physical_min and physical_max, or send float32 values.");
    }

    /// <summary>Counts where every value lies on its channel's grid, else the values as they are.</summary>
    private static SignalBlock PhysicalBlock(Seconds start, ChannelGroup group, Recording recording, double[] values, bool single)
    {
        int length = values.Length / group.Channels.Count;
        int bad = Array.FindIndex(values, value => !double.IsFinite(value));
        if (bad >= 0)
        {
            throw new IngestException(IngestError.Unprocessable, "samples", Text(values[bad]),
                $"Sample {bad % length} of channel {recording.ChannelNames[group.Channels[bad / length]]} is not finite. Leave a gap where there is no signal.");
        }

        return TryToCounts(group, recording, values, single) is { } counts
            ? SignalBlock.OfDigital(start, group.Rate, group.Channels.Count, counts)
            : SignalBlock.OfPhysical(start, group.Rate, group.Channels.Count, values);
    }

    private static int[]? TryToCounts(ChannelGroup group, Recording recording, double[] values, bool single)
    {
        int length = values.Length / group.Channels.Count;
        var counts = new int[values.Length];
        for (int row = 0; row < group.Channels.Count; row++)
        {
            if (recording.Channels[group.Channels[row]].Calibration is not { } calibration) return null;
            for (int i = row * length; i < (row + 1) * length; i++)
            {
                if (!(single ? calibration.TryToDigital((float)values[i], out counts[i]) : calibration.TryToDigital(values[i], out counts[i]))) return null;
            }
        }

        return counts;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
