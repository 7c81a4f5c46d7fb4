using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>
/// Parses the header record: 256 bytes about the recording, then 256 bytes for each signal, field after field (EDF
/// 1992, table 1; EDF+ 2.1).
/// </summary>
internal sealed class EdfHeaderReader
{
    private const int MainBytes = 256;

    /// <summary>Times and lengths beyond this many seconds (63 years) are damage; sums of four such times fit a <see cref="Seconds"/>.</summary>
    public const decimal LongestTime = 2e9m;

    private readonly EdfSource source;
    private readonly EdfFindings findings = new([]);
    private byte[] bytes;

    private EdfHeaderReader(EdfSource source)
    {
        this.source = source;
        bytes = new byte[Math.Min(MainBytes, source.Length)];
        source.Read(0, bytes, "header");
    }

    /// <exception cref="EdfException">It is no EDF or BDF file, or the header makes no sense.</exception>
    public static EdfHeader Read(EdfSource source) => new EdfHeaderReader(source).Read();

    private EdfHeader Read()
    {
        EdfImpostor.Check(source.Name, bytes);
        int count = ReadSignalCount();
        bytes = new byte[MainBytes * (count + 1)];
        source.Read(0, bytes, "header");

        bool bdf = bytes[0] == 0xFF;
        string reserved = Text(192, 44), recording = Text(88, 80), date = Text(168, 8), time = Text(176, 8);
        var variant = VariantOf(bdf, reserved);
        string version = EdfField.Text(bytes.AsSpan(0, 8));
        if (version != (bdf ? "\u00FFBIOSEMI" : "0")) Add(EdfSeverity.Oddity, 0, "version of this data format", $"it is '{version}'", $"the file is read as {(bdf ? "BDF" : "EDF")}");
        var signals = ReadSignals(count, bdf ? 3 : 2);
        var layout = ReadLayout(signals, bdf ? 3 : 2);
        var startsAt = EdfStartTime.Parse(date, time, recording);
        if (startsAt is null && !EdfStartTime.IsUnknown(date, time, recording))
            Add(EdfSeverity.Assumption, 168, "startdate and starttime of recording", $"'{date}' and '{time}' are no date and time", "the start time is unknown");

        return new EdfHeader
        {
            Variant = variant,
            Version = version,
            Patient = Text(8, 80),
            Recording = recording,
            StartDate = date,
            StartTime = time,
            Reserved = reserved,
            StartsAt = startsAt,
            DeclaredHeaderBytes = layout.DeclaredHeaderBytes,
            DeclaredRecordCount = layout.DeclaredRecordCount,
            DeclaredRecordDuration = ReadRecordDuration(signals, layout.RecordCount),
            Signals = signals,
            DataOffset = layout.DataOffset,
            RecordBytes = layout.RecordBytes,
            RecordCount = layout.RecordCount,
            FileLength = source.Length,
            Findings = findings.List,
        };
    }

    private int ReadSignalCount()
    {
        string text = Text(252, 4);
        if (!EdfField.TryWhole(text, out long count) || count < 1)
            throw Error(252, "number of signals", $"'{text}' is no number of signals. The header is damaged; fetch the file again.");
        if (MainBytes * (count + 1) > source.Length)
            throw Error(252, "number of signals", $"The header of {count} signals takes {MainBytes * (count + 1)} bytes, but the file has {source.Length}. The file is cut short or the header is damaged; fetch the file again.");
        return (int)count;
    }

    private EdfVariant VariantOf(bool bdf, string reserved)
    {
        bool discontinuous = reserved.StartsWith("EDF+D", StringComparison.Ordinal) || reserved.StartsWith("BDF+D", StringComparison.Ordinal);
        bool continuous = reserved.StartsWith("EDF+C", StringComparison.Ordinal) || reserved.StartsWith("BDF+C", StringComparison.Ordinal);
        if ((discontinuous || continuous) && reserved[0] != (bdf ? 'B' : 'E'))
            Add(EdfSeverity.Oddity, 192, "reserved", $"it says {reserved} in a {(bdf ? "BDF" : "EDF")} file", "the version field decides");
        if (discontinuous) return bdf ? EdfVariant.BdfPlusD : EdfVariant.EdfPlusD;
        if (continuous) return bdf ? EdfVariant.BdfPlusC : EdfVariant.EdfPlusC;
        return bdf ? EdfVariant.Bdf : EdfVariant.Edf;
    }

    private EdfSignal[] ReadSignals(int count, int sampleBytes)
    {
        var signals = new EdfSignal[count];
        long offset = 0;
        for (int i = 0; i < count; i++)
        {
            signals[i] = ReadSignal(i, count, offset);
            offset += (long)signals[i].SamplesPerRecord * sampleBytes;
        }

        return signals;
    }

