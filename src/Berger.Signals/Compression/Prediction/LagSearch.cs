namespace Berger.Signals.Compression.Prediction;

/// <summary>
/// How a channel is predicted from its own past: the autocorrelation method (Makhoul 1975) with Levinson's and Durbin's
/// recursion, of the order that <see cref="DescriptionLength"/> favours.
/// </summary>
internal sealed class LagSearch
{
    private const int MaxLags = 24, MaxLagsOfShortBlock = 12, ShortBlock = 1024, MaxRamp = 32;
    private const double MaxWeight = 15;

    private readonly double[] _correlation = new double[MaxLags + 1], _weights = new double[MaxLags], _previous = new double[MaxLags], _best = new double[MaxLags];
    private double[] _tapered = [], _ramp = [];

    /// <summary>Sets the lag weights of a channel.</summary>
    /// <param name="samples">The channel's samples less what other channels predict.</param>
    public void Run(ReadOnlySpan<int> samples, int channel, PredictionParameters parameters)
    {
        int most = Math.Min(samples.Length < ShortBlock ? MaxLagsOfShortBlock : MaxLags, samples.Length / 4);
        Correlate(samples, most);
        double energy = _correlation[0] = _correlation[0] * (1 + 1e-9) + 0.01 * samples.Length;
        var (count, left) = Solve(most, samples.Length);

        int precision = DescriptionLength.Precision(energy, left, samples.Length, PredictionParameters.LagBits);
        parameters.LagCount[channel] = count;
        parameters.LagPrecision[channel] = precision;
        var weights = parameters.LagWeight.AsSpan(channel * PredictionParameters.MaxLags, count);
        for (int i = 0; i < count; i++)
            weights[i] = (int)Math.Round(Math.Clamp(_best[i], -MaxWeight, MaxWeight) * (1 << precision)) << PredictionParameters.LagBits - precision;
    }

    /// <summary>Autocorrelations of the samples, their ends tapered by a raised cosine.</summary>
    private void Correlate(ReadOnlySpan<int> samples, int most)
    {
        Scratch.Grow(ref _tapered, samples.Length);
        var tapered = _tapered.AsSpan(0, samples.Length);
        for (int t = 0; t < tapered.Length; t++) tapered[t] = samples[t];
        PrepareRamp(Math.Min(samples.Length / 8, MaxRamp));
        for (int t = 0; t < _ramp.Length; t++)
        {
            tapered[t] *= _ramp[t];
            tapered[^(t + 1)] *= _ramp[t];
        }

        for (int lag = 0; lag <= most; lag++) _correlation[lag] = DotProduct.Of(tapered[..^lag], tapered[lag..]);
    }

    private void PrepareRamp(int length)
    {
        if (_ramp.Length == length) return;
        _ramp = new double[length];
        for (int t = 0; t < length; t++) _ramp[t] = 0.5 - 0.5 * Math.Cos(Math.PI * (t + 0.5) / length);
    }

    /// <summary>Finds the best order and puts its weights into <see cref="_best"/>.</summary>
    /// <returns>The order, and the energy that it leaves.</returns>
    private (int Count, double Left) Solve(int most, int sampleCount)
    {
        double left = _correlation[0], bestLeft = left, bestBits = DescriptionLength.OfResiduals(left, sampleCount), lagBits = DescriptionLength.OfLag(sampleCount);
        int best = 0;
        for (int order = 1; order <= most && left > 0; order++)
        {
            double sum = _correlation[order];
            for (int j = 0; j < order - 1; j++) sum -= _weights[j] * _correlation[order - 1 - j];
            double reflection = sum / left;
            _weights.AsSpan(0, order - 1).CopyTo(_previous);
            for (int j = 0; j < order - 1; j++) _weights[j] = _previous[j] - reflection * _previous[order - 2 - j];
            _weights[order - 1] = reflection;
            left *= 1 - reflection * reflection;
            double bits = DescriptionLength.OfResiduals(left, sampleCount) + order * lagBits;
            if (bits >= bestBits || left <= 0) continue;
            (best, bestBits, bestLeft) = (order, bits, left);
            _weights.AsSpan(0, order).CopyTo(_best);
        }

        return (best, bestLeft);
    }
}
