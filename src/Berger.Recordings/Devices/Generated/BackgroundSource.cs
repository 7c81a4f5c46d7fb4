namespace Berger.Recordings.Devices.Generated;

/// <summary>
/// The ongoing activity, whose power falls about as 1/f²: in each of 21 places a sum of relaxation processes with
/// logarithmically spaced corner frequencies, seen by all electrodes nearby. Source: Milotti, 1/f noise: a pedagogical
/// review (2002), section 5.
/// </summary>
internal sealed class BackgroundSource : IScalpSource
{
    private const int Hertz = GeneratedRecording.Hertz;

    /// <summary>Root mean square at an electrode, in µV, against a distant reference.</summary>
    private const double Amplitude = 32;

    /// <summary>How far a place is seen, in radii of the head; with it, neighbours 0.6 apart correlate by about 0.6.</summary>
    private const double Width = 0.45;

    private static readonly double[] Corners = [0.4, 1.26, 4, 12.6, 40];

    private readonly int places = Scalp.Electrodes.Length;
    private readonly double[] keep, excite, states, activity;
    private readonly double[][] mixing;
    private readonly SeededNoise noise;

    public BackgroundSource(int seed)
    {
        noise = new(seed, nameof(BackgroundSource));
        keep = [.. Corners.Select(f => Math.Exp(-2 * Math.PI * f / Hertz))];
        double[] power = [.. Corners.Select(f => 1 / f)];
        excite = [.. keep.Select((k, i) => Math.Sqrt((1 - k * k) * power[i] / power.Sum()))];
        states = new double[places * Corners.Length];
        for (int i = 0; i < states.Length; i++) states[i] = noise.Normal() * Math.Sqrt(power[i % Corners.Length] / power.Sum());
        activity = new double[places * Hertz];
        mixing = [.. Scalp.Electrodes.Select(e => Scaled(Scalp.GainsFrom(e.X, e.Y, Width)))];
    }

    public void AddSecond(Span<double> potentials)
    {
        for (int place = 0; place < places; place++)
            Relax(states.AsSpan(place * Corners.Length, Corners.Length), activity.AsSpan(place * Hertz, Hertz));
        for (int electrode = 0; electrode < places; electrode++)
        {
            var to = potentials.Slice(electrode * Hertz, Hertz);
            for (int place = 0; place < places; place++)
            {
                double gain = mixing[electrode][place];
                var from = activity.AsSpan(place * Hertz, Hertz);
                for (int i = 0; i < to.Length; i++) to[i] += gain * from[i];
            }
        }
    }

    private static double[] Scaled(double[] gains)
    {
        double norm = Math.Sqrt(gains.Sum(g => g * g));
        return [.. gains.Select(g => g * Amplitude / norm)];
    }

    private void Relax(Span<double> state, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < state.Length; k++) sum += state[k] = keep[k] * state[k] + excite[k] * noise.Normal();
            values[i] = sum;
        }
    }
}
