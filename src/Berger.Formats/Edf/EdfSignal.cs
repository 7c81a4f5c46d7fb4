using Berger.Signals;

namespace Berger.Formats.Edf;

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
