using System.Runtime.InteropServices;

namespace Berger.Signals.Compression.Residuals;

/// <summary>Codes the residuals of a block into three streams: low bits, extra bits and rANS words.</summary>
internal sealed class ResidualEncoder
{
    private readonly BitWriter _low = new(), _extra = new();
    private ResidualScale[] _scales = [];
    private ushort[] _symbols = [], _words = [];
    private int _symbolCount, _firstWord;

    /// <summary>Packed low bits of the last block.</summary>
    public ReadOnlySpan<byte> LowBits => _low.Finish();

    /// <summary>Extra bits of the last block.</summary>
    public ReadOnlySpan<byte> ExtraBits => _extra.Finish();

    /// <summary>rANS words of the last block, little-endian.</summary>
    public ReadOnlySpan<byte> Words => MemoryMarshal.AsBytes(_words.AsSpan(_firstWord));

    /// <summary>The <see cref="ResidualModel.Symbol"/>s of the last block, as the decoder will see them.</summary>
    public ReadOnlySpan<ushort> Symbols => _symbols.AsSpan(0, _symbolCount);

    /// <param name="residuals">Channel c's begin at <c>c * stride</c>.</param>
    /// <param name="scaleCodes">By channel: where its scale begins.</param>
    public void Encode(ReadOnlySpan<int> residuals, int stride, int sampleCount, ReadOnlySpan<int> scaleCodes)
    {
        int channels = scaleCodes.Length;
        _low.Reset();
        _extra.Reset();
        _symbolCount = 0;
        Scratch.Grow(ref _scales, channels);
        Scratch.Grow(ref _symbols, channels * sampleCount);
        for (int c = 0; c < channels; c++) _scales[c] = new ResidualScale(scaleCodes[c]);
        for (int t = 0; t < sampleCount; t += ResidualModel.Tile)
            for (int c = 0; c < channels; c++)
                WriteTile(residuals.Slice(c * stride + t, Math.Min(ResidualModel.Tile, sampleCount - t)), ref _scales[c]);
        WriteWords(channels, sampleCount);
    }

    private void WriteTile(ReadOnlySpan<int> tile, ref ResidualScale scale)
    {
        var (table, lowBits) = scale.Context();
        uint mask = (1u << lowBits) - 1;
        int magnitudes = 0;
        var symbols = _symbols.AsSpan(_symbolCount, tile.Length);
        for (int i = 0; i < tile.Length; i++)
        {
            uint zigzag = ResidualModel.ZigZag(tile[i]), z = zigzag >> lowBits;
            int token = ResidualModel.TokenOf(z);
            symbols[i] = ResidualModel.Symbol(table, token);
            if (lowBits > 0) _low.Put(zigzag & mask, lowBits);
            if (token >= ResidualModel.DirectTokens) _extra.Put(z - ResidualModel.TokenBase[token], ResidualModel.ExtraBits[token]);
            magnitudes += ResidualModel.Magnitude(zigzag);
        }

        _low.Align();
        _symbolCount += tile.Length;
        scale.Update(magnitudes);
    }

    /// <summary>rANS runs backwards, so that the decoder runs forwards: sample i of a tile moves state i mod 4.</summary>
    private void WriteWords(int channels, int sampleCount)
    {
        Scratch.Grow(ref _words, _symbolCount + 2 * ResidualModel.StateCount);
        Span<uint> states = stackalloc uint[ResidualModel.StateCount];
        states.Fill(ResidualModel.LowestState);
        int end = _symbolCount, word = _words.Length;
        for (int t = (sampleCount - 1) / ResidualModel.Tile * ResidualModel.Tile; t >= 0; t -= ResidualModel.Tile)
        {
            int length = Math.Min(ResidualModel.Tile, sampleCount - t);
            for (int c = 0; c < channels; c++, end -= length) word = Push(_symbols.AsSpan(end - length, length), states, _words, word);
        }

        for (int i = ResidualModel.StateCount - 1; i >= 0; i--)
        {
            _words[--word] = (ushort)(states[i] >> 16);
            _words[--word] = (ushort)states[i];
        }

        _firstWord = word;
    }

    /// <summary>Pushes a tile's symbols, the last one first; returns where the words now begin.</summary>
    private static int Push(ReadOnlySpan<ushort> tile, Span<uint> states, ushort[] words, int word)
    {
        ushort[] frequencies = ResidualModel.Frequency, cumulatives = ResidualModel.Cumulative;
        for (int i = tile.Length - 1; i >= 0; i--)
        {
            ref uint state = ref states[i % ResidualModel.StateCount];
            uint value = state, frequency = frequencies[tile[i]];
            words[word - 1] = (ushort)value;
            int full = value >= frequency << 32 - ResidualModel.ProbabilityBits ? 1 : 0; // no branch: it could not be foreseen
            word -= full;
            value >>= 16 * full;
            uint quotient = value / frequency;
            state = (quotient << ResidualModel.ProbabilityBits) + (value - quotient * frequency) + cumulatives[tile[i]];
        }

        return word;
    }
}
