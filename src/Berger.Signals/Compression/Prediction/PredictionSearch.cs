using System.Numerics;
using Berger.Signals.Compression.Residuals;

namespace Berger.Signals.Compression.Prediction;

/// <summary>
/// The encoder's choice of <see cref="PredictionParameters"/>, and the residuals that follow. Floating point serves the
/// choice only; residuals are computed as the decoder does.
/// </summary>
/// <param name="useVectors">False for the portable path even where vectors are supported.</param>
internal sealed unsafe class PredictionSearch(bool useVectors)
{
    /// <summary>Zeros before each channel's samples, and room behind them for whole vectors.</summary>
    private const int Lead = PredictionParameters.MaxLags, Trail = 16;

    /// <summary>Channels of such a range have sums that would often wrap at 32 bits.</summary>
    private const int WideFrom = 1 << 16;

    /// <summary>Residuals that set a channel's first scale.</summary>
    private const int ScaleSamples = 48;

    private readonly ChannelOrdering _ordering = new();
    private readonly SourceSearch _sources = new();
    private readonly LagSearch _lags = new();
    private int[] _samples = [], _mixed = [], _residuals = [];
    private float[] _deltas = [];

    public PredictionParameters Parameters { get; } = new();

    /// <summary>Of the last block: channel c's begin at <c>c * Stride</c>.</summary>
    public ReadOnlySpan<int> Residuals => _residuals.AsSpan(Lead);

    public int Stride { get; private set; }

    /// <param name="samples">Integers <c>[channels × samples]</c>, channel after channel; at least one.</param>
    /// <returns>The arithmetic that the residuals are for.</returns>
    public IntegerCoding Run(ReadOnlySpan<int> samples, int channelCount)
    {
        int sampleCount = samples.Length / channelCount;
        Stride = Lead + (sampleCount + 31 & ~31) + Trail;
        Scratch.Grow(ref _samples, channelCount * Stride);
        Scratch.Grow(ref _deltas, channelCount * Stride);
        Scratch.Grow(ref _residuals, channelCount * Stride);
        Scratch.Grow(ref _mixed, Stride);
        Parameters.Reset(channelCount);
        var coding = IntegerCoding.Narrow;
        for (int c = 0; c < channelCount; c++)
            if (!TakeBase(samples.Slice(c * sampleCount, sampleCount), c)) coding = IntegerCoding.Wide;

        var arithmetic = PredictionArithmetic.For(coding, useVectors);
        for (int first = 0; first < channelCount; first += PredictionParameters.MaxReach)
            RunOf(first, Math.Min(PredictionParameters.MaxReach, channelCount - first), sampleCount, arithmetic);
        return coding;
    }

    /// <summary>Takes the first sample off a channel; false when what is left is too large for narrow arithmetic.</summary>
    private bool TakeBase(ReadOnlySpan<int> channel, int index)
    {
        int first = Parameters.Base[index] = channel[0], t = 0, least = first, most = first;
        var row = _samples.AsSpan(index * Stride, Stride);
        row[..Lead].Clear();
        row[(Lead + channel.Length)..].Clear();
        Span<int> samples = row.Slice(Lead, channel.Length), before = row.Slice(Lead - 1, channel.Length);
        var deltas = _deltas.AsSpan(index * Stride, channel.Length);
        if (Vector.IsHardwareAccelerated)
        {
            Vector<int> all = new(first), low = all, high = all;
            for (; t <= channel.Length - Vector<int>.Count; t += Vector<int>.Count)
            {
                var values = new Vector<int>(channel[t..]);
                (low, high) = (Vector.Min(low, values), Vector.Max(high, values));
                (values - all).CopyTo(samples[t..]);
                Vector.ConvertToSingle(new Vector<int>(samples[t..]) - new Vector<int>(before[t..])).CopyTo(deltas[t..]);
            }

            for (int lane = 0; lane < Vector<int>.Count; lane++) (least, most) = (Math.Min(least, low[lane]), Math.Max(most, high[lane]));
        }

        for (; t < channel.Length; t++)
        {
            (least, most) = (Math.Min(least, channel[t]), Math.Max(most, channel[t]));
            samples[t] = channel[t] - first;
            deltas[t] = samples[t] - before[t];
        }

        return (long)most - least < WideFrom;
    }

    /// <summary>Channels that may predict each other: all, unless there are more than a channel may reach back.</summary>
    private void RunOf(int first, int count, int sampleCount, PredictionArithmetic arithmetic)
    {
        var order = _ordering.Choose(_deltas.AsSpan(first * Stride), Stride, count, sampleCount);
        for (int i = 0; i < count; i++) Parameters.Order[first + i] = first + order[i];
        for (int position = 0; position < count; position++)
        {
            _sources.Run(_ordering, position, first, sampleCount, Parameters);
            TakePredictions(first + position, sampleCount, arithmetic);
        }
    }

    private void TakePredictions(int position, int sampleCount, PredictionArithmetic arithmetic)
    {
        int channel = Parameters.Order[position];
        _samples.AsSpan(channel * Stride, Stride).CopyTo(_mixed);
        fixed (int* columns = &_samples[Lead], mixed = &_mixed[Lead], residuals = &_residuals[channel * Stride + Lead])
        {
            arithmetic.Mix(mixed, columns, Stride, Parameters.SourcesOf(position), Parameters.SourceWeightsOf(position), sampleCount, add: false);
            _lags.Run(new(mixed, sampleCount), channel, Parameters);
            arithmetic.TakeLags(mixed, residuals, Parameters.LagWeightsOf(channel), sampleCount);
            TakeWarmUp(mixed, residuals, channel, Math.Min(Parameters.LagCount[channel], sampleCount));
            Parameters.ScaleCode[channel] = ScaleCodeOf(new(residuals, Math.Min(sampleCount, ScaleSamples)));
        }
    }

    /// <summary>Residuals of the first samples, by the polynomial that leaves the fewest bits.</summary>
    private void TakeWarmUp(int* samples, int* residuals, int channel, int count)
    {
        int best = 0, bestBits = int.MaxValue;
        for (int degree = 0; degree <= 3 && count > 0; degree++)
        {
            int bits = 0;
            for (int t = 0; t < count; t++) bits += 32 - BitOperations.LeadingZeroCount(ResidualModel.ZigZag(WarmUpResidual(samples, t, degree)));
            if (bits < bestBits) (best, bestBits) = (degree, bits);
        }

        Parameters.WarmUp[channel] = best;
        for (int t = 0; t < count; t++) residuals[t] = WarmUpResidual(samples, t, best);
    }

    private static int WarmUpResidual(int* samples, int t, int degree) =>
        samples[t] - PredictionArithmetic.WarmUp(Math.Min(t, degree), samples + t - 1, 1);

    /// <summary>The largest code whose scale is not above the first residuals' mean magnitude.</summary>
    private static int ScaleCodeOf(ReadOnlySpan<int> residuals)
    {
        long magnitudes = 0;
        foreach (int residual in residuals) magnitudes += ResidualModel.Magnitude(ResidualModel.ZigZag(residual));
        long mean = magnitudes * 256 / residuals.Length;
        int code = 0;
        while (code < ResidualModel.MaxScaleCode && ResidualModel.ScaleOf(code + 1) <= mean) code++;
        return code;
    }
}
