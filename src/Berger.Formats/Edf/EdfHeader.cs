using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>The members of the family: 16-bit EDF or 24-bit BDF; plain, or "+" with annotations, continuous (C) or with gaps (D).</summary>
public enum EdfVariant
{
    Edf,
    EdfPlusC,
    EdfPlusD,
    Bdf,
    BdfPlusC,
    BdfPlusD,
}

/// <summary>The header of an EDF or BDF file, and what the file's length says about it.</summary>
public sealed record EdfHeader
{
    public required EdfVariant Variant { get; init; }

    /// <summary>"Version of this data format": <c>0</c>, or byte 255 and <c>BIOSEMI</c>.</summary>
    public required string Version { get; init; }

    /// <summary>"Local patient identification" as written, without padding; EDF+ subfields are code, sex, birthdate and name.</summary>
    public required string Patient { get; init; }

    /// <summary>"Local recording identification" as written, without padding.</summary>
    public required string Recording { get; init; }

    /// <summary>"Startdate of recording" as written, such as <c>24.01.20</c>.</summary>
    public required string StartDate { get; init; }

    /// <summary>"Starttime of recording" as written, such as <c>04.05.56</c>.</summary>
    public required string StartTime { get; init; }

    /// <summary>The main header's "reserved" field: <c>EDF+C</c>, <c>BDF+D</c>, <c>24BIT</c>, empty or something else.</summary>
    public required string Reserved { get; init; }

    /// <summary>Wall clock of the header's date and time, which is second 0 of the recording; null when they name none.</summary>
    public required DateTimeOffset? StartsAt { get; init; }

    /// <summary>"Number of bytes in header record" as written; null when it is no number.</summary>
    public required long? DeclaredHeaderBytes { get; init; }

    /// <summary>"Number of data records" as written; -1 when the recorder did not know; null when it is no number.</summary>
    public required long? DeclaredRecordCount { get; init; }

    /// <summary>"Duration of a data record" as written; 0 in files of annotations only.</summary>
    public required Seconds DeclaredRecordDuration { get; init; }

    /// <summary>All signals in the order of the file, annotation signals among them.</summary>
    public required IReadOnlyList<EdfSignal> Signals { get; init; }

    /// <summary>Byte at which the first data record begins.</summary>
    public required long DataOffset { get; init; }

    /// <summary>Bytes in one data record.</summary>
    public required long RecordBytes { get; init; }

    /// <summary>Whole data records that the file holds. Reading goes by this number, whatever the header declares.</summary>
    public required long RecordCount { get; init; }

    /// <summary>Bytes of the whole file.</summary>
    public required long FileLength { get; init; }

    /// <summary>What is odd or damaged about the header and the file's length.</summary>
    public required IReadOnlyList<EdfFinding> Findings { get; init; }

    public bool IsBdf => Variant >= EdfVariant.Bdf;

    public bool IsDiscontinuous => Variant is EdfVariant.EdfPlusD or EdfVariant.BdfPlusD;

    /// <summary>Bytes in one sample: 2 in EDF, 3 in BDF.</summary>
    public int SampleBytes => IsBdf ? 3 : 2;

    /// <summary>Whether there are signals other than annotations.</summary>
    public bool HasOrdinarySignals => Signals.Any(s => !s.IsAnnotations);

    /// <summary>
    /// Time that one data record takes: as declared, but 1 s where ordinary signals have a declared duration of 0, since
    /// they would have no rate otherwise.
    /// </summary>
    public Seconds RecordDuration =>
        DeclaredRecordDuration == Seconds.Zero && HasOrdinarySignals ? new Seconds(Seconds.PerSecond) : DeclaredRecordDuration;

    /// <summary>Byte at which a data record begins.</summary>
    internal long OffsetOf(long record) => DataOffset + record * RecordBytes;
}

/// <summary>One signal of a file, as its header describes it. Texts are without padding.</summary>
public sealed record EdfSignal
{
    /// <summary>Number of the signal in the file, from 0, annotation signals counted.</summary>
    public required int Index { get; init; }

    public required string Label { get; init; }

    public required string Transducer { get; init; }

    /// <summary>"Physical dimension", such as <c>uV</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>"Physical minimum" as written.</summary>
    public required string PhysicalMinimum { get; init; }

    /// <summary>"Physical maximum" as written.</summary>
    public required string PhysicalMaximum { get; init; }

    /// <summary>"Digital minimum" as written.</summary>
    public required string DigitalMinimum { get; init; }

    /// <summary>"Digital maximum" as written.</summary>
    public required string DigitalMaximum { get; init; }

    public required string Prefiltering { get; init; }

    /// <summary>"Nr of samples in each data record"; for annotation signals in units of 2 (EDF) or 3 (BDF) bytes.</summary>
    public required int SamplesPerRecord { get; init; }

    /// <summary>The signal's "reserved" field.</summary>
    public required string Reserved { get; init; }

    /// <summary>The line through both points; degenerate when a field is no number or the points coincide.</summary>
    public required Calibration Calibration { get; init; }

    /// <summary>Bytes from the start of a data record to the signal's first sample in it.</summary>
    public required long OffsetInRecord { get; init; }

    /// <summary>Whether it holds annotations (EDF+ 2.2.1) rather than samples.</summary>
    public bool IsAnnotations =>
        Label.Equals("EDF Annotations", StringComparison.OrdinalIgnoreCase) || Label.Equals("BDF Annotations", StringComparison.OrdinalIgnoreCase);
}
