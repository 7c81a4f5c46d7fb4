using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>Reads the annotations of all records, and reports what is wrong with them and with the records' onsets.</summary>
internal sealed class EdfAnnotationReader(EdfSource source, EdfHeader header, EdfTimeline timeline, EdfFindings findings)
{
    /// <summary>An annotation signal that takes more bytes than this in one record is damage, and not read further.</summary>
    private const int LargestSignal = 64 << 20;

    private readonly EdfSignal[] signals = [.. header.Signals.Where(s => s.IsAnnotations && s.SamplesPerRecord > 0)];
    private readonly List<Annotation> found = [];
    private byte[] buffer = [];
    private bool drifted;

    /// <summary>Annotations in the order of the file, record after record, signal after signal; time-keeping is left out.</summary>
    public IEnumerable<Annotation> Read()
    {
        for (long record = 0; record < header.RecordCount && signals.Length > 0; record++)
        {
            foreach (var signal in signals)
            {
                ReadSignal(record, signal);
                foreach (var annotation in found) yield return annotation;
                found.Clear();
            }
        }
    }

    private void ReadSignal(long record, EdfSignal signal)
    {
        long offset = header.OffsetOf(record) + signal.OffsetInRecord, length = (long)signal.SamplesPerRecord * header.SampleBytes;
        if (length > LargestSignal)
        {
            findings.Add(EdfSeverity.Loss, offset + LargestSignal, "annotation signal", $"it has {length} bytes in a record", $"the first {LargestSignal} are read");
            length = LargestSignal;
        }

        if (buffer.Length < length) buffer = new byte[length];
        var bytes = buffer.AsSpan(0, (int)length);
        source.Read(offset, bytes, "annotation signal");
        ReadLists(record, signal, offset, bytes);
    }

    private void ReadLists(long record, EdfSignal signal, long offset, ReadOnlySpan<byte> bytes)
    {
        var reader = new EdfTalReader(bytes);
        bool first = signal.Index == signals[0].Index;
        while (reader.TryRead(out var list))
        {
            if (first && list.IsTimekeeping) CheckOnset(record, offset, list);
            first = false;
            ReadTexts(offset + list.Position, list);
        }

        if (reader.Damage >= 0)
            findings.Add(EdfSeverity.Loss, offset + reader.Damage, "annotation signal", "bytes here are no annotation", "they are skipped");
    }

    private void ReadTexts(long offset, EdfTal list)
    {
        var texts = list.Texts;
        if (texts.TrimStart(EdfTalReader.Separator).IsEmpty) return;
        if (!EdfTal.TrySeconds(list.Onset, out var onset))
        {
            findings.Add(EdfSeverity.Loss, offset, "onset of an annotation", $"'{EdfField.Text(list.Onset)}' is no number of seconds", "the annotation is not read");
            return;
        }

        Seconds? duration = list.Duration.IsEmpty ? null : ReadDuration(offset, list.Duration);
        if (texts[^1] != EdfTalReader.Separator)
            findings.Add(EdfSeverity.Oddity, offset, "text of an annotation", "its end is not marked", "it is read as it is");
        foreach (var range in texts.Split(EdfTalReader.Separator))
        {
            if (!texts[range].IsEmpty) found.Add(new Annotation(onset, duration, EdfField.Decode(texts[range])));
        }
    }

    private Seconds? ReadDuration(long offset, ReadOnlySpan<byte> text)
    {
        if (EdfTal.TrySeconds(text, out var duration) && duration >= Seconds.Zero) return duration;
        findings.Add(EdfSeverity.Assumption, offset, "duration of an annotation", $"'{EdfField.Text(text)}' is no length of time", "the annotation has no duration");
        return null;
    }

    /// <summary>Onsets do not place the records of a file that has no gaps, but they should agree.</summary>
    private void CheckOnset(long record, long offset, EdfTal list)
    {
        if (header.IsDiscontinuous || drifted || header.RecordDuration == Seconds.Zero) return;
        var expected = timeline.Start + new Seconds(header.RecordDuration.Nanoseconds * record);
        if (EdfTal.TrySeconds(list.Onset, out var onset) && onset - expected <= timeline.Tolerance && expected - onset <= timeline.Tolerance) return;
        drifted = true;
        findings.Add(EdfSeverity.Assumption, offset + list.Position, "time-keeping annotation",
            $"record {record} states onset '{EdfField.Text(list.Onset)}' s in a file without gaps", $"it is placed at {expected} s, and all that follow accordingly");
    }
}
