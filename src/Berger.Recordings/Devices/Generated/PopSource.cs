namespace Berger.Recordings.Devices.Generated;

/// <summary>Electrode pops: every few minutes one electrode jumps by 60-250 µV and returns within a second or two.</summary>
internal sealed class PopSource : IScalpSource
{
    private const int Hertz = GeneratedRecording.Hertz;

    private const double MeanInterval = 150, Invisible = 0.1;

    private readonly SeededNoise noise;
    private double untilNext, level, keep;
    private int electrode;

    public PopSource(int seed)
    {
        noise = new(seed, nameof(PopSource));
        untilNext = noise.Exponential(MeanInterval);
    }

    public void AddSecond(Span<double> potentials)
    {
        for (int i = 0; i < Hertz; i++)
        {
            untilNext -= 1.0 / Hertz;
            if (untilNext < 0) Begin();
            if (Math.Abs(level) < Invisible) continue;
            potentials[electrode * Hertz + i] += level;
            level *= keep;
        }
    }

    private void Begin()
    {
        untilNext = noise.Exponential(MeanInterval);
        electrode = noise.Below(Scalp.Electrodes.Length);
        level = noise.Between(60, 250) * (noise.Uniform() < 0.5 ? -1 : 1);
        keep = Math.Exp(-1 / (noise.Between(0.15, 0.6) * Hertz));
    }
}
