using System.Buffers.Binary;
using System.Numerics;

namespace Berger.Signals.Compression.Prediction;

/// <summary>Reads bits, the lowest first.</summary>
/// <param name="bytes">The section to read.</param>
/// <param name="offset">Where the section begins in its block, for messages.</param>
internal ref struct BitReader(ReadOnlySpan<byte> bytes, int offset)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _bit;

    /// <summary>Whether no whole byte is left.</summary>
    public readonly bool IsAtEnd => 8L * _bytes.Length - _bit < 8;

    /// <param name="bits">0 to 32.</param>
    public uint Get(int bits)
    {
        ulong value = Peek();
        Skip(bits);
        return (uint)(value & (1UL << bits) - 1);
    }

    /// <summary>A number that <see cref="RiceCode"/> wrote with parameter <paramref name="k"/>.</summary>
    public uint Rice(int k)
    {
        ulong value = Peek();
        int ones = BitOperations.TrailingZeroCount(~value);
        if (ones >= RiceCode.Escape)
        {
            Skip(RiceCode.Escape + 32);
            return (uint)(value >> RiceCode.Escape);
        }

        Skip(ones + 1 + k);
        return (uint)ones << k | (uint)(value >> ones + 1 & (1UL << k) - 1);
    }

    /// <inheritdoc cref="Rice"/>
    public int SignedRice(int k) => Residuals.ResidualModel.UnZigZag(Rice(k));

    public readonly CorruptBlockException Corrupt(string field, string problem) => new(offset + (_bit >> 3), field, problem);

    private void Skip(int bits)
    {
        _bit += bits;
        if (_bit > 8L * _bytes.Length) throw Corrupt("side information", "ends early");
    }

    /// <summary>At least 57 bits from the position on; zeros beyond the end.</summary>
    private readonly ulong Peek()
    {
        int at = (int)(_bit >> 3);
        if (at + 8 <= _bytes.Length) return BinaryPrimitives.ReadUInt64LittleEndian(_bytes[at..]) >> (int)(_bit & 7);
        ulong value = 0;
        for (int i = at; i < _bytes.Length; i++) value |= (ulong)_bytes[i] << 8 * (i - at);
        return value >> (int)(_bit & 7);
    }
}
