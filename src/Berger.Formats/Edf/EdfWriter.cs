using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>
/// Writes a recording as EDF, EDF+, BDF or BDF+. Blocks of each channel group come in order of time; groups may
/// alternate in any way or come one after the other. Annotations may come at any time. It holds one data record and
/// the annotations in memory. For one thread.
/// <para>
/// Counts are written exactly or refused. A stretch of samples that does not fill its last record is padded with each
/// channel's last count, marked with an annotation <see cref="Padding"/>, which MNE leaves out, and reported;
/// <see cref="EdfWriterOptions.RunDurations"/> avoids that.
/// </para>
/// </summary>
public sealed class EdfWriter : IDisposable
{
    /// <summary>Text of the annotations over samples that only fill a record.</summary>
    public const string Padding = "BAD_ACQ_SKIP";

    private readonly Stream stream;
    private readonly EdfWriterLayout layout;
    private readonly EdfFindings findings = new([]);
    private readonly EdfRecordStore records;
    private readonly List<Run> runs = [];
    private readonly Cursor[] cursors;
    private readonly List<Annotation> annotations = [];
    private readonly HashSet<TimeRange> padded = [];
    private Seconds? origin;
    private bool broken;
    private bool completed;

    /// <param name="stream">Readable, writable and seekable; the writer owns it from here on and writes it from its start.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="EdfException">The format cannot hold the channels' rates, or a number does not fit its field.</exception>
    public EdfWriter(Stream stream, string name, Recording recording, EdfWriterOptions? options = null)
    {
        this.stream = stream;
        layout = new EdfWriterLayout(name, recording, options ?? new EdfWriterOptions(), findings);
        records = new EdfRecordStore(stream, layout.DataOffset, layout.SampleBytesPerRecord, layout.FirstAnnotationBytes);
        cursors = [.. recording.Groups.Select(g => new Cursor(g, layout.SamplesPerRecord(g)))];
    }

    /// <summary>What could not be written as it was given, such as samples that were padded or texts that were cut off.</summary>
    public IReadOnlyList<EdfFinding> Findings => findings.List;

    /// <summary>Time that one data record takes.</summary>
    public Seconds RecordDuration => layout.RecordDuration;

    /// <summary>Begins a file, and replaces one that is there.</summary>
    /// <inheritdoc cref="EdfWriter(Stream, string, Recording, EdfWriterOptions?)"/>
    public static EdfWriter Create(string path, Recording recording, EdfWriterOptions? options = null)
    {
        var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            return new EdfWriter(stream, path, recording, options);
        }
        catch
        {
            stream.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes samples of one channel group; the block starts where the group's last one ended, or later.</summary>
    /// <param name="group">Index in <see cref="Recording.Groups"/>.</param>
    /// <exception cref="EdfException">A count does not fit the format, blocks overlap, or gaps of groups differ.</exception>
    public void Write(int group, SignalBlock block)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(group);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(group, cursors.Length);
        ObjectDisposedException.ThrowIf(completed, this);
        if (broken) throw new InvalidOperationException("Writing this file failed before. Begin a new one.");
        broken = true;
        var cursor = cursors[group];
        CheckBlock(cursor, block);
        if (block.SampleCount > 0)
        {
            Enter(cursor, block.Start);
            Append(cursor, block);
        }

        broken = false;
    }

    /// <summary>
    /// Adds an annotation. The channels that it concerns follow its text behind <c>@@</c>, as in EDF+'s standard texts, in
    /// one annotation for each.
    /// </summary>
    public void Write(Annotation annotation)
    {
        if (!layout.IsPlus) throw Error("annotation", "Plain EDF and BDF hold no annotations. Write the + variant, or a file beside it.");
        annotations.Add(annotation);
    }

    /// <summary>
    /// Fills the last records, writes annotations and the number of records. <see cref="Dispose"/> does so too, unless
    /// writing failed before: then the file keeps -1 as its number of records, which means that it was not closed.
    /// </summary>
    public void Complete()
    {
        if (completed) return;
        broken = true;
        foreach (var cursor in cursors) Finish(cursor);
        origin ??= layout.OriginFor(Seconds.Zero);
        WriteAnnotations();
        records.Flush();
        WriteHeader(records.Count);
        stream.SetLength(records.OffsetOf(records.Count));
        stream.Flush();
        (broken, completed) = (false, true);
    }

    public void Dispose()
    {
        try
        {
            if (!broken) Complete();
        }
        finally
        {
            stream.Dispose();
        }
    }

