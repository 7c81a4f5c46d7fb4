using System.Buffers.Binary;

namespace Berger.Signals.Compression.Residuals;

/// <summary>Writes bits, the lowest first, into a buffer that grows and is kept.</summary>
internal sealed class BitWriter
{
    private byte[] _buffer = new byte[1 << 12];
    private ulong _pending;
    private int _pendingBits, _length;

    public void Reset() => (_pending, _pendingBits, _length) = (0, 0, 0);

    /// <param name="value">Has no bits beyond <paramref name="bits"/>.</param>
    /// <param name="bits">0 to 32.</param>
    public void Put(uint value, int bits)
    {
        _pending |= (ulong)value << _pendingBits;
        _pendingBits += bits;
        if (_pendingBits < 32) return;
        if (_length + 8 > _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), (uint)_pending);
        (_pending, _pendingBits, _length) = (_pending >> 32, _pendingBits - 32, _length + 4);
    }

    /// <summary>Zeros up to the next byte.</summary>
    public void Align() => Put(0, -_pendingBits & 7);

    /// <summary>The bytes so far, the last one filled with zeros; valid until the writer's next use.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        Align();
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), (uint)_pending);
        return _buffer.AsSpan(0, _length + _pendingBits / 8);
    }
}
