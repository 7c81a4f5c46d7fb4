using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Berger.Signals.Compression.Prediction;

/// <summary>
/// Narrow prediction in vectors as wide as the machine's. What a channel's past predicts is serial in time, so
/// its vectors run over channels; what other channels predict runs over time; a transposition lies between.
/// </summary>
internal sealed unsafe class VectorArithmetic : PredictionArithmetic
{
    /// <summary>Buffers have room for vectors of up to eight lanes; wider ones are opt-in as of .NET 10.</summary>
    public static bool IsSupported => Vector.IsHardwareAccelerated && Lanes <= 8;

    private static int Lanes => Vector<int>.Count;

    public override void Mix(int* target, int* columns, int stride, ReadOnlySpan<int> sources, ReadOnlySpan<int> weights, int count, bool add)
    {
        var half = new Vector<int>(1 << PredictionParameters.MixBits - 1);
        for (int t = 0; t < count; t += 4 * Lanes)
        {
            Vector<int> a = half, b = half, c = half, d = half;
            for (int i = 0; i < sources.Length; i++)
            {
                int* source = columns + (long)sources[i] * stride + t;
                var weight = new Vector<int>(weights[i]);
                a += weight * Vector.Load(source);
                b += weight * Vector.Load(source + Lanes);
                c += weight * Vector.Load(source + 2 * Lanes);
                d += weight * Vector.Load(source + 3 * Lanes);
            }

            int* to = target + t;
            Apply(to, a, add);
            Apply(to + Lanes, b, add);
            Apply(to + 2 * Lanes, c, add);
            Apply(to + 3 * Lanes, d, add);
        }
    }

    public override void TakeLags(int* samples, int* residuals, ReadOnlySpan<int> weights, int count)
    {
        for (int t = weights.Length; t < count; t += Lanes)
        {
            var sum = new Vector<int>(1 << PredictionParameters.LagBits - 1);
            for (int i = 0; i < weights.Length; i++) sum += new Vector<int>(weights[i]) * Vector.Load(samples + t - 1 - i);
            Vector.Store(Vector.Load(samples + t) - Vector.ShiftRightArithmetic(sum, PredictionParameters.LagBits), residuals + t);
        }
    }

    public override void RestoreLags(in PredictionChunk chunk, PredictionParameters parameters, int first, int count)
    {
        const int Lead = PredictionParameters.MaxLags;
        int* weights = stackalloc int[(Lead + 1) * Lanes];
        for (int group = 0; group < parameters.ChannelCount; group += Lanes)
        {
            int lags = GatherWeights(parameters, group, weights);
            int head = Math.Clamp(lags - first, 0, count);
            for (int channel = group; channel < Math.Min(group + Lanes, parameters.ChannelCount); channel++)
                RestoreHead(chunk.Rows + channel, chunk.RowStride, parameters, channel, first, head);
            if (lags > 0) RestoreGroup(chunk.Rows + group, chunk.RowStride, weights, lags, head, count);
        }

        Transpose(chunk, count);
        int kept = Lead * chunk.RowStride;
        new Span<int>(chunk.Rows + count * chunk.RowStride - kept, kept).CopyTo(new Span<int>(chunk.Rows - kept, kept));
    }

    /// <summary>The weights of a vector's channels, lag after lag, and a lag of zeros; returns the most lags that one has.</summary>
    private static int GatherWeights(PredictionParameters parameters, int group, int* weights)
    {
        int most = 0;
        new Span<int>(weights, (PredictionParameters.MaxLags + 1) * Lanes).Clear();
        for (int lane = 0; lane < Lanes && group + lane < parameters.ChannelCount; lane++)
        {
            var own = parameters.LagWeightsOf(group + lane);
            for (int i = 0; i < own.Length; i++) weights[i * Lanes + lane] = own[i];
            most = Math.Max(most, own.Length);
        }

        return most;
    }

