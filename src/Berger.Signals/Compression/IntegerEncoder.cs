using System.Buffers;
using System.Buffers.Binary;
using Berger.Signals.Compression.Prediction;
using Berger.Signals.Compression.Residuals;

namespace Berger.Signals.Compression;

/// <summary>Writes the section of a block that holds integers: predicted, or stored where that takes less.</summary>
/// <param name="useVectors">False for the portable path even where vectors are supported.</param>
internal sealed class IntegerEncoder(bool useVectors)
{
    private readonly PredictionSearch _search = new(useVectors);
    private readonly ResidualEncoder _residuals = new();
    private readonly BitWriter _side = new();

    /// <inheritdoc cref="ResidualEncoder.Symbols"/>
    public ReadOnlySpan<ushort> Symbols => _residuals.Symbols;

    /// <param name="samples">Integers <c>[channels × samples]</c>, channel after channel.</param>
    /// <param name="storedSize">Bytes of an integer that is stored as it is.</param>
    public IntegerCoding Write(IBufferWriter<byte> output, ReadOnlySpan<int> samples, int channelCount, int storedSize)
    {
        int sampleCount = samples.Length / channelCount;
        if (sampleCount == 0) return IntegerCoding.Stored;
        var coding = _search.Run(samples, channelCount);
        _residuals.Encode(_search.Residuals, _search.Stride, sampleCount, _search.Parameters.ScaleCode.AsSpan(0, channelCount));
        _side.Reset();
        _search.Parameters.Write(_side);

        ReadOnlySpan<byte> side = _side.Finish(), low = _residuals.LowBits, extra = _residuals.ExtraBits, words = _residuals.Words;
        if (side.Length + low.Length + extra.Length + words.Length >= samples.Length * (long)storedSize)
        {
            Store(output, samples, storedSize);
            return IntegerCoding.Stored;
        }

        BlockFormat.WriteVarint(output, side.Length);
        BlockFormat.WriteVarint(output, low.Length);
        BlockFormat.WriteVarint(output, extra.Length);
        output.Write(side);
        output.Write(low);
        output.Write(extra);
        output.Write(words);
        return coding;
    }

    private static void Store(IBufferWriter<byte> output, ReadOnlySpan<int> samples, int size)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (int sample in samples)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, sample);
            output.Write(bytes[..size]);
        }
    }
}
