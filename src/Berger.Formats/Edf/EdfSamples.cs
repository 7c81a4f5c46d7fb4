using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Berger.Formats.Edf;

/// <summary>Between samples as stored, little-endian two's complement of 16 bits (EDF) or 24 bits (BDF), and counts.</summary>
internal static class EdfSamples
{
    /// <summary>Largest count that so many bytes hold; the smallest is one below its negative.</summary>
    public static int Maximum(int sampleBytes) => sampleBytes == 2 ? short.MaxValue : 0x7FFFFF;

    public static void Decode(ReadOnlySpan<byte> stored, int sampleBytes, Span<int> counts)
    {
        if (sampleBytes == 2) Decode16(stored, counts);
        else Decode24(stored, counts);
    }

    public static void Encode(ReadOnlySpan<int> counts, int sampleBytes, Span<byte> stored)
    {
        if (sampleBytes == 2)
        {
            for (int i = 0; i < counts.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(stored[(2 * i)..], (short)counts[i]);
            return;
        }

        for (int i = 0; i < counts.Length; i++)
        {
            int count = counts[i];
            var sample = stored.Slice(3 * i, 3);
            (sample[0], sample[1], sample[2]) = ((byte)count, (byte)(count >> 8), (byte)(count >> 16));
        }
    }

    /// <summary>One count, stored again and again.</summary>
    public static void Fill(int count, int times, int sampleBytes, Span<byte> stored)
    {
        for (int i = 0; i < times; i++) Encode([count], sampleBytes, stored[(i * sampleBytes)..]);
    }

    private static void Decode16(ReadOnlySpan<byte> stored, Span<int> counts)
    {
        int i = 0;
        if (BitConverter.IsLittleEndian)
        {
            var samples = MemoryMarshal.Cast<byte, short>(stored);
            for (; i <= counts.Length - Vector<short>.Count; i += Vector<short>.Count)
            {
                Vector.Widen(new Vector<short>(samples[i..]), out var low, out var high);
                low.CopyTo(counts[i..]);
                high.CopyTo(counts[(i + Vector<int>.Count)..]);
            }
        }

        for (; i < counts.Length; i++) counts[i] = BinaryPrimitives.ReadInt16LittleEndian(stored[(2 * i)..]);
    }

    private static void Decode24(ReadOnlySpan<byte> stored, Span<int> counts)
    {
        // Four bytes at once, of which the lowest belongs to the sample before and is shifted out.
        int i = 0;
        if (counts.Length > 0) counts[i++] = (sbyte)stored[2] << 16 | stored[1] << 8 | stored[0];
        for (; i < counts.Length; i++) counts[i] = BinaryPrimitives.ReadInt32LittleEndian(stored.Slice(3 * i - 1, 4)) >> 8;
    }
}