    /// <summary>The block's first samples of a channel, one by one, while some channel of its vector has more lags than samples.</summary>
    private static void RestoreHead(int* column, int stride, PredictionParameters parameters, int channel, int first, int head)
    {
        var weights = parameters.LagWeightsOf(channel);
        for (int t = 0; t < head; t++, column += stride)
        {
            if (first + t < weights.Length)
            {
                *column += WarmUp(Math.Min(first + t, parameters.WarmUp[channel]), column - stride, stride);
                continue;
            }

            int sum = 1 << PredictionParameters.LagBits - 1;
            for (int i = 0; i < weights.Length; i++) sum += weights[i] * column[-(i + 1) * stride];
            *column += sum >> PredictionParameters.LagBits;
        }
    }

    /// <summary>The samples from <paramref name="head"/> on of a vector of channels, two times at once, which share their loads.</summary>
    private static void RestoreGroup(int* group, int stride, int* weights, int lags, int head, int count)
    {
        var half = new Vector<int>(1 << PredictionParameters.LagBits - 1);
        var latestWeight = Vector.Load(weights);
        for (int t = head; t < count; t += 2)
        {
            int* row = group + t * stride, past = row - 2 * stride, nextWeight = weights + Lanes;
            Vector<int> latest = Vector.Load(row - stride), a = half, weight = Vector.Load(nextWeight), b = half + weight * latest;
            for (int i = 1; i < lags; i++, past -= stride)
            {
                var sample = Vector.Load(past);
                a += weight * sample;
                weight = Vector.Load(nextWeight += Lanes);
                b += weight * sample;
            }

            a = Vector.Load(row) + Vector.ShiftRightArithmetic(a + latestWeight * latest, PredictionParameters.LagBits);
            Vector.Store(a, row);
            b = Vector.Load(row + stride) + Vector.ShiftRightArithmetic(b + latestWeight * a, PredictionParameters.LagBits);
            Vector.Store(b, row + stride);
        }
    }

    private static void Transpose(in PredictionChunk chunk, int count)
    {
        int stride = chunk.RowStride;
        for (int t = 0; t < count; t += 8)
            for (int c = 0; c < stride; c += 8)
            {
                int* from = chunk.Rows + t * stride + c, to = chunk.Columns + (long)c * chunk.ColumnStride + t;
                if (Avx2.IsSupported) Transpose8(from, stride, to, chunk.ColumnStride);
                else
                    for (int i = 0; i < 8; i++)
                        for (int j = 0; j < 8; j++)
                            to[j * chunk.ColumnStride + i] = from[i * stride + j];
            }
    }

    private static void Transpose8(int* from, int fromStride, int* to, int toStride)
    {
        var (a, b) = Pairs(from, fromStride);
        var (c, d) = Pairs(from + 2 * fromStride, fromStride);
        var (e, f) = Pairs(from + 4 * fromStride, fromStride);
        var (g, h) = Pairs(from + 6 * fromStride, fromStride);
        Store2(Avx2.UnpackLow(a, c), Avx2.UnpackLow(e, g), to, toStride);
        Store2(Avx2.UnpackHigh(a, c), Avx2.UnpackHigh(e, g), to + toStride, toStride);
        Store2(Avx2.UnpackLow(b, d), Avx2.UnpackLow(f, h), to + 2 * toStride, toStride);
        Store2(Avx2.UnpackHigh(b, d), Avx2.UnpackHigh(f, h), to + 3 * toStride, toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<long> Low, Vector256<long> High) Pairs(int* from, int stride)
    {
        Vector256<int> a = Vector256.Load(from), b = Vector256.Load(from + stride);
        return (Avx2.UnpackLow(a, b).AsInt64(), Avx2.UnpackHigh(a, b).AsInt64());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store2(Vector256<long> first, Vector256<long> second, int* to, int stride)
    {
        Avx2.Permute2x128(first, second, 0x20).AsInt32().Store(to);
        Avx2.Permute2x128(first, second, 0x31).AsInt32().Store(to + 4 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(int* target, Vector<int> sum, bool add)
    {
        var prediction = Vector.ShiftRightArithmetic(sum, PredictionParameters.MixBits);
        Vector.Store(add ? Vector.Load(target) + prediction : Vector.Load(target) - prediction, target);
    }
}
