namespace Berger.Recordings.Devices.Generated;

/// <summary>
/// The posterior rhythm of 9-11 Hz that comes and goes with closed and open eyes: over each occipital lobe an oscillator
/// that noise drives and damping slows, half of it in common.
/// </summary>
internal sealed class AlphaSource : IScalpSource
{
    private const int Hertz = GeneratedRecording.Hertz;

    /// <summary>Root mean square at O1 and O2 while it lasts, in µV.</summary>
    private const double Amplitude = 26;

    private const double Bandwidth = 1, ClosedFor = 12, OpenFor = 8, FadeTime = 0.5;

    private readonly double[] left = Scalp.GainsFrom(-0.31, -1.05, 0.4);
    private readonly double[] right = Scalp.GainsFrom(0.31, -1.05, 0.4);
    private readonly double[] leftRhythm = new double[Hertz], rightRhythm = new double[Hertz];
    private readonly SeededNoise noise;
    private readonly Oscillator common, ofLeft, ofRight;
    private bool isClosed;
    private double envelope, untilChange;

    public AlphaSource(int seed)
    {
        noise = new(seed, nameof(AlphaSource));
        double frequency = noise.Between(9, 11);
        common = new(noise, frequency);
        ofLeft = new(noise, frequency);
        ofRight = new(noise, frequency);
        isClosed = noise.Uniform() < 0.5;
        untilChange = noise.Exponential(isClosed ? ClosedFor : OpenFor);
    }

    public void AddSecond(Span<double> potentials)
    {
        for (int i = 0; i < Hertz; i++)
        {
            double gain = NextEnvelope() * Amplitude * Math.Sqrt(0.5), shared = common.Next();
            leftRhythm[i] = gain * (shared + ofLeft.Next());
            rightRhythm[i] = gain * (shared + ofRight.Next());
        }

        for (int electrode = 0; electrode < left.Length; electrode++)
        {
            double l = left[electrode], r = right[electrode];
            var to = potentials.Slice(electrode * Hertz, Hertz);
            for (int i = 0; i < Hertz; i++) to[i] += l * leftRhythm[i] + r * rightRhythm[i];
        }
    }

    private double NextEnvelope()
    {
        untilChange -= 1.0 / Hertz;
        if (untilChange < 0)
        {
            isClosed = !isClosed;
            untilChange = noise.Exponential(isClosed ? ClosedFor : OpenFor);
        }

        return envelope += ((isClosed ? 1 : 0.1) - envelope) / (FadeTime * Hertz);
    }

    /// <summary>A damped rotation, driven by noise; its variance is 1.</summary>
    private sealed class Oscillator(SeededNoise noise, double frequency)
    {
        private readonly double keep = Math.Exp(-Math.PI * Bandwidth / Hertz);
        private readonly (double Sin, double Cos) turn = Math.SinCos(2 * Math.PI * frequency / Hertz);
        private double x = noise.Normal(), y = noise.Normal();

        public double Next()
        {
            double excite = Math.Sqrt(1 - keep * keep);
            (x, y) = (keep * (turn.Cos * x - turn.Sin * y) + excite * noise.Normal(), keep * (turn.Sin * x + turn.Cos * y) + excite * noise.Normal());
            return x;
        }
    }
}
