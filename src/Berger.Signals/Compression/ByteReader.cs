namespace Berger.Signals.Compression;

/// <summary>Reads a block from its start; whatever the bytes do not hold is a <see cref="CorruptBlockException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public byte Byte(string field) => Take(1, field)[0];

    /// <summary>Seven bits per byte, the low ones first; the top bit says that more follow. At most 2^31 - 1.</summary>
    public int Varint(string field)
    {
        int start = Position;
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte b = Byte(field);
            value |= (long)(b & 127) << shift;
            if (b < 128) return value <= int.MaxValue ? (int)value : throw new CorruptBlockException(start, field, "is beyond 31 bits");
        }

        throw new CorruptBlockException(start, field, "does not end");
    }

    public ReadOnlySpan<byte> Take(long count, string field)
    {
        if (count > Remaining) throw new CorruptBlockException(Position, field, $"needs {count} bytes where {Remaining} are left");
        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }
}
