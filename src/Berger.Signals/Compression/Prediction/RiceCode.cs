using System.Numerics;
using Berger.Signals.Compression.Residuals;

namespace Berger.Signals.Compression.Prediction;

/// <summary>
/// Rice's code (JPL Publication 79-22, 1979) with parameter k: the number over 2^k as that many ones and a zero, then its k low bits.
/// Twenty-four ones stand for a number of 32 bits, which follows.
/// </summary>
internal static class RiceCode
{
    public const int Escape = 24, MaxParameter = 31;

    public static void Write(BitWriter writer, uint value, int k)
    {
        uint ones = value >> k;
        if (ones < Escape)
        {
            writer.Put((1u << (int)ones) - 1, (int)ones + 1);
            writer.Put((uint)(value & (1UL << k) - 1), k);
        }
        else
        {
            writer.Put((1u << Escape) - 1, Escape);
            writer.Put(value, 32);
        }
    }

    public static void WriteSigned(BitWriter writer, int value, int k) => Write(writer, ResidualModel.ZigZag(value), k);

    public static int Length(uint value, int k) => value >> k < Escape ? (int)(value >> k) + 1 + k : Escape + 32;

    /// <summary>The parameter for a weight with <paramref name="precision"/> fraction bits, where <paramref name="k"/> suits eight.</summary>
    public static int ForPrecision(int k, int precision) => Math.Clamp(k + precision - 8, 0, 15);

    /// <summary>The parameter for the gaps between <paramref name="count"/> of <paramref name="places"/> places.</summary>
    public static int ForGaps(int places, int count) => BitOperations.Log2((uint)(places / (count + 1)) | 1);
}
