using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>
/// An EDF, EDF+, BDF or BDF+ file, opened for reading (Kemp et al. 1992; EDF+ 2003; BDF after BioSemi). It holds no samples in
/// memory. For one thread at a time.
/// <para>
/// Second 0 of all times is the start date and time of the header, which has whole seconds. The first sample lies at
/// <see cref="Start"/>, which is the fraction of a second that EDF+ files keep in their first record. Annotation onsets
/// have the same origin, as the specification says.
/// </para>
/// </summary>
public sealed class EdfFile : IDisposable
{
    /// <summary>Samples that a block holds at most, over all its channels: 64 MB.</summary>
    public const int LargestBlock = 1 << 24;

    private readonly EdfSource source;
    private readonly EdfFindings findings;
    private readonly EdfTimeline timeline;
    private readonly EdfSampleReader samples;
    private readonly EdfSignal[] ordinary;
    private readonly Recording recording;

    private EdfFile(EdfSource source)
    {
        this.source = source;
        Header = EdfHeaderReader.Read(source);
        findings = new EdfFindings(Header.Findings);
        timeline = new EdfTimeline(source, Header, findings);
        samples = new EdfSampleReader(source, Header);
        ordinary = [.. Header.Signals.Where(s => !s.IsAnnotations && s.SamplesPerRecord > 0)];
        recording = ToRecording(default);
    }

    public EdfHeader Header { get; }

    /// <summary>Damage found so far: of the header at once, of records and annotations as they are read.</summary>
    public IReadOnlyList<EdfFinding> Findings => findings.List;

    /// <summary>Time of the first sample, from the header's start date and time.</summary>
    public Seconds Start => timeline.Start;

    /// <summary>Signals that are channels of the recording, in its order.</summary>
    public IReadOnlyList<EdfSignal> OrdinarySignals => ordinary;

    /// <exception cref="EdfException">The file is no EDF or BDF, or damaged beyond reading.</exception>
    public static EdfFile Open(string path) => Open(EdfSource.Open(path));

    /// <param name="stream">Seekable; the file owns it from here on.</param>
    /// <param name="name">What errors call it.</param>
    /// <inheritdoc cref="Open(string)"/>
    public static EdfFile Open(Stream stream, string name) => Open(new EdfSource(stream, name));

    /// <summary>Reads the header alone, and what the file's length says about it.</summary>
    /// <inheritdoc cref="Open(string)"/>
    public static EdfHeader Identify(string path)
    {
        using var source = EdfSource.Open(path);
        return EdfHeaderReader.Read(source);
    }

    /// <summary>The recording of the ordinary signals; annotation signals and those without samples are no channels.</summary>
    public Recording ToRecording(RecordingKey key) => new(key, Header.StartsAt, [.. ordinary.Select(ToChannel)]);

    /// <summary>All annotations in the order of the file, without those that only keep time.</summary>
    public IReadOnlyList<Annotation> ReadAnnotations() => [.. EnumerateAnnotations()];

    /// <summary>As <see cref="ReadAnnotations"/>, one by one.</summary>
    public IEnumerable<Annotation> EnumerateAnnotations() => new EdfAnnotationReader(source, Header, timeline, findings).Read();

    /// <summary>The stretches of records without a gap, in order and without overlap; a file without gaps has one.</summary>
    public IEnumerable<EdfSegment> ReadSegments() => timeline.Segments();

    /// <summary>
    /// All samples of one channel group, as blocks that follow one another and never reach across a gap.
    /// </summary>
    /// <param name="group">Index in <see cref="Recording.Groups"/>.</param>
    /// <param name="maxDuration">Blocks are as long as this, or shorter before a gap and at the end; at least one sample, and at most <see cref="LargestBlock"/> samples.</param>
    public IEnumerable<SignalBlock> ReadBlocks(int group, Seconds maxDuration)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(group);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(group, recording.Groups.Count);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxDuration, Seconds.Zero);
        return ReadBlocks(recording.Groups[group], maxDuration);
    }

    /// <summary>Reads counts of one signal, at random.</summary>
    /// <param name="signal">Index in <see cref="EdfHeader.Signals"/>.</param>
    /// <param name="firstSample">Counted over all records, gaps left out.</param>
    /// <param name="destination">Counts as stored, never clipped; it is filled.</param>
    public void ReadDigital(int signal, long firstSample, Span<int> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(signal);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(signal, Header.Signals.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSample);
        var of = Header.Signals[signal];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstSample, Header.RecordCount * of.SamplesPerRecord - destination.Length);
        samples.Read([of], firstSample, destination.Length, destination);
    }

    public void Dispose() => source.Dispose();

    private static EdfFile Open(EdfSource source)
    {
        try
        {
            return new EdfFile(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private Channel ToChannel(EdfSignal signal) => new(signal.Label, signal.Unit,
        SampleRate.Per(signal.SamplesPerRecord, Header.RecordDuration), signal.Calibration, signal.Transducer, signal.Prefiltering);

    private IEnumerable<SignalBlock> ReadBlocks(ChannelGroup group, Seconds maxDuration)
    {
        EdfSignal[] signals = [.. group.Channels.Select(c => ordinary[c])];
        long wanted = -group.Rate.CountUpTo(-Seconds.Min(maxDuration, Seconds.From(EdfHeaderReader.LongestTime))).Value;
        int most = (int)Math.Clamp(wanted, 1, Math.Max(1, LargestBlock / signals.Length));
        foreach (var segment in timeline.Segments())
        {
            long first = segment.FirstRecord * signals[0].SamplesPerRecord, length = segment.RecordCount * signals[0].SamplesPerRecord;
            for (long done = 0; done < length; done += most)
            {
                int count = (int)Math.Min(most, length - done);
                int[] counts = GC.AllocateUninitializedArray<int>(signals.Length * count);
                samples.Read(signals, first + done, count, counts);
                yield return SignalBlock.OfDigital(segment.Start + group.Rate.DurationOf(new SampleCount(done)), group.Rate, signals.Length, counts);
            }
        }
    }
}
