using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>Where everything stands in a file that is being written, and its header.</summary>
internal sealed class EdfWriterLayout
{
    /// <summary>Room for a time-keeping TAL and an annotation or two; divides into samples of 2 and of 3 bytes.</summary>
    private const int DefaultAnnotationBytes = 120;

    private const long LargestRecord = 256 << 20;

    private readonly Recording recording;
    private readonly EdfWriterOptions options;
    private readonly EdfFindings findings;
    private readonly int[] offsets;

    public EdfWriterLayout(string name, Recording recording, EdfWriterOptions options, EdfFindings findings)
    {
        (Name, this.recording, this.options, this.findings) = (name, recording, options, findings);
        RecordDuration = ChooseRecordDuration();
        offsets = new int[recording.Channels.Count];
        long offset = 0;
        for (int channel = 0; channel < offsets.Length; channel++)
        {
            offsets[channel] = (int)offset;
            offset += (long)SamplesOf(recording.Channels[channel].Rate) * SampleBytes;
            if (offset > LargestRecord) throw new EdfException(name, DataOffset, "data record", $"A data record of {RecordDuration} s takes more than {LargestRecord} bytes. Write shorter records or fewer channels.");
        }

        SampleBytesPerRecord = (int)offset;
        if (offsets.Length == 0 && !IsPlus) throw new EdfException(name, 252, "number of signals", "A recording without channels needs the + variant, which holds annotations.");
        ToHeader(OriginFor(options.Origin ?? Seconds.Zero), -1, FirstAnnotationBytes, gaps: false);
    }

    public string Name { get; }

    public Seconds RecordDuration { get; }

    public int SampleBytesPerRecord { get; }

    public bool IsPlus => options.Variant is not (EdfVariant.Edf or EdfVariant.Bdf);

    public int SampleBytes => IsBdf ? 3 : 2;

    public int FirstAnnotationBytes => IsPlus ? DefaultAnnotationBytes : 0;

    public long DataOffset => 256L * (SignalCount + 1);

    private bool IsBdf => options.Variant >= EdfVariant.Bdf;

    private int SignalCount => recording.Channels.Count + (IsPlus ? 1 : 0);

    public int OffsetInRecord(int channel) => offsets[channel];

    public int SamplesPerRecord(ChannelGroup group) => SamplesOf(group.Rate);

    public int RoundToSamples(int bytes) => (bytes + SampleBytes - 1) / SampleBytes * SampleBytes;

    /// <summary>The time of the recording at which the header's clock stands: a whole second, at or before the first sample.</summary>
    public Seconds OriginFor(Seconds first)
    {
        var at = options.Origin ?? first;
        long fraction = recording.StartTime is { } start ? start.UtcTicks % TimeSpan.TicksPerSecond * 100 : 0;
        long clock = at.Nanoseconds + fraction, intoSecond = (clock % Seconds.PerSecond + Seconds.PerSecond) % Seconds.PerSecond;
        return at - new Seconds(intoSecond);
    }

    /// <summary>Reports what a file that keeps no time for its records loses.</summary>
    public void CheckStart(Seconds origin, Seconds first)
    {
        if (!IsPlus && origin != first)
            findings.Add(EdfSeverity.Loss, 176, "starttime of recording", $"plain files start at a whole second, but the first sample is {first - origin} s later", "the fraction is lost");
    }

    /// <param name="origin">From <see cref="OriginFor"/>.</param>
    /// <param name="recordCount">-1 while the file is being written.</param>
    /// <param name="annotationBytes">Bytes of the annotation signal in each record.</param>
    /// <param name="gaps">Whether there are any.</param>
    public byte[] ToHeader(Seconds origin, long recordCount, int annotationBytes, bool gaps)
    {
        var header = new EdfHeaderWriter(Name, findings, options.RoundCalibration);
        WriteMain(header, recording.StartTime?.AddTicks(origin.Nanoseconds / 100), recordCount, gaps);
        WriteSignals(header, annotationBytes);
        return header.ToArray();
    }

    private void WriteMain(EdfHeaderWriter header, DateTimeOffset? start, long recordCount, bool gaps)
    {
        var clock = start?.UtcDateTime;
        DateOnly? day = clock is { } known ? DateOnly.FromDateTime(known) : null;
        if (IsBdf) header.Raw([0xFF, .. "BIOSEMI"u8]);
        else header.Text("0", 8, "version");
        header.Text(options.PatientText ?? options.Patient.ToString(), 80, "local patient identification");
        header.Text(options.RecordingText ?? options.Provenance.ToString(day), 80, "local recording identification");
        header.Text(day is { } date ? DateOf(date) : EdfStartTime.UnknownDate, 8, "startdate of recording");
        header.Text(clock is { } time ? $"{time.Hour:00}.{time.Minute:00}.{time.Second:00}" : EdfStartTime.UnknownTime, 8, "starttime of recording");
        header.Number(DataOffset, 8, "number of bytes in header record");
        header.Text(ReservedOf(gaps), 44, "reserved");
        header.Number(recordCount, 8, "number of data records");
        header.Text(EdfRecordDuration.Format(RecordDuration)!, 8, "duration of a data record");
        header.Number(SignalCount, 4, "number of signals");
    }

