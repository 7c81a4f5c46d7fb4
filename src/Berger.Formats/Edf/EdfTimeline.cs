using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>Data records that follow one another without a gap.</summary>
/// <param name="FirstRecord">Number of the first record in the file, from 0.</param>
/// <param name="RecordCount">How many records.</param>
/// <param name="Start">Time of its first samples, from the header's start date and time.</param>
public readonly record struct EdfSegment(long FirstRecord, long RecordCount, Seconds Start);

/// <summary>
/// Where records lie in time. In EDF+ and BDF+ each record's onset is the first TAL of its first annotation signal (EDF+
/// 2.2.4). Without gaps only the first record's onset counts.
/// </summary>
internal sealed class EdfTimeline(EdfSource source, EdfHeader header, EdfFindings findings)
{
    /// <summary>Bytes of a record's first annotation signal in which its onset must stand.</summary>
    private const int OnsetBytes = 64;

    private readonly EdfSignal? keeper = header.Signals.FirstOrDefault(s => s.IsAnnotations && s.SamplesPerRecord > 0);
    private readonly byte[] buffer = new byte[OnsetBytes];
    private Seconds? start;

    /// <summary>Onsets that differ by at most this much are the same: half a sample of the fastest signal.</summary>
    public Seconds Tolerance { get; } = new(header.RecordDuration.Nanoseconds
        / (2 * header.Signals.Where(s => !s.IsAnnotations).Select(s => (long)Math.Max(1, s.SamplesPerRecord)).DefaultIfEmpty(1).Max()));

    /// <summary>Time of the first sample, from the header's start: its fraction of a second, in most files 0.</summary>
    public Seconds Start => start ??= header.RecordCount == 0 || keeper is null ? Seconds.Zero : OnsetOf(0) ?? Missing(0, Seconds.Zero);

    /// <summary>
    /// Goes through the file's segments and keeps none of them in memory. They are in order and never overlap: a record
    /// whose onset lies before its predecessor's end continues it, which is reported.
    /// </summary>
    public IEnumerable<EdfSegment> Segments()
    {
        if (header.RecordCount == 0) yield break;
        if (!header.IsDiscontinuous || keeper is null)
        {
            if (header.IsDiscontinuous) findings.Add(EdfSeverity.Assumption, 192, "reserved", "it says that there are gaps, but no signal says where", "the file is read without gaps");
            yield return new EdfSegment(0, header.RecordCount, Start);
            yield break;
        }

        long first = 0;
        var segmentStart = Start;
        var clock = new RecordClock(this, Start);
        for (long record = 1; record < header.RecordCount; record++)
        {
            if (!clock.Advance(record, out var onset)) continue;
            yield return new EdfSegment(first, record - first, segmentStart);
            (first, segmentStart) = (record, onset);
        }

        yield return new EdfSegment(first, header.RecordCount - first, segmentStart);
    }

    private bool AreEqual(Seconds a, Seconds b) => a - b <= Tolerance && b - a <= Tolerance;

    /// <summary>The onset that a record states; null when it states none.</summary>
    private Seconds? OnsetOf(long record)
    {
        int length = (int)Math.Min(OnsetBytes, (long)keeper!.SamplesPerRecord * header.SampleBytes);
        var bytes = buffer.AsSpan(0, length);
        source.Read(PositionOf(record), bytes, "data record");
        return new EdfTalReader(bytes).TryRead(out var tal) && tal.IsTimekeeping && EdfTal.TrySeconds(tal.Onset, out var onset) ? onset : null;
    }

    private long PositionOf(long record) => header.OffsetOf(record) + keeper!.OffsetInRecord;

    private Seconds Missing(long record, Seconds expected)
    {
        Report(record, "states no usable onset", $"it is placed at {expected} s");
        return expected;
    }

    private void Report(long record, string problem, string remedy) =>
        findings.Add(EdfSeverity.Assumption, PositionOf(record), "time-keeping annotation", $"record {record} {problem}", remedy);

    /// <summary>Follows the onsets of an EDF+D file from record to record.</summary>
    private sealed class RecordClock(EdfTimeline timeline, Seconds start)
    {
        private static readonly Seconds Latest = Seconds.From(EdfHeaderReader.LongestTime);

        private readonly Seconds span = timeline.RecordSpan;
        private Seconds expected = start + timeline.RecordSpan;

        // Where the samples placed so far end. It differs from what onsets say when these drift within the tolerance.
        private Seconds placed = start + timeline.RecordSpan;

        // What is added to stated onsets since the file's clock went back.
        private Seconds shift;

        /// <summary>Goes on to a record. True when a gap lies before it.</summary>
        public bool Advance(long record, out Seconds onset)
        {
            bool gap = false;
            if (timeline.OnsetOf(record) is not { } stated || stated + shift > Latest) onset = timeline.Missing(record, expected);
            else if (timeline.AreEqual(onset = stated + shift, expected)) gap = false;
            else gap = Jump(record, stated, ref onset);
            expected = onset + span;
            placed = (gap ? onset : placed) + span;
            return gap;
        }

        private bool Jump(long record, Seconds stated, ref Seconds onset)
        {
            if (NextContinues(record))
            {
                timeline.Report(record, $"states onset {stated} s, but the next record continues at {expected + span} s", $"it is placed at {expected} s");
                onset = expected;
                return false;
            }

            if (onset > expected) return onset > placed;
            timeline.Report(record, $"states onset {stated} s, which lies before the end of its predecessor", $"it is placed at {expected} s, and what follows accordingly");
            shift = expected - stated;
            onset = expected;
            return false;
        }

        private bool NextContinues(long record) => record + 1 < timeline.RecordCount
            && timeline.OnsetOf(record + 1) is { } next && timeline.AreEqual(next + shift, expected + span);
    }

    private Seconds RecordSpan => header.RecordDuration;

    private long RecordCount => header.RecordCount;
}
