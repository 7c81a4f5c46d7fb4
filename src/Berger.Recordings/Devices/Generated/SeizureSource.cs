namespace Berger.Recordings.Devices.Generated;

/// <summary>
/// Focal seizures: a sharp rhythm begins at one electrode at 8-10 Hz, slows to 2-3 Hz while it grows, spreads to the
/// neighbours with a delay and then to the other side, and ends at once, leaving the background flat for a while.
/// </summary>
internal sealed class SeizureSource : IScalpSource
{
    private const int Hertz = GeneratedRecording.Hertz;

    /// <summary>Seconds of lag per radius of the head, so that neighbours do not cancel in a bipolar channel.</summary>
    private const double Lag = 0.04;

    /// <summary>How far the rhythm reaches at the onset and at the end, in radii of the head.</summary>
    private const double FirstWidth = 0.55, LastWidth = 1.1;

    private const double TaperTime = 0.4, RecruitTime = 2, Flattening = 0.6, RecoveryTime = 15, OtherSideGain = 0.7;

    private readonly Discharge[] discharges;
    private long second;
    private int next;

    public SeizureSource(int seed, IReadOnlyList<GeneratedSeizure> seizures) =>
        discharges = [.. seizures.Select((s, i) => new Discharge(s, new SeededNoise(seed, nameof(SeizureSource), i)))];

    public void AddSecond(Span<double> potentials)
    {
        double start = second++;
        while (next < discharges.Length && start > discharges[next].End + 5 * RecoveryTime) next++;
        Flatten(potentials, start);
        for (int i = next; i < discharges.Length && discharges[i].Onset < start + 1; i++)
            if (discharges[i].End > start) discharges[i].Add(potentials, start);
    }

    /// <summary>Attenuates what lies below: after a seizure the brain is nearly silent, and recovers.</summary>
    private void Flatten(Span<double> potentials, double start)
    {
        for (int d = next; d < discharges.Length && discharges[d].End < start + 1; d++)
        {
            for (int i = 0; i < Hertz; i++)
            {
                double since = start + (double)i / Hertz - discharges[d].End;
                if (since < 0) continue;
                double gain = 1 - Flattening * Math.Exp(-since / RecoveryTime);
                for (int electrode = i; electrode < potentials.Length; electrode += Hertz) potentials[electrode] *= gain;
            }
        }
    }

    private sealed class Discharge
    {
        private readonly double duration, firstHertz, ratio, amplitude;
        private readonly double[] distances, otherDistances;

        public Discharge(GeneratedSeizure seizure, SeededNoise noise)
        {
            (Onset, End, duration) = (seizure.Onset.ToDouble(), (seizure.Onset + seizure.Duration).ToDouble(), seizure.Duration.ToDouble());
            firstHertz = noise.Between(8, 10);
            ratio = noise.Between(2, 3) / firstHertz;
            amplitude = noise.Between(200, 350);
            var focus = Scalp.Electrodes[Scalp.IndexOf(seizure.Focus)];
            distances = [.. Scalp.Electrodes.Select(e => e.DistanceTo(focus.X, focus.Y))];
            otherDistances = [.. Scalp.Electrodes.Select(e => e.DistanceTo(-focus.X, focus.Y))];
        }

        public double Onset { get; }

        public double End { get; }

        public void Add(Span<double> potentials, double start)
        {
            for (int electrode = 0; electrode < distances.Length; electrode++)
            {
                var to = potentials.Slice(electrode * Hertz, Hertz);
                for (int i = 0; i < Hertz; i++)
                {
                    double time = start + (double)i / Hertz - Onset;
                    if (time >= 0 && time < duration) to[i] += At(time, electrode);
                }
            }
        }

        private double At(double time, int electrode)
        {
            double progress = time / duration;
            double size = amplitude * (0.12 + 0.88 * progress) * Math.Min(1, (duration - time) / TaperTime);
            double own = distances[electrode], other = otherDistances[electrode];
            return size * (Seen(time, own, 0) * Wave(time, own * Lag)
                + OtherSideGain * Seen(time, other, 0.4 * duration) * Wave(time, (1 + other) * Lag));
        }

        /// <summary>How much of the rhythm a place has been recruited to, 0-1.</summary>
        private double Seen(double time, double distance, double delay)
        {
            double width = FirstWidth + (LastWidth - FirstWidth) * time / duration;
            double recruited = Math.Clamp((time - delay - 0.15 * duration * distance) / RecruitTime, 0, 1);
            return recruited * recruited * (3 - 2 * recruited) * Math.Exp(-distance * distance / (width * width));
        }

        /// <summary>The integral of a frequency that falls exponentially from the first to the last.</summary>
        private double Phase(double time) =>
            2 * Math.PI * firstHertz * duration * (Math.Pow(ratio, time / duration) - 1) / Math.Log(ratio);

        /// <summary>A sine that becomes a spike and wave, some time late.</summary>
        private double Wave(double time, double lag)
        {
            double phase = Phase(Math.Max(0, time - lag)), progress = time / duration;
            return Math.Sin(phase) + (0.2 + 0.25 * progress) * Math.Sin(2 * phase + 0.8) + 0.3 * progress * Math.Sin(3 * phase + 1.3);
        }
    }
}
