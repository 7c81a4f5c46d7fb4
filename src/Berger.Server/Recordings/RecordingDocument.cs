using Berger.Recordings.Catalog;
using Berger.Recordings.Ingest;
using Berger.Signals;

namespace Berger.Server.Recordings;

/// <summary>A recording on the wire. Times are seconds from the recording's start.</summary>
public sealed record RecordingDocument(
    string PatientId,
    string RecordingId,
    DateTimeOffset? StartTime,
    DateTimeOffset CreatedAt,
    double StartSec,
    double EndSec,
    double DurationSec,
    double SamplingRate,
    int ChannelCount,
    IReadOnlyList<ChannelDocument> Channels,
    IReadOnlyList<GapDocument> Gaps,
    string State,
    long BytesStored,
    int NumAnnotations)
{
    public static RecordingDocument Of(RecordingSummary summary)
    {
        var recording = summary.Stored.Recording;
        var extent = summary.Extent ?? default;
        return new RecordingDocument(
            recording.Key.SubjectId,
            recording.Key.RecordingId,
            recording.StartTime,
            summary.Stored.CreatedAt,
            extent.Start.ToDouble(),
            extent.End.ToDouble(),
            extent.Duration.ToDouble(),
            recording.Groups[0].Rate.Hertz,
            recording.Channels.Count,
            [.. recording.Channels.Select((channel, i) => ChannelDocument.Of(channel, recording.ChannelNames[i]))],
            [.. summary.Gaps.Select(gap => new GapDocument(gap.Start.ToDouble(), gap.End.ToDouble()))],
            summary.Stored.State == RecordingState.Complete ? "complete" : "receiving",
            summary.BytesStored,
            summary.AnnotationCount);
    }
}

/// <summary>A stretch without signal, in seconds.</summary>
public sealed record GapDocument(double Start, double End);

/// <summary>A channel on the wire. Calibration fields are null when samples come as physical values only.</summary>
public sealed record ChannelDocument(
    string? Name,
    string? Label,
    string? Unit,
    double? SamplingRate,
    double? PhysicalMin,
    double? PhysicalMax,
    int? DigitalMin,
    int? DigitalMax,
    string? Transducer,
    string? Prefiltering)
{
    public static ChannelDocument Of(Channel channel, string name) => new(
        name,
        channel.Label,
        channel.Unit,
        channel.Rate.Hertz,
        Finite(channel.Calibration?.PhysicalMinimum),
        Finite(channel.Calibration?.PhysicalMaximum),
        channel.Calibration?.DigitalMinimum,
        channel.Calibration?.DigitalMaximum,
        channel.Transducer,
        channel.Prefiltering);

    /// <exception cref="IngestException">A field is missing or cannot be right.</exception>
    public Channel ToChannel(int index)
    {
        string field = $"channels[{index}]";
        if (Label is null) throw Refuse($"{field}.label", null, "A channel needs a label.");
        if (SamplingRate is not { } hertz) throw Refuse($"{field}.sampling_rate", null, "A channel needs a sampling_rate, in Hz.");
        if (DigitalMin is null != DigitalMax is null)
            throw Refuse($"{field}.digital_min", null, "Give both digital_min and digital_max, or neither for a channel of physical values.");
        return new Channel(Label, Unit ?? "uV", ChunkValidator.CheckRate(hertz), ToCalibration(), Transducer ?? "", Prefiltering ?? "");
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static IngestException Refuse(string field, string? value, string message) =>
        new(IngestError.Unprocessable, field, value, message);

    private Calibration? ToCalibration() => DigitalMin is { } low && DigitalMax is { } high
        ? new Calibration(low, high, PhysicalMin ?? double.NaN, PhysicalMax ?? double.NaN)
        : null;
}

/// <summary>What <c>POST /recordings</c> takes.</summary>
public sealed record DeclarationDocument(string? PatientId, string? RecordingId, DateTimeOffset? StartTime, IReadOnlyList<ChannelDocument?>? Channels)
{
    /// <exception cref="IngestException">A field is missing or cannot be right.</exception>
    public Recording ToRecording()
    {
        var key = ChunkValidator.CheckKey(new RecordingKey(PatientId ?? "", RecordingId ?? ""));
        if (Channels is null or [])
            throw new IngestException(IngestError.Unprocessable, "channels", null, "A recording needs at least one channel.");
        DateTimeOffset? start = StartTime is { } time ? Berger.Recordings.Audit.LogEntry.Truncate(time) : null;
        return new Recording(key, start, [.. Channels.Select((channel, i) => channel?.ToChannel(i)
            ?? throw new IngestException(IngestError.Unprocessable, $"channels[{i}]", "null", "A channel needs a label and a sampling_rate, in Hz."))]);
    }
}
