using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Berger.Signals.Compression.Residuals;

/// <summary>
/// Decodes the residuals of a block, a stretch of time after another. Nothing is checked inside a tile: a tile reads no
/// more than <see cref="Slack"/> bytes, that many zeros follow the payload, and each tile begins with a check.
/// </summary>
/// <param name="useVectors">False for the portable path even where vectors are supported.</param>
internal sealed unsafe class ResidualDecoder(bool useVectors)
{
    /// <summary>A tile reads at most 32 bytes of words, 2 * 21 + 8 of low bits and 64 + 8 of extra bits.</summary>
    private const int Slack = 128;

    /// <summary>Per number of low bits k, for eight values of k bits: their byte offsets, then their shifts.</summary>
    private static readonly int[] Unpack = [.. Enumerable.Range(0, 22 * 16).Select(i => i % 16 < 8 ? i % 8 * (i / 16) >> 3 : i % 8 * (i / 16) & 7)];

    private readonly bool _useVectors = useVectors && Avx2.IsSupported;
    private readonly uint[] _states = new uint[ResidualModel.StateCount];
    private ResidualScale[] _scales = [];
    private byte[] _payload = [];
    private int _low, _lowEnd, _extraStart, _word, _wordEnd;
    private long _extraBit, _extraBitEnd;

    /// <summary>Begins a block.</summary>
    /// <param name="words">At least the four states: see <see cref="ResidualModel.StateCount"/>.</param>
    /// <param name="scaleCodes">By channel.</param>
    public void Begin(ReadOnlySpan<byte> low, ReadOnlySpan<byte> extra, ReadOnlySpan<byte> words, ReadOnlySpan<int> scaleCodes)
    {
        (_low, _lowEnd) = (0, low.Length);
        (_extraStart, _extraBit, _extraBitEnd) = (_lowEnd, 0, 8L * extra.Length);
        (_word, _wordEnd) = (_extraStart + extra.Length, _extraStart + extra.Length + words.Length);
        Scratch.Grow(ref _payload, _wordEnd + Slack);
        low.CopyTo(_payload);
        extra.CopyTo(_payload.AsSpan(_extraStart));
        words.CopyTo(_payload.AsSpan(_word));
        _payload.AsSpan(_wordEnd, Slack).Clear();

        MemoryMarshal.Cast<byte, uint>(words[..(4 * _states.Length)]).CopyTo(_states);
        _word += 4 * _states.Length;
        Scratch.Grow(ref _scales, scaleCodes.Length);
        for (int c = 0; c < scaleCodes.Length; c++) _scales[c] = new ResidualScale(scaleCodes[c]);
    }

    /// <summary>Decodes the next residuals.</summary>
    /// <param name="rows">Sample t of channel c goes to <c>t * stride + c</c>.</param>
    /// <param name="count">Samples per channel; a multiple of 16 but at the block's end.</param>
    /// <returns>False when the payload holds fewer than that.</returns>
    public bool Decode(int* rows, int stride, int channels, int count)
    {
        fixed (uint* slots = ResidualModel.Slots, states = _states)
        fixed (byte* payload = _payload)
            for (int t = 0; t < count; t += ResidualModel.Tile)
            {
                int length = Math.Min(ResidualModel.Tile, count - t);
                for (int c = 0; c < channels; c++)
                {
                    if (_extraBit > _extraBitEnd || _word > _wordEnd || _low > _lowEnd) return false;
                    ref var scale = ref _scales[c];
                    var (table, lowBits) = scale.Context();
                    uint* slot = slots + (table << ResidualModel.ProbabilityBits);
                    int* row = rows + (long)t * stride + c;
                    scale.Update(_useVectors && length == ResidualModel.Tile
                        ? DecodeTile(payload, states, slot, lowBits, row, stride)
                        : DecodePortable(payload, states, slot, lowBits, row, stride, length));
                }
            }

        return true;
    }

    /// <summary>Whether all of the payload was read and the states ended where the encoder began.</summary>
    public bool IsAtEnd() => _low == _lowEnd && _word == _wordEnd && _extraBit <= _extraBitEnd && _extraBitEnd - _extraBit < 8
        && !_states.AsSpan().ContainsAnyExcept(ResidualModel.LowestState);

    /// <returns>The sum of the residuals' magnitudes.</returns>
    private int DecodePortable(byte* payload, uint* states, uint* slot, int lowBits, int* row, int stride, int length)
    {
        ushort* word = (ushort*)(payload + _word);
        uint mask = (1u << lowBits) - 1;
        int magnitudes = 0;
        for (int i = 0; i < length; i++)
        {
            uint z = Next(ref states[i & 3], slot, ref word);
            if (z >= ResidualModel.DirectTokens) z = WithExtraBits(payload, z);
            int bit = i * lowBits;
            uint zigzag = z << lowBits | *(uint*)(payload + _low + (bit >> 3)) >> (bit & 7) & mask;
            row[(long)i * stride] = ResidualModel.UnZigZag(zigzag);
            magnitudes += ResidualModel.Magnitude(zigzag);
        }

        _low += length * lowBits + 7 >> 3;
        _word = (int)((byte*)word - payload);
        return magnitudes;
    }

