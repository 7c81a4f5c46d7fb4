namespace Berger.Recordings.Devices.Generated;

/// <summary>The mains of North America: 60 Hz, 0.5-2.5 µV at each electrode, rising and falling over minutes.</summary>
internal sealed class MainsSource : IScalpSource
{
    private const int Hertz = GeneratedRecording.Hertz, Mains = 60;

    private const double SwellPeriod = 97;

    /// <summary>One second at each electrode; whole cycles fit it, so that seconds join.</summary>
    private readonly double[] hum;
    private readonly double swellPhase;
    private long second;

    public MainsSource(int seed)
    {
        var noise = new SeededNoise(seed, nameof(MainsSource));
        hum = new double[Scalp.Electrodes.Length * Hertz];
        swellPhase = noise.Between(0, 2 * Math.PI);
        for (int electrode = 0; electrode < Scalp.Electrodes.Length; electrode++)
        {
            double amplitude = noise.Between(0.5, 2.5), phase = noise.Between(-0.8, 0.8);
            for (int i = 0; i < Hertz; i++) hum[electrode * Hertz + i] = amplitude * Math.Sin(2 * Math.PI * Mains * i / Hertz + phase);
        }
    }

    public void AddSecond(Span<double> potentials)
    {
        double swell = 1 + 0.3 * Math.Sin(2 * Math.PI * second++ / SwellPeriod + swellPhase);
        for (int i = 0; i < hum.Length; i++) potentials[i] += swell * hum[i];
    }
}
