using Berger.Signals;

namespace Berger.Recordings.Catalog;

/// <summary>A line of the table <c>channels</c>, the same in every store; property names are the columns'.</summary>
public sealed class ChannelRow
{
    public long Recording { get; init; }

    public long Position { get; init; }

    public string Label { get; init; } = "";

    public string Unit { get; init; } = "";

    public double SamplingRate { get; init; }

    /// <summary>Null for a channel without calibration.</summary>
    public long? DigitalMin { get; init; }

    public long? DigitalMax { get; init; }

    /// <summary>Null, in a calibrated channel, for a value that the source did not give as a number.</summary>
    public double? PhysicalMin { get; init; }

    public double? PhysicalMax { get; init; }

    public string Transducer { get; init; } = "";

    public string Prefiltering { get; init; } = "";

    public static IEnumerable<ChannelRow> Of(long recording, Recording content) => content.Channels.Select((channel, position) => new ChannelRow
    {
        Recording = recording,
        Position = position,
        Label = channel.Label,
        Unit = channel.Unit,
        SamplingRate = channel.Rate.Hertz,
        DigitalMin = channel.Calibration?.DigitalMinimum,
        DigitalMax = channel.Calibration?.DigitalMaximum,
        PhysicalMin = NumberOrNull(channel.Calibration?.PhysicalMinimum),
        PhysicalMax = NumberOrNull(channel.Calibration?.PhysicalMaximum),
        Transducer = channel.Transducer,
        Prefiltering = channel.Prefiltering,
    });

    public Channel ToChannel() => new(Label, Unit, SampleRate.FromHertz(SamplingRate), ToCalibration(), Transducer, Prefiltering);

    private Calibration? ToCalibration() => DigitalMin is { } low && DigitalMax is { } high
        ? new Calibration((int)low, (int)high, PhysicalMin ?? double.NaN, PhysicalMax ?? double.NaN)
        : null;

    private static double? NumberOrNull(double? value) => value is { } number && double.IsNaN(number) ? null : value;
}
