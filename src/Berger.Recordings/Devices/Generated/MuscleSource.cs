namespace Berger.Recordings.Devices.Generated;

/// <summary>
/// Muscle: now and then half a second to three of noise from 20 Hz on, over one temple, different at each electrode.
/// </summary>
internal sealed class MuscleSource : IScalpSource
{
    private const int Hertz = GeneratedRecording.Hertz;

    /// <summary>Bursts lie a second apart at least, so that there is one in a second at most.</summary>
    private const double ShortestInterval = 1;

    private const double MeanInterval = 25, Corner = 20, LeastGain = 0.05;

    private static readonly double Keep = Math.Exp(-2 * Math.PI * Corner / Hertz);

    private readonly SeededNoise noise;
    private readonly double[][] gainsOfSides = [Scalp.GainsFrom(-1.05, 0.25, 0.35), Scalp.GainsFrom(1.05, 0.25, 0.35)];
    private readonly double[] envelope = new double[Hertz];
    private readonly (double Slow, double Slower)[] filters = new (double, double)[Scalp.Electrodes.Length];
    private int side, since, length;
    private double amplitude;

    public MuscleSource(int seed)
    {
        noise = new(seed, nameof(MuscleSource));
        since = -(int)(noise.Exponential(MeanInterval) * Hertz);
    }

    public void AddSecond(Span<double> potentials)
    {
        bool any = false;
        for (int i = 0; i < Hertz; i++) any |= (envelope[i] = NextEnvelope()) > 0;
        if (!any) return;
        double[] gains = gainsOfSides[side];
        for (int electrode = 0; electrode < gains.Length; electrode++)
        {
            if (gains[electrode] < LeastGain) continue;
            var to = potentials.Slice(electrode * Hertz, Hertz);
            for (int i = 0; i < Hertz; i++) to[i] += gains[electrode] * envelope[i] * NextNoise(ref filters[electrode]);
        }
    }

    private double NextEnvelope()
    {
        if (++since >= length && length > 0)
        {
            since = -(int)((ShortestInterval + noise.Exponential(MeanInterval)) * Hertz);
            length = 0;
        }

        if (since < 0) return 0;
        if (since == 0) (side, length, amplitude) = (noise.Below(2), (int)(noise.Between(0.5, 3) * Hertz), noise.Between(10, 35));
        double s = Math.Sin(Math.PI * since / length);
        return amplitude * s * s;
    }

    /// <summary>White noise minus its part below the corner, twice.</summary>
    private double NextNoise(ref (double Slow, double Slower) filter)
    {
        double white = noise.Normal();
        filter.Slow += (1 - Keep) * (white - filter.Slow);
        double fast = white - filter.Slow;
        filter.Slower += (1 - Keep) * (fast - filter.Slower);
        return fast - filter.Slower;
    }
}