    private EdfSignal ReadSignal(int index, int count, long offsetInRecord)
    {
        var signal = new EdfSignal
        {
            Index = index,
            Label = Of(0, 16),
            Transducer = Of(16, 80),
            Unit = Of(96, 8),
            PhysicalMinimum = Of(104, 8),
            PhysicalMaximum = Of(112, 8),
            DigitalMinimum = Of(120, 8),
            DigitalMaximum = Of(128, 8),
            Prefiltering = Of(136, 80),
            SamplesPerRecord = ReadSamplesPerRecord(index, Position(216, 8)),
            Reserved = Of(224, 32),
            Calibration = default,
            OffsetInRecord = offsetInRecord,
        };
        return signal.IsAnnotations ? signal : signal with { Calibration = ReadCalibration(signal, Position(104, 8), Position(120, 8)) };

        // A field of all signals comes before the next field: `before` bytes for each signal precede it.
        int Position(int before, int length) => MainBytes + before * count + length * index;
        string Of(int before, int length) => Text(Position(before, length), length);
    }

    private int ReadSamplesPerRecord(int index, int position)
    {
        string text = Text(position, 8);
        if (!EdfField.TryWhole(text, out long samples) || samples is < 0 or > 99_999_999)
            throw Error(position, "nr of samples in each data record", $"'{text}' is no number of samples (signal {index}). The header is damaged; fetch the file again.");
        if (samples == 0)
            Add(EdfSeverity.Oddity, position, "nr of samples in each data record", $"signal {index} has no samples", "it is no channel of the recording");
        return (int)samples;
    }

    private Calibration ReadCalibration(EdfSignal signal, int physicalPosition, int digitalPosition)
    {
        double physicalMinimum = Physical(signal.PhysicalMinimum), physicalMaximum = Physical(signal.PhysicalMaximum);
        var calibration = new Calibration(Digital(signal.DigitalMinimum), Digital(signal.DigitalMaximum), physicalMinimum, physicalMaximum);
        string points = $"digital {signal.DigitalMinimum} to {signal.DigitalMaximum} is physical {signal.PhysicalMinimum} to {signal.PhysicalMaximum}";
        if (calibration.IsDegenerate)
        {
            bool digital = calibration.DigitalMinimum == calibration.DigitalMaximum;
            Add(EdfSeverity.Assumption, digital ? digitalPosition : physicalPosition, digital ? "digital minimum" : "physical minimum",
                $"signal {signal.Index} ({signal.Label}) has no calibration: {points}", "its counts stand for themselves");
        }
        else if (physicalMinimum > physicalMaximum)
        {
            Add(EdfSeverity.Oddity, physicalPosition, "physical minimum", $"signal {signal.Index} ({signal.Label}) is inverted: {points}", "its gain is negative");
        }

        return calibration;

        double Physical(string text)
        {
            if (!EdfField.TryDouble(text, out double value, out bool comma)) return double.NaN;
            if (comma) Add(EdfSeverity.Oddity, physicalPosition, "physical minimum", $"signal {signal.Index} has the number '{text}' with a comma", "the comma is the decimal point");
            return value;
        }

        // Neither point is known when one is not: then both are 0, which is degenerate.
        int Digital(string text) => EdfField.TryWhole(signal.DigitalMinimum, out _) && EdfField.TryWhole(signal.DigitalMaximum, out _)
            && EdfField.TryWhole(text, out long value) && value is >= int.MinValue and <= int.MaxValue ? (int)value : 0;
    }

    private Layout ReadLayout(EdfSignal[] signals, int sampleBytes)
    {
        string headerText = Text(184, 8), recordsText = Text(236, 8);
        long? declaredHeader = EdfField.TryWhole(headerText, out long header) ? header : null;
        long? declaredRecords = EdfField.TryWhole(recordsText, out long records) && records >= -1 ? records : null;
        long recordBytes = signals[^1].OffsetInRecord + (long)signals[^1].SamplesPerRecord * sampleBytes;
        if (recordBytes == 0) throw Error(MainBytes + 216 * signals.Length, "nr of samples in each data record", "No signal has any samples. There is nothing to read.");

        long dataOffset = DataOffsetOf(headerText, declaredHeader, declaredRecords, recordBytes);
        long found = (source.Length - dataOffset) / recordBytes, rest = (source.Length - dataOffset) % recordBytes;
        ReportLength(recordsText, declaredRecords, found, dataOffset + found * recordBytes, rest, recordBytes);
        return new Layout(dataOffset, recordBytes, found, declaredHeader, declaredRecords);
    }

    /// <summary>
    /// Data follow the signals' headers. Another size in the header is believed only when the file's length fits it
    /// exactly and fits the right size not.
    /// </summary>
    private long DataOffsetOf(string text, long? declared, long? records, long recordBytes)
    {
        if (declared == bytes.Length) return bytes.Length;
        bool believed = declared > bytes.Length && records > 0 && Fits(declared.Value) && !Fits(bytes.Length);
        long offset = believed ? declared!.Value : bytes.Length;
        Add(EdfSeverity.Assumption, 184, "number of bytes in header record", $"it is '{text}' where {bytes.Length} is right",
            $"data are read from byte {offset} on" + (believed ? ", since the file's length fits that" : ""));
        return offset;

        bool Fits(long start) => start + records * recordBytes == source.Length;
    }