    /// <inheritdoc cref="DecodePortable"/>
    private int DecodeTile(byte* payload, uint* states, uint* slot, int lowBits, int* row, int stride)
    {
        byte* tokens = stackalloc byte[ResidualModel.Tile];
        int* values = stackalloc int[ResidualModel.Tile];
        _word = (int)((byte*)Tokens(states, slot, (ushort*)(payload + _word), tokens) - payload);
        var a = Avx2.ConvertToVector256Int32(tokens).AsUInt32();
        var b = Avx2.ConvertToVector256Int32(tokens + 8).AsUInt32();

        uint large = Vector128.GreaterThan(Vector128.Load(tokens), Vector128.Create((byte)(ResidualModel.DirectTokens - 1))).ExtractMostSignificantBits();
        if (large != 0)
        {
            a.AsInt32().Store(values);
            b.AsInt32().Store(values + 8);
            for (; large != 0; large &= large - 1)
            {
                int i = BitOperations.TrailingZeroCount(large);
                values[i] = (int)WithExtraBits(payload, tokens[i]);
            }

            (a, b) = (Vector256.Load(values).AsUInt32(), Vector256.Load(values + 8).AsUInt32());
        }

        if (lowBits > 0)
        {
            var (offsets, shifts) = UnpackOf(lowBits);
            var mask = Vector256.Create((1u << lowBits) - 1);
            uint* low = (uint*)(payload + _low), nextLow = (uint*)(payload + _low + lowBits);
            a = a << lowBits | Avx2.ShiftRightLogicalVariable(Avx2.GatherVector256(low, offsets, 1), shifts) & mask;
            b = b << lowBits | Avx2.ShiftRightLogicalVariable(Avx2.GatherVector256(nextLow, offsets, 1), shifts) & mask;
            _low += 2 * lowBits;
        }

        var one = Vector256<uint>.One;
        (a >>> 1 ^ -(a & one)).AsInt32().Store(values);
        (b >>> 1 ^ -(b & one)).AsInt32().Store(values + 8);
        for (int i = 0; i < ResidualModel.Tile; i += 4, row += 4 * stride)
        {
            row[0] = values[i];
            row[stride] = values[i + 1];
            row[2 * stride] = values[i + 2];
            row[3 * stride] = values[i + 3];
        }

        var limit = Vector256.Create(ResidualModel.MaxMagnitude);
        return (int)Vector256.Sum(Vector256.Min((a >>> 1) + (a & one), limit) + Vector256.Min((b >>> 1) + (b & one), limit));
    }

    private static (Vector256<int> Offsets, Vector256<uint> Shifts) UnpackOf(int lowBits)
    {
        ref int first = ref Unpack[16 * lowBits];
        return (Vector256.LoadUnsafe(ref first), Vector256.LoadUnsafe(ref first, 8).AsUInt32());
    }

    /// <summary>Sixteen tokens from four interleaved states; a method of its own, so that everything stays in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ushort* Tokens(uint* states, uint* slot, ushort* word, byte* tokens)
    {
        uint a = states[0], b = states[1], c = states[2], d = states[3];
        for (int i = 0; i < ResidualModel.Tile; i += 4)
        {
            tokens[i] = (byte)Next(ref a, slot, ref word);
            tokens[i + 1] = (byte)Next(ref b, slot, ref word);
            tokens[i + 2] = (byte)Next(ref c, slot, ref word);
            tokens[i + 3] = (byte)Next(ref d, slot, ref word);
        }

        (states[0], states[1], states[2], states[3]) = (a, b, c, d);
        return word;
    }

    /// <summary>The next token of a state, which takes in a word when it falls below 2^16; without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Next(ref uint state, uint* slot, ref ushort* word)
    {
        uint entry = slot[state & (1 << ResidualModel.ProbabilityBits) - 1];
        uint next = (entry >> 8 & 0xFFF) * (state >> ResidualModel.ProbabilityBits) + (entry >> 20);
        int due = (int)((long)next - ResidualModel.LowestState >> 63);
        state = next << (due & 16) | *word & (uint)due;
        word -= due;
        return entry & 0xFF;
    }

    /// <summary>The z of a token that has extra bits. Zeros follow the payload, so that reading beyond it is harmless.</summary>
    private uint WithExtraBits(byte* payload, uint token)
    {
        int bits = ResidualModel.ExtraBits[token];
        ulong at = *(ulong*)(payload + _extraStart + (_extraBit >> 3)) >> (int)(_extraBit & 7);
        _extraBit += bits;
        return ResidualModel.TokenBase[token] + (uint)(at & (1UL << bits) - 1);
    }
}
