using System.Buffers.Binary;

namespace Berger.Signals.Compression.Floats;

/// <summary>
/// Floats as integers over one divisor, a power of ten or two: what devices send that print decimals or scale counts.
/// Values that are not (NaN, infinities, -0.0, outliers) are listed beside them.
/// </summary>
/// <param name="code">The divisor's <see cref="DivisorOf"/> code.</param>
/// <param name="exceptions">Pairs of a varint, the samples since the last exception, and the value's bits.</param>
/// <param name="offset">Where the exceptions begin in the block.</param>
internal readonly ref struct FloatGrid(byte code, ReadOnlySpan<byte> exceptions, int offset, SampleType type)
{
    /// <summary>Codes from here on are powers of two.</summary>
    public const int BinaryCodes = 128;

    private const int MaxTens = 9, MaxTwos = 30;

    private readonly ReadOnlySpan<byte> _exceptions = exceptions;

    /// <summary>Every code, by ascending divisor.</summary>
    public static byte[] Codes { get; } = [.. Enumerable.Range(0, MaxTens + 1).Concat(Enumerable.Range(BinaryCodes + 1, MaxTwos))
        .Select(code => (byte)code).OrderBy(DivisorOf)];

    /// <summary>10^code, or 2^(code - 128); 0 where a code means nothing.</summary>
    public static double DivisorOf(byte code) => code switch
    {
        <= MaxTens => Power(10, code),
        > BinaryCodes and <= BinaryCodes + MaxTwos => 1L << code - BinaryCodes,
        _ => 0,
    };

    /// <summary>The float at an integer of the grid. IEEE division, rounded to a single for singles: the same bits everywhere.</summary>
    public static double At(int integer, double divisor, SampleType type) =>
        type == SampleType.Float32 ? (float)(integer / divisor) : integer / divisor;

    /// <summary>Bytes of an exception's value.</summary>
    public static int ValueSize(SampleType type) => type == SampleType.Float32 ? 4 : 8;

    public static FloatGrid Read(ref ByteReader reader, SampleType type)
    {
        byte code = reader.Byte("divisor");
        if (DivisorOf(code) == 0) throw new CorruptBlockException(reader.Position - 1, "divisor", $"has code {code}, which means nothing");
        int length = reader.Varint("exceptions"), offset = reader.Position;
        return new(code, reader.Take(length, "exceptions"), offset, type);
    }

    /// <summary>Writes the floats of a block.</summary>
    public void Apply(ReadOnlySpan<int> integers, Span<double> destination)
    {
        double divisor = DivisorOf(code);
        for (int i = 0; i < integers.Length; i++) destination[i] = At(integers[i], divisor, type);

        var reader = new ByteReader(_exceptions);
        for (long at = 0; reader.Remaining > 0; at++)
        {
            at += reader.Varint("exceptions");
            var value = reader.Take(ValueSize(type), "exceptions");
            if (at >= destination.Length) throw new CorruptBlockException(offset + reader.Position, "exceptions", "lie beyond the last sample");
            destination[(int)at] = type == SampleType.Float32
                ? FloatBits.ToDouble(BinaryPrimitives.ReadUInt32LittleEndian(value))
                : BinaryPrimitives.ReadDoubleLittleEndian(value);
        }
    }

    private static long Power(long number, int exponent)
    {
        long power = 1;
        for (int i = 0; i < exponent; i++) power *= number;
        return power;
    }
}