    private void ReportLength(string text, long? declared, long found, long end, long rest, long recordBytes)
    {
        if (declared is null or -1)
            Add(EdfSeverity.Oddity, 236, "number of data records", declared is null ? $"'{text}' is no number" : "it is -1: the recorder did not close the file", $"the file's length gives {found}");
        else if (declared != found)
            Add(declared > found ? EdfSeverity.Loss : EdfSeverity.Assumption, 236, "number of data records", $"it is {declared}, but the file holds {found} whole records of {recordBytes} bytes", $"{found} are read");
        if (rest > 0)
            Add(declared > found ? EdfSeverity.Loss : EdfSeverity.Oddity, end, "data record", $"the file ends after {rest} of a record's {recordBytes} bytes", "the incomplete record is not read");
    }

    private Seconds ReadRecordDuration(EdfSignal[] signals, long recordCount)
    {
        string text = Text(244, 8);
        const string Field = "duration of a data record";
        if (!EdfField.TryDecimal(text, out decimal seconds, out bool comma) || seconds < 0)
            throw Error(244, Field, $"'{text}' is no number of seconds, so that sampling rates are unknown. The header is damaged; fetch the file again.");
        if (seconds > LongestTime || seconds * recordCount > LongestTime)
            throw Error(244, Field, $"{recordCount} records of {text} s are longer than 63 years. The header is damaged; fetch the file again.");
        if (comma) Add(EdfSeverity.Oddity, 244, Field, $"'{text}' has a comma", "the comma is the decimal point");

        var duration = Seconds.From(seconds);
        if (duration == Seconds.Zero && signals.Any(s => !s.IsAnnotations))
            Add(EdfSeverity.Assumption, 244, Field, "it is 0, so that sampling rates are unknown", "1 s is assumed");
        CheckRates(signals, duration == Seconds.Zero ? 1 : (decimal)duration.Nanoseconds / Seconds.PerSecond);
        return duration;
    }

    private void CheckRates(EdfSignal[] signals, decimal duration)
    {
        foreach (var signal in signals)
        {
            if (signal.IsAnnotations || signal.SamplesPerRecord == 0) continue;
            decimal hertz = signal.SamplesPerRecord / duration;
            if (hertz is < 1e-6m or > 1e7m)
                throw Error(MainBytes + 216 * signals.Length + 8 * signal.Index, "nr of samples in each data record",
                    $"{signal.SamplesPerRecord} samples in {duration} s is no sampling rate (signal {signal.Index}). The header is damaged; fetch the file again.");
        }
    }

    private string Text(int offset, int length) => EdfField.Text(bytes.AsSpan(offset, length));

    private void Add(EdfSeverity severity, long offset, string field, string problem, string remedy) => findings.Add(severity, offset, field, problem, remedy);

    private EdfException Error(long offset, string field, string problem) => new(source.Name, offset, field, problem);

    private readonly record struct Layout(long DataOffset, long RecordBytes, long RecordCount, long? DeclaredHeaderBytes, long? DeclaredRecordCount);
}

/// <summary>Recognizes what is no EDF or BDF file, and tells what it is.</summary>
internal static class EdfImpostor
{
    /// <param name="file">Name for the error.</param>
    /// <param name="start">The file's first 256 bytes, or all that it has.</param>
    public static void Check(string file, ReadOnlySpan<byte> start)
    {
        string? problem = Describe(start);
        if (problem is not null) throw new EdfException(file, 0, "version of this data format", problem);
    }

    private static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return "The file is empty. Fetch it again.";
        if (start.StartsWith("version https://git-lfs"u8)) return "This is a Git LFS pointer, not the recording. Run `git lfs pull` where the file came from, and copy it again.";
        if (start.StartsWith("../"u8) || start.StartsWith(".git/annex"u8)) return "This is a git-annex link, not the recording. Run `git annex get` where the file came from, and copy it again.";
        if (LooksLikeMarkup(start)) return "This is a web page or XML, not the recording. A server may have answered with an error page; open the file in a text editor, and fetch it again.";
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return "The file is compressed. Unpack it first.";
        if (start.Length < 256) return $"The file has {start.Length} bytes, but a header has at least 256. Fetch it again.";
        if (start[0] == 0xFF || EdfField.Text(start[..8]) == "0") return null;

        // Some writers put another version; the size of the header shows that the rest is EDF.
        bool consistent = EdfField.TryWhole(EdfField.Text(start.Slice(184, 8)), out long header)
            && EdfField.TryWhole(EdfField.Text(start.Slice(252, 4)), out long signals) && header == 256 * (signals + 1);
        return consistent ? null : "The file begins neither with '0' (EDF) nor with byte 255 and 'BIOSEMI' (BDF). It is another format, or damaged.";
    }

    private static bool LooksLikeMarkup(ReadOnlySpan<byte> start)
    {
        var text = start.TrimStart("\uFEFF \t\r\n"u8);
        return !text.IsEmpty && text[0] == '<';
    }
}
