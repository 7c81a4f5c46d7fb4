namespace Berger.Tests.Server;

/// <summary>
/// Minima and maxima for a screen, by brute force from all samples. With at least 128 samples to a column they come from
/// buckets of 64, 512, 4096 or 32768 samples (the coarsest with two to a column), each of which falls into the column of its middle.
/// </summary>
internal static class ExpectedColumns
{
    /// <param name="samples">Samples of one channel from second 0 on, NaN in gaps.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="start">Where the first column begins, in seconds.</param>
    /// <param name="end">Where the last column ends, in seconds.</param>
    /// <param name="columns">Number of columns.</param>
    /// <returns>Minimum and maximum of each column side by side, NaN where there is nothing.</returns>
    public static float[] Of(float[] samples, double rate, double start, double end, int columns)
    {
        double perColumn = Math.Round((end - start) * rate) / columns;
        int size = 1;
        for (int bucket = 64; bucket <= 32768 && perColumn >= 2 * bucket; bucket *= 8) size = bucket;
        var expected = new float[2 * columns];
        Array.Fill(expected, float.NaN);
        for (int i = 0; i < samples.Length; i++)
        {
            if (float.IsNaN(samples[i])) continue;
            double middle = ((i / size) + 0.5) * size / rate;
            double column = Math.Floor((middle - start) * columns / (end - start));
            if (size == 1 && !(i / rate >= start && i / rate < end)) continue;
            if (!(column >= 0 && column < columns)) continue;
            int at = 2 * (int)column;
            expected[at] = float.IsNaN(expected[at]) ? samples[i] : Math.Min(expected[at], samples[i]);
            expected[at + 1] = float.IsNaN(expected[at + 1]) ? samples[i] : Math.Max(expected[at + 1], samples[i]);
        }

        return expected;
    }
}
