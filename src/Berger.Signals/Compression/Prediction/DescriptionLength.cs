namespace Berger.Signals.Compression.Prediction;

/// <summary>What a weight costs in side information and what it saves in residuals (Rissanen's minimum description length, 1978).</summary>
internal static class DescriptionLength
{
    /// <summary>Variance that rounding to integers leaves whatever the prediction; keeps logarithms finite.</summary>
    public const double RoundingVariance = 0.1;

    /// <summary>Bits of one lag weight, about.</summary>
    public static double OfLag(int sampleCount) => 3.5 + 0.5 * Math.Log2(sampleCount);

    /// <summary>Bits of one source, with its place, about.</summary>
    public static double OfSource(int sampleCount) => 4.5 + 0.5 * Math.Log2(sampleCount);

    /// <summary>Bits of so many residuals, up to a constant.</summary>
    /// <param name="energy">Their sum of squares.</param>
    public static double OfResiduals(double energy, int sampleCount) =>
        0.5 * sampleCount * Math.Log2(Math.Max(0, energy) / sampleCount + RoundingVariance);

    /// <summary>Fraction bits that weights deserve: one more must still save as much in the residuals as it costs.</summary>
    /// <param name="input">Energy of what the weights multiply.</param>
    /// <param name="residual">Energy of what prediction leaves.</param>
    public static int Precision(double input, double residual, int sampleCount, int most) =>
        Math.Clamp((int)Math.Round(0.5 * Math.Log2(0.18 * sampleCount * input / residual + 1e-9)), 4, most);
}
