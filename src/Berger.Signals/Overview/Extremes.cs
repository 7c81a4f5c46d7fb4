using System.Numerics;
using System.Runtime.InteropServices;

namespace Berger.Signals.Overview;

/// <summary>The least and the greatest of many samples, several at a time.</summary>
internal static class Extremes
{
    /// <param name="samples">At least one.</param>
    public static (T Minimum, T Maximum) Of<T>(ReadOnlySpan<T> samples)
        where T : struct, INumber<T>
    {
        T minimum = samples[0], maximum = samples[0];
        int done = 0;
        if (samples.Length >= 2 * Vector<T>.Count)
        {
            var vectors = MemoryMarshal.Cast<T, Vector<T>>(samples);
            Vector<T> low = vectors[0], high = vectors[0];
            for (int i = 1; i < vectors.Length; i++)
            {
                low = Vector.Min(low, vectors[i]);
                high = Vector.Max(high, vectors[i]);
            }

            for (int i = 0; i < Vector<T>.Count; i++)
            {
                minimum = T.Min(minimum, low[i]);
                maximum = T.Max(maximum, high[i]);
            }

            done = vectors.Length * Vector<T>.Count;
        }

        foreach (T value in samples[done..])
        {
            minimum = T.Min(minimum, value);
            maximum = T.Max(maximum, value);
        }

        return (minimum, maximum);
    }
}
