using System.Runtime.CompilerServices;

namespace Berger.Signals.Compression.Prediction;

/// <summary>Prediction without vectors: wide samples, and the portable path of narrow ones.</summary>
internal sealed unsafe class ScalarArithmetic<TSum> : PredictionArithmetic
    where TSum : struct, IPredictionSum<TSum>
{
    public override void Mix(int* target, int* columns, int stride, ReadOnlySpan<int> sources, ReadOnlySpan<int> weights, int count, bool add)
    {
        for (int t = 0; t < count; t += 4)
        {
            TSum a = TSum.Half(PredictionParameters.MixBits), b = a, c = a, d = a;
            for (int i = 0; i < sources.Length; i++)
            {
                int* source = columns + (long)sources[i] * stride + t;
                int weight = weights[i];
                a = a.Plus(weight, source[0]);
                b = b.Plus(weight, source[1]);
                c = c.Plus(weight, source[2]);
                d = d.Plus(weight, source[3]);
            }

            Apply(target + t, a, add);
            Apply(target + t + 1, b, add);
            Apply(target + t + 2, c, add);
            Apply(target + t + 3, d, add);
        }
    }

    public override void TakeLags(int* samples, int* residuals, ReadOnlySpan<int> weights, int count)
    {
        for (int t = weights.Length; t < count; t++) residuals[t] = samples[t] - FromLags(samples + t - 1, weights);
    }

    public override void RestoreLags(in PredictionChunk chunk, PredictionParameters parameters, int first, int count)
    {
        Transpose(chunk, parameters.ChannelCount, count);
        for (int channel = 0; channel < parameters.ChannelCount; channel++)
        {
            const int Lead = PredictionParameters.MaxLags;
            int* samples = chunk.Columns + (long)channel * chunk.ColumnStride, history = chunk.History + channel * Lead;
            new Span<int>(history, Lead).CopyTo(new Span<int>(samples - Lead, Lead));
            var weights = parameters.LagWeightsOf(channel);
            int t = 0;
            for (; first + t < weights.Length && t < count; t++)
                samples[t] += WarmUp(Math.Min(first + t, parameters.WarmUp[channel]), samples + t - 1, 1);
            for (; t < count; t++) samples[t] += FromLags(samples + t - 1, weights);
            new Span<int>(samples + count - Lead, Lead).CopyTo(new Span<int>(history, Lead));
        }
    }

    private static void Transpose(in PredictionChunk chunk, int channels, int count)
    {
        for (int t = 0; t < count; t++)
        {
            int* row = chunk.Rows + (long)t * chunk.RowStride;
            for (int channel = 0; channel < channels; channel++) chunk.Columns[(long)channel * chunk.ColumnStride + t] = row[channel];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FromLags(int* last, ReadOnlySpan<int> weights)
    {
        var sum = TSum.Half(PredictionParameters.LagBits);
        for (int i = 0; i < weights.Length; i++) sum = sum.Plus(weights[i], last[-i]);
        return sum.ShiftedRight(PredictionParameters.LagBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(int* sample, TSum sum, bool add)
    {
        int prediction = sum.ShiftedRight(PredictionParameters.MixBits);
        *sample += add ? prediction : -prediction;
    }
}

/// <summary>A sum of products of weights and samples.</summary>
internal interface IPredictionSum<TSelf>
    where TSelf : struct, IPredictionSum<TSelf>
{
    /// <summary>Half of the unit that lies above so many fraction bits.</summary>
    static abstract TSelf Half(int fractionBits);

    TSelf Plus(int weight, int sample);

    /// <summary>The sum in whole units, its low 32 bits.</summary>
    int ShiftedRight(int fractionBits);
}

/// <summary>Wraps at 32 bits.</summary>
internal readonly struct NarrowSum(int value) : IPredictionSum<NarrowSum>
{
    public static NarrowSum Half(int fractionBits) => new(1 << fractionBits - 1);

    public NarrowSum Plus(int weight, int sample) => new(value + weight * sample);

    public int ShiftedRight(int fractionBits) => value >> fractionBits;
}

/// <summary>Wraps at 64 bits.</summary>
internal readonly struct WideSum(long value) : IPredictionSum<WideSum>
{
    public static WideSum Half(int fractionBits) => new(1L << fractionBits - 1);

    public WideSum Plus(int weight, int sample) => new(value + (long)weight * sample);

    public int ShiftedRight(int fractionBits) => (int)(value >> fractionBits);
}
