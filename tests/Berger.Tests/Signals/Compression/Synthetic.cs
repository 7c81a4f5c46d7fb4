using System.Runtime.InteropServices;

namespace Berger.Tests.Signals.Compression;

/// <summary>Made-up samples <c>[channels × samples]</c>, channel after channel, that try a codec's corners.</summary>
internal static class Synthetic
{
    public static int[] Integers(string kind, int channels, int samples, Random random)
    {
        int[] values = new int[channels * samples];
        for (int c = 0; c < channels; c++)
            for (int t = 0; t < samples; t++)
                values[c * samples + t] = kind switch
                {
                    "noise16" => random.Next(short.MinValue, short.MaxValue + 1),
                    "square16" => random.Next(2) == 0 ? short.MinValue : short.MaxValue,
                    "constants" => 100 * c - 3000,
                    "sines" => (int)(20000 * Math.Sin(0.02 * t + 0.1 * c)) + random.Next(-3, 4),
                    "noise24" => random.Next(-(1 << 23), 1 << 23),
                    "drift24" => -5_000_000 + 9_000 * t + 700 * c + (int)(3000 * Math.Sin(0.1 * t + c)) + random.Next(-50, 51),
                    "noise32" => (int)random.NextInt64(int.MinValue, int.MaxValue + 1L),
                    "extremes32" => random.Next(4) switch { 0 => int.MinValue, 1 => int.MaxValue, 2 => 0, _ => -1 },
                    _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
                };
        return values;
    }

    public static double[] Floats(string kind, int channels, int samples, Random random)
    {
        double[] values = new double[channels * samples];
        for (int c = 0; c < channels; c++)
            for (int t = 0; t < samples; t++)
            {
                double decimals = Math.Round(120 * Math.Sin(0.05 * t + c) + random.NextDouble(), 2);
                values[c * samples + t] = kind switch
                {
                    "decimals" => decimals,
                    "decimals with gaps" => random.Next(50) switch { 0 => double.NaN, 1 => double.NegativeInfinity, 2 => -0.0, 3 => 1e300, _ => decimals },
                    "negative zeros" => -0.0,
                    "singles" => (float)(50 * Math.Sin(0.05 * t + c) + random.NextDouble()),
                    "decimal singles" => (float)decimals,
                    "doubles" => 50 * Math.Sin(0.05 * t + c) + random.NextDouble(),
                    "any bits" => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
                    "any single bits" => AnySingle(random),
                    _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
                };
            }

        return values;
    }

    public static ReadOnlySpan<long> BitsOf(ReadOnlySpan<double> values) => MemoryMarshal.Cast<double, long>(values);

    /// <summary>A double that is a single: one NaN with a payload in eight.</summary>
    private static double AnySingle(Random random)
    {
        if (random.Next(8) > 0) return BitConverter.Int32BitsToSingle(random.Next() & 0x7F7F_FFFF);
        long sign = (long)random.Next(2) << 63, payload = random.Next(1, 1 << 22) | 1 << 22;
        return BitConverter.Int64BitsToDouble(sign | 0x7FF0_0000_0000_0000 | payload << 29);
    }
}