    private void WriteSignals(EdfHeaderWriter header, int annotationBytes)
    {
        string annotations = IsBdf ? "BDF Annotations" : "EDF Annotations";
        int most = EdfSamples.Maximum(SampleBytes);
        Each((c, field) => header.Text(c.Label, 16, field), "label", annotations);
        Each((c, field) => header.Text(c.Transducer, 80, field), "transducer type", "");
        Each((c, field) => header.Text(c.Unit, 8, field), "physical dimension", "");
        Each((c, field) => header.Physical(LineOf(c).PhysicalMinimum, LineOf(c).PhysicalMaximum, c.Label, field), "physical minimum", "-1");
        Each((c, field) => header.Physical(LineOf(c).PhysicalMaximum, LineOf(c).PhysicalMinimum, c.Label, field), "physical maximum", "1");
        Each((c, field) => header.Number(LineOf(c).DigitalMinimum, 8, field), "digital minimum", $"{-most - 1}");
        Each((c, field) => header.Number(LineOf(c).DigitalMaximum, 8, field), "digital maximum", $"{most}");
        Each((c, field) => header.Text(c.Prefiltering, 80, field), "prefiltering", "");
        Each((c, field) => header.Number(SamplesOf(c.Rate), 8, field), "nr of samples in each data record", $"{annotationBytes / SampleBytes}");
        Each((_, field) => header.Text("", 32, field), "reserved", "");

        void Each(Action<Channel, string> write, string field, string ofAnnotations)
        {
            long before = header.Position;
            foreach (var channel in recording.Channels) write(channel, field);
            int length = recording.Channels.Count > 0 ? (int)((header.Position - before) / recording.Channels.Count) : LengthOf(field);
            if (IsPlus) header.Text(ofAnnotations, length, field);
        }
    }

    private static int LengthOf(string field) => field switch
    {
        "label" => 16,
        "transducer type" or "prefiltering" => 80,
        "reserved" => 32,
        _ => 8,
    };

    /// <summary>
    /// The channel's line with ascending digital points, as readers want them; for a degenerate one, the line on which
    /// counts stand for themselves.
    /// </summary>
    private Calibration LineOf(Channel channel)
    {
        int most = EdfSamples.Maximum(SampleBytes);
        if (channel.Calibration is not { IsDegenerate: false } line) return new Calibration(-most - 1, most, -most - 1, most);
        if (line.DigitalMinimum > line.DigitalMaximum) line = new Calibration(line.DigitalMaximum, line.DigitalMinimum, line.PhysicalMaximum, line.PhysicalMinimum);
        return line.DigitalMinimum >= -most - 1 && line.DigitalMaximum <= most ? line : throw new EdfException(Name, 256, "digital minimum",
            $"The digital range of {channel.Label}, {line.DigitalMinimum} to {line.DigitalMaximum}, does not fit {8 * SampleBytes} bits. " + (IsBdf ? "Neither EDF nor BDF can hold it." : "Write BDF instead."));
    }

    private string DateOf(DateOnly day)
    {
        if (day.Year is >= 1985 and <= 2084) return $"{day.Day:00}.{day.Month:00}.{day.Year % 100:00}";
        if (!IsPlus) throw new EdfException(Name, 168, "startdate of recording", $"Plain EDF and BDF hold the years 1985 to 2084, not {day.Year}. Write the + variant.");
        return $"{day.Day:00}.{day.Month:00}.yy";
    }

    private string ReservedOf(bool gaps)
    {
        string format = IsBdf ? "BDF" : "EDF";
        if (!IsPlus) return IsBdf ? "24BIT" : "";
        return gaps || options.Variant is EdfVariant.EdfPlusD or EdfVariant.BdfPlusD ? format + "+D" : format + "+C";
    }

    private Seconds ChooseRecordDuration()
    {
        if (recording.Channels.Count == 0) return Seconds.Zero;
        SampleRate[] rates = [.. recording.Groups.Select(g => g.Rate)];
        if (options.RecordDuration is not { } wanted)
        {
            return EdfRecordDuration.Choose(rates, options.RunDurations) ?? throw new EdfException(Name, 244, "duration of a data record",
                $"No duration that fits 8 characters makes whole samples of {string.Join(", ", rates)}. Write several files, or resample.");
        }

        if (EdfRecordDuration.Format(wanted) is null || Array.Exists(rates, r => EdfRecordDuration.SamplesIn(wanted, r) is null))
            throw new EdfException(Name, 244, "duration of a data record", $"{wanted} s does not fit 8 characters, or does not make whole samples of {string.Join(", ", rates)}. Leave {nameof(EdfWriterOptions.RecordDuration)} open.");
        return wanted;
    }

    private int SamplesOf(SampleRate rate) => EdfRecordDuration.SamplesIn(RecordDuration, rate)
        ?? throw new EdfException(Name, 244, "duration of a data record", $"{RecordDuration} s does not make between 1 and 99999999 samples of {rate}. Write several files, or resample.");
}