    private void CheckBlock(Cursor cursor, SignalBlock block)
    {
        if (!block.IsDigital) throw Error("data record", "EDF and BDF hold counts, not physical values. Give the channels calibrations and convert the block to counts.");
        if (block.Rate != cursor.Group.Rate || block.ChannelCount != cursor.Group.Channels.Count)
            throw Error("data record", $"A block of {block.ChannelCount} channels at {block.Rate} is none of group {cursor.Group.Index}, which has {cursor.Group.Channels.Count} at {cursor.Group.Rate}.");
        int most = EdfSamples.Maximum(layout.SampleBytes);
        foreach (int count in block.Digital)
        {
            if (count > most || count < -most - 1)
                throw Error("data record", $"Count {count} does not fit {8 * layout.SampleBytes} bits. " + (layout.SampleBytes == 2 ? "Write BDF instead." : "Neither EDF nor BDF can hold it."));
        }
    }

    private void Enter(Cursor cursor, Seconds start)
    {
        if (cursor.Run < 0)
        {
            EnterRun(cursor, 0, start);
            return;
        }

        var expected = runs[cursor.Run].Start + cursor.Group.Rate.DurationOf(new SampleCount(cursor.Samples));
        if (AreEqual(cursor, start, expected)) return;
        if (start < expected) throw Error("data record", $"A block of group {cursor.Group.Index} starts at {start} s, but samples are written up to {expected} s. Write blocks in order of time.");
        Leave(cursor);
        EnterRun(cursor, cursor.Run + 1, start);
    }

    private void EnterRun(Cursor cursor, int index, Seconds start)
    {
        if (index == runs.Count) BeginRun(start);
        else if (!AreEqual(cursor, runs[index].Start, start))
            throw Error("data record", $"Group {cursor.Group.Index} has samples from {start} s on, but another group from {runs[index].Start} s. A file's channels have their gaps in common; write several files.");
        (cursor.Run, cursor.Samples) = (index, 0);
    }

    private void BeginRun(Seconds start)
    {
        if (runs.Count == 0)
        {
            origin = layout.OriginFor(start);
            layout.CheckStart(origin.Value, start);
            WriteHeader(-1);
            runs.Add(new Run(0, start));
            return;
        }

        var last = runs[^1];
        var end = last.Start + new Seconds(layout.RecordDuration.Nanoseconds * last.Records!.Value);
        if (!layout.IsPlus) throw Error("data record", $"Plain EDF and BDF hold no gaps, but there is one before {start} s. Write the + variant.");
        if (start < end - new Seconds(layout.RecordDuration.Nanoseconds / 1000))
            throw Error("data record", $"Samples before the gap fill records up to {end} s, which is after its end at {start} s. Tell {nameof(EdfWriterOptions.RunDurations)}, or write shorter records.");
        runs.Add(new Run(last.FirstRecord + last.Records.Value, start));
    }

    private void Append(Cursor cursor, SignalBlock block)
    {
        for (int done = 0; done < block.SampleCount;)
        {
            var record = OpenRecord(cursor, block.SampleCount - done, out int count);
            for (int row = 0; row < block.ChannelCount; row++)
                EdfSamples.Encode(block.DigitalOf(row).Slice(done, count), layout.SampleBytes, record[Position(cursor, row)..]);
            cursor.Samples += count;
            done += count;
        }

        for (int row = 0; row < block.ChannelCount; row++) cursor.Last[row] = block.DigitalOf(row)[^1];
    }

    /// <summary>Pads the group's run to the end that all groups have in common.</summary>
    private void Leave(Cursor cursor)
    {
        var run = runs[cursor.Run];
        run.Records ??= cursors.Where(c => c.Run == cursor.Run).Max(c => c.RecordCount);
        long samples = run.Records.Value * cursor.SamplesPerRecord;
        if (cursor.Samples == samples) return;
        var rate = cursor.Group.Rate;
        padded.Add(new TimeRange(run.Start + rate.DurationOf(new SampleCount(cursor.Samples)), run.Start + rate.DurationOf(new SampleCount(samples))));
        while (cursor.Samples < samples)
        {
            var record = OpenRecord(cursor, int.MaxValue, out int count);
            for (int row = 0; row < cursor.Last.Length; row++) EdfSamples.Fill(cursor.Last[row], count, layout.SampleBytes, record[Position(cursor, row)..]);
            cursor.Samples += count;
        }
    }

