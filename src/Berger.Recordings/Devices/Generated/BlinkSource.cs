namespace Berger.Recordings.Devices.Generated;

/// <summary>Blinks: every few seconds a wave of a third of a second, 90-170 µV at FP1 and FP2, a quarter of that at F3 and F4.</summary>
internal sealed class BlinkSource : IScalpSource
{
    private const int Hertz = GeneratedRecording.Hertz, Length = 90;

    private const double MeanInterval = 5, ShortestInterval = 0.6;

    private readonly SeededNoise noise;
    private readonly double[] gains = [.. Scalp.GainsFrom(0, 1.1, 0.45).Select(g => g / 0.75)];
    private readonly double[] wave = new double[Hertz];
    private double amplitude;
    private int since;

    public BlinkSource(int seed)
    {
        noise = new(seed, nameof(BlinkSource));
        since = -Pause();
    }

    public void AddSecond(Span<double> potentials)
    {
        for (int i = 0; i < Hertz; i++) wave[i] = Next();
        for (int electrode = 0; electrode < gains.Length; electrode++)
        {
            var to = potentials.Slice(electrode * Hertz, Hertz);
            for (int i = 0; i < Hertz; i++) to[i] += gains[electrode] * wave[i];
        }
    }

    private double Next()
    {
        if (++since >= Length) since = -Pause();
        if (since < 0) return 0;
        if (since == 0) amplitude = noise.Between(90, 170);
        double s = Math.Sin(Math.PI * since / Length);
        return amplitude * s * s;
    }

    /// <summary>Samples to the next blink.</summary>
    private int Pause() => (int)((ShortestInterval + noise.Exponential(MeanInterval)) * Hertz);
}
