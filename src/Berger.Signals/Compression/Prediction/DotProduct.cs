using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>Takes <paramref name="factor"/> times <paramref name="b"/>, which is as long, off <paramref name="a"/>.</summary>
    public static void Subtract(Span<double> a, ReadOnlySpan<double> b, double factor)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref double a0 = ref MemoryMarshal.GetReference(a);
            ref double b0 = ref MemoryMarshal.GetReference(b[..a.Length]);
            var minus = new Vector<double>(-factor);
            for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
                Vector.MultiplyAddEstimate(minus, Vector.LoadUnsafe(ref b0, (nuint)i), Vector.LoadUnsafe(ref a0, (nuint)i)).StoreUnsafe(ref a0, (nuint)i);
        }

        for (; i < a.Length; i++) a[i] -= factor * b[i];
    }

    /// <summary>The sum of the products of two spans of the same length.</summary>
    private static T Sum<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : struct, INumber<T>
    {
        int i = 0;
        T sum = T.Zero;
        if (Vector.IsHardwareAccelerated)
        {
            ref T a0 = ref MemoryMarshal.GetReference(a);
            ref T b0 = ref MemoryMarshal.GetReference(b[..a.Length]);
            Vector<T> s0 = Vector<T>.Zero, s1 = s0, s2 = s0, s3 = s0;
            int lanes = Vector<T>.Count;
            for (; i <= a.Length - 4 * lanes; i += 4 * lanes)
            {
                s0 = MultiplyAdd(ref a0, ref b0, i, s0);
                s1 = MultiplyAdd(ref a0, ref b0, i + lanes, s1);
                s2 = MultiplyAdd(ref a0, ref b0, i + 2 * lanes, s2);
                s3 = MultiplyAdd(ref a0, ref b0, i + 3 * lanes, s3);
            }

            for (; i <= a.Length - lanes; i += lanes) s0 = MultiplyAdd(ref a0, ref b0, i, s0);
            sum = Vector.Sum(s0 + s1 + (s2 + s3));
        }

        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd<T>(ref T a0, ref T b0, int at, Vector<T> sum)
        where T : struct
    {
        Vector<T> a = Vector.LoadUnsafe(ref a0, (nuint)at), b = Vector.LoadUnsafe(ref b0, (nuint)at);
        if (typeof(T) == typeof(float))
            return Vector.As<float, T>(Vector.MultiplyAddEstimate(Vector.As<T, float>(a), Vector.As<T, float>(b), Vector.As<T, float>(sum)));
        return Vector.As<double, T>(Vector.MultiplyAddEstimate(Vector.As<T, double>(a), Vector.As<T, double>(b), Vector.As<T, double>(sum)));
    }
}