    /// <summary>The record that takes the group's next samples, and how many of them.</summary>
    private Span<byte> OpenRecord(Cursor cursor, int samples, out int count)
    {
        var run = runs[cursor.Run];
        long record = cursor.Samples / cursor.SamplesPerRecord;
        if (record >= run.Records)
            throw Error("data record", $"Group {cursor.Group.Index} has samples after {run.Start + new Seconds(layout.RecordDuration.Nanoseconds * record)} s, where another group has a gap. A file's channels have their gaps in common; write several files.");
        count = (int)Math.Min(samples, cursor.SamplesPerRecord - cursor.Samples % cursor.SamplesPerRecord);
        var bytes = records.Open(run.FirstRecord + record, out bool isNew);
        if (isNew && layout.IsPlus) KeepOf(run, record).CopyTo(bytes[layout.SampleBytesPerRecord..]);
        return bytes;
    }

    private int Position(Cursor cursor, int row) =>
        layout.OffsetInRecord(cursor.Group.Channels[row]) + (int)(cursor.Samples % cursor.SamplesPerRecord) * layout.SampleBytes;

    private void Finish(Cursor cursor)
    {
        if (runs.Count == 0) return;
        if (cursor.Run < 0) EnterRun(cursor, 0, runs[0].Start);
        Leave(cursor);
        while (cursor.Run < runs.Count - 1)
        {
            EnterRun(cursor, cursor.Run + 1, runs[cursor.Run + 1].Start);
            Leave(cursor);
        }
    }

    private void WriteAnnotations()
    {
        foreach (var range in padded)
        {
            findings.Add(EdfSeverity.Assumption, 0, "data record", $"a stretch of samples ends at {range.Start} s, within a record", $"the last counts are repeated up to {range.End} s");
            if (layout.IsPlus) annotations.Add(new Annotation(range.Start, range.Duration, Padding));
        }

        if (!layout.IsPlus) return;
        var packer = new EdfAnnotationPacker(findings);
        foreach (var annotation in annotations) packer.Add(annotation, origin!.Value);
        if (cursors.Length == 0) AddEmptyRecords(packer.RecordsWanted);
        if (runs.Count == 0 && packer.Count > 0) throw Error("annotation", "Annotations need records, but no samples were written. Write a recording without channels.");
        int room = layout.RoundToSamples(packer.Room(records.AnnotationBytes, records.Count, record => KeepOf(record).Length));
        if (room > records.AnnotationBytes) records.Widen(room);
        for (int record = 0, next = 0; next < packer.Count; record++)
        {
            byte[] keep = KeepOf(record);
            var bytes = records.OpenAnnotations(record);
            keep.CopyTo(bytes);
            next += packer.Write(next, bytes[keep.Length..]);
        }
    }

    /// <summary>Records of a file that has no channels.</summary>
    private void AddEmptyRecords(long count)
    {
        runs.Add(new Run(0, origin!.Value) { Records = count });
        for (long record = 0; record < count; record++) KeepOf(runs[0], record).CopyTo(records.Open(record, out _));
    }

    private byte[] KeepOf(long record)
    {
        int low = 0;
        for (int high = runs.Count - 1; low < high;)
        {
            int middle = (low + high + 1) / 2;
            if (runs[middle].FirstRecord <= record) low = middle;
            else high = middle - 1;
        }

        return KeepOf(runs[low], record - runs[low].FirstRecord);
    }

    private byte[] KeepOf(Run run, long record) =>
        EdfAnnotationPacker.Keep(run.Start - origin!.Value + new Seconds(layout.RecordDuration.Nanoseconds * record));

    private void WriteHeader(long recordCount)
    {
        byte[] header = layout.ToHeader(origin!.Value, recordCount, records.AnnotationBytes, runs.Count > 1);
        stream.Position = 0;
        stream.Write(header);
    }

    private static bool AreEqual(Cursor cursor, Seconds a, Seconds b) =>
        Math.Abs((double)(a.Nanoseconds - b.Nanoseconds)) <= 0.5 * Seconds.PerSecond / cursor.Group.Rate.Hertz;

    private EdfException Error(string field, string problem) => new(layout.Name, records.OffsetOf(records.Count), field, problem);

    /// <summary>Records without a gap; their number is known when the first group leaves them.</summary>
    private sealed class Run(long firstRecord, Seconds start)
    {
        public long FirstRecord { get; } = firstRecord;

        public Seconds Start { get; } = start;

        public long? Records { get; set; }
    }

    /// <summary>How far a group is written.</summary>
    private sealed class Cursor(ChannelGroup group, int samplesPerRecord)
    {
        public ChannelGroup Group { get; } = group;

        public int SamplesPerRecord { get; } = samplesPerRecord;

        public int Run { get; set; } = -1;

        /// <summary>Samples of each channel in the run.</summary>
        public long Samples { get; set; }

        public long RecordCount => (Samples + SamplesPerRecord - 1) / SamplesPerRecord;

        /// <summary>Each channel's last count.</summary>
        public int[] Last { get; } = new int[group.Channels.Count];
    }
}
