using System.Buffers;
using System.Buffers.Binary;

namespace Berger.Signals.Compression.Floats;

/// <summary>
/// Floats that lie on no grid: their bits, with all but the sign inverted for negative numbers, are integers in the
/// order of the values. Those of doubles are split: the upper half is coded, the lower half is kept as it is.
/// </summary>
internal static class OrderedFloats
{
    /// <summary>Writes the integers of singles.</summary>
    public static void MapSingles(ReadOnlySpan<double> samples, Span<int> integers)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            FloatBits.TryToSingle(samples[i], out uint bits);
            integers[i] = Ordered((int)bits);
        }
    }

    /// <summary>Writes the integers of doubles, and to the block their lower halves.</summary>
    public static void MapDoubles(ReadOnlySpan<double> samples, Span<int> integers, IBufferWriter<byte> output)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            long ordered = Ordered(BitConverter.DoubleToInt64Bits(samples[i]));
            integers[i] = (int)(ordered >> 32);
            BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), (uint)ordered);
            output.Advance(4);
        }
    }

    /// <summary>The lower halves of a block of doubles, four bytes each; nothing for singles.</summary>
    public static ReadOnlySpan<byte> ReadLowHalves(ref ByteReader reader, BlockInfo info) =>
        info.SampleType == SampleType.Float64 ? reader.Take(4L * info.TotalSamples, "low halves") : [];

    public static void Restore(ReadOnlySpan<int> integers, ReadOnlySpan<byte> lowHalves, SampleType type, Span<double> destination)
    {
        for (int i = 0; i < integers.Length; i++)
            destination[i] = type == SampleType.Float32
                ? FloatBits.ToDouble((uint)Ordered(integers[i]))
                : BitConverter.Int64BitsToDouble(Ordered((long)integers[i] << 32 | BinaryPrimitives.ReadUInt32LittleEndian(lowHalves[(4 * i)..])));
    }

    /// <summary>Its own inverse.</summary>
    private static int Ordered(int bits) => bits ^ bits >> 31 & int.MaxValue;

    /// <inheritdoc cref="Ordered(int)"/>
    private static long Ordered(long bits) => bits ^ bits >> 63 & long.MaxValue;
}
