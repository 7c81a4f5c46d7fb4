namespace Berger.Signals.Compression.Prediction;

/// <summary>
/// The arithmetic of prediction, the same bits in each implementation of a coding: sums of products, with half a unit
/// added and the fraction bits shifted out, wrap at 32 bits (<see cref="IntegerCoding.Narrow"/>) or at 64 bits
/// (<see cref="IntegerCoding.Wide"/>); samples wrap at 32 bits. So any sample comes back however bad its prediction.
/// </summary>
internal abstract unsafe class PredictionArithmetic
{
    private static readonly VectorArithmetic Vector = new();
    private static readonly ScalarArithmetic<NarrowSum> Narrow = new();
    private static readonly ScalarArithmetic<WideSum> Wide = new();

    /// <param name="useVectors">False for the portable path even where vectors are supported.</param>
    public static PredictionArithmetic For(IntegerCoding coding, bool useVectors) =>
        coding == IntegerCoding.Wide ? Wide : useVectors && VectorArithmetic.IsSupported ? Vector : Narrow;

    /// <summary>Adds to a channel what its sources predict of it, or takes it off.</summary>
    /// <param name="target">The channel's samples.</param>
    /// <param name="columns">Channel c's samples of the same times begin at <c>c * stride</c>.</param>
    /// <param name="count">Samples; up to the next multiple of 32 are read and written.</param>
    public abstract void Mix(int* target, int* columns, int stride, ReadOnlySpan<int> sources, ReadOnlySpan<int> weights, int count, bool add);

    /// <summary>Writes what is left of a channel's samples, from the <c>weights.Length</c>-th on, when their own past predicts them.</summary>
    /// <param name="samples">The channel's samples; read from <paramref name="count"/> up to the next multiple of 8.</param>
    /// <param name="residuals">Written likewise.</param>
    public abstract void TakeLags(int* samples, int* residuals, ReadOnlySpan<int> weights, int count);

    /// <summary>Turns a chunk's rows of residuals into columns of samples, each predicted from its channel's past.</summary>
    /// <param name="first">Time of the chunk's first sample.</param>
    /// <param name="count">Samples per channel.</param>
    public abstract void RestoreLags(in PredictionChunk chunk, PredictionParameters parameters, int first, int count);

    /// <summary>The prediction where lags are missing: the polynomial through the last samples, of degree 0 (nothing) to 3.</summary>
    /// <param name="last">The last sample; those before it are <paramref name="step"/> apart.</param>
    public static int WarmUp(int degree, int* last, int step) => degree switch
    {
        0 => 0,
        1 => *last,
        2 => 2 * *last - last[-step],
        _ => 3 * (*last - last[-step]) + last[-2 * step],
    };
}
