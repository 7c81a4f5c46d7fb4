using System.Numerics;

namespace Berger.Signals.Compression.Prediction;

/// <summary>Sums of products, in vectors where there are any. Their rounding differs between machines, and may: only the encoder's choices depend on it.</summary>
internal static class DotProduct
{
    /// <summary>Of singles, summed in doubles after each 512.</summary>
    public static double Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i += 512)
        {
            int length = Math.Min(512, a.Length - i);
            sum += Sum(a.Slice(i, length), b.Slice(i, length));
        }

        return sum;
    }

    /// <inheritdoc cref="Sum{T}"/>
    public static double Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Sum(a, b);

    /// <summary>Takes <paramref name="factor"/> times <paramref name="b"/> off <paramref name="a"/>.</summary>
    public static void Subtract(Span<double> a, ReadOnlySpan<double> b, double factor)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
            for (var minus = new Vector<double>(-factor); i + Vector<double>.Count <= a.Length; i += Vector<double>.Count)
                Vector.MultiplyAddEstimate(minus, new(b[i..]), new(a[i..])).CopyTo(a[i..]);
        for (; i < a.Length; i++) a[i] -= factor * b[i];
    }

    private static T Sum<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : struct, INumber<T>
    {
        int i = 0;
        T sum = T.Zero;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<T> first = Vector<T>.Zero, second = first;
            int lanes = Vector<T>.Count;
            for (; i + 2 * lanes <= a.Length; i += 2 * lanes)
            {
                first = MultiplyAdd(new(a[i..]), new(b[i..]), first);
                second = MultiplyAdd(new(a[(i + lanes)..]), new(b[(i + lanes)..]), second);
            }

            sum = Vector.Sum(first + second);
        }

        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> sum)
        where T : struct
    {
        if (typeof(T) == typeof(float))
            return Vector.As<float, T>(Vector.MultiplyAddEstimate(Vector.As<T, float>(a), Vector.As<T, float>(b), Vector.As<T, float>(sum)));
        return Vector.As<double, T>(Vector.MultiplyAddEstimate(Vector.As<T, double>(a), Vector.As<T, double>(b), Vector.As<T, double>(sum)));
    }
}
