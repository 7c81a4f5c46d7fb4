namespace Berger.Signals;

/// <summary>One recorded signal.</summary>
/// <param name="Label">The label as the source wrote it, without padding. It need not be unique: see <see cref="Recording.ChannelNames"/>.</param>
/// <param name="Unit">The unit of physical values as the source wrote it, such as <c>uV</c>; empty when it said none.</param>
/// <param name="Rate">Samples per second.</param>
/// <param name="Calibration">From counts to <paramref name="Unit"/>; null when samples come as physical values only.</param>
/// <param name="Transducer">The kind of electrode or sensor, in the source's words.</param>
/// <param name="Prefiltering">The filters that were applied before storing, in the source's words.</param>
public sealed record Channel(
    string Label,
    string Unit,
    SampleRate Rate,
    Calibration? Calibration,
    string Transducer = "",
    string Prefiltering = "")
{
    /// <summary>Microvolts per unit of physical value; null when the unit is no voltage.</summary>
    public double? MicrovoltsPerUnit => Unit switch
    {
        "uV" or "µV" or "μV" or "microV" => 1,
        "mV" => 1e3,
        "V" => 1e6,
        "nV" => 1e-3,
        _ => null,
    };
}
