using System.Buffers.Binary;
using System.Numerics;
using Berger.Signals.Compression.Prediction;
using Berger.Signals.Compression.Residuals;

namespace Berger.Signals.Compression;

/// <summary>Decodes the section of a block that holds integers, a chunk of time after another.</summary>
/// <param name="useVectors">False for the portable path even where vectors are supported.</param>
internal sealed unsafe class IntegerDecoder(bool useVectors)
{
    /// <summary>Samples of all channels in a chunk, about: so many that all buffers stay in the cache.</summary>
    private const int ChunkSamples = 1 << 13;

    private readonly ResidualDecoder _residuals = new(useVectors);
    private readonly PredictionParameters _parameters = new();
    private int[] _rows = [], _columns = [], _history = [];

    /// <param name="reader">Stands at the section; ends at its end, which is the end of what it reads.</param>
    /// <param name="destination">Integers <c>[channels × samples]</c>, channel after channel.</param>
    public void Decode(ref ByteReader reader, BlockHeader header, Span<int> destination)
    {
        if (header.Coding == IntegerCoding.Stored)
        {
            ReadStored(ref reader, header.Info.SampleType, destination);
            return;
        }

        int side = reader.Varint("side information"), low = reader.Varint("low bits"), extra = reader.Varint("extra bits");
        int sideOffset = reader.Position;
        _parameters.Read(reader.Take(side, "side information"), sideOffset, header.Info.ChannelCount);
        var lowBits = reader.Take(low, "low bits");
        var extraBits = reader.Take(extra, "extra bits");
        int wordOffset = reader.Position;
        var words = reader.Take(reader.Remaining, "words");
        if (words.Length < 4 * ResidualModel.StateCount || words.Length % 2 != 0)
            throw new CorruptBlockException(wordOffset, "words", $"are {words.Length} bytes");
        _residuals.Begin(lowBits, extraBits, words, _parameters.ScaleCode.AsSpan(0, header.Info.ChannelCount));
        Restore(header, destination, wordOffset);
        if (!_residuals.IsAtEnd()) throw new CorruptBlockException(wordOffset, "words", "do not end with the last sample");
    }

    private static void ReadStored(ref ByteReader reader, SampleType type, Span<int> destination)
    {
        int size = BlockFormat.StoredSize(type);
        var bytes = reader.Take((long)size * destination.Length, "samples");
        if (reader.Remaining > 0) throw new CorruptBlockException(reader.Position, "samples", "are followed by something");
        for (int i = 0; i < destination.Length; i++)
            destination[i] = size switch
            {
                2 => BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]),
                3 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(3 * i)..]) | (sbyte)bytes[3 * i + 2] << 16,
                _ => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
            };
    }

    private void Restore(BlockHeader header, Span<int> destination, int wordOffset)
    {
        const int Lead = PredictionParameters.MaxLags;
        int channels = header.Info.ChannelCount, samples = header.Info.SampleCount, rowStride = channels + 7 & ~7;
        int chunkLength = Math.Clamp(ChunkSamples / rowStride, 64, 1024) & ~31, columnStride = Lead + chunkLength + 16;
        var arithmetic = PredictionArithmetic.For(header.Coding, useVectors);
        Scratch.Grow(ref _rows, (Lead + chunkLength + 1) * rowStride);
        Scratch.Grow(ref _columns, rowStride * columnStride);
        Scratch.Grow(ref _history, channels * Lead);
        _rows.AsSpan(0, Lead * rowStride).Clear();
        _history.AsSpan(0, channels * Lead).Clear();
        int spill = 0;
        fixed (int* rows = &_rows[Lead * rowStride], columns = &_columns[Lead], history = _history)
        {
            var chunk = new PredictionChunk(rows, rowStride, columns, columnStride, history);
            for (int first = 0; first < samples; first += chunkLength)
            {
                int count = Math.Min(chunkLength, samples - first);
                if (!_residuals.Decode(rows, rowStride, channels, count)) throw new CorruptBlockException(wordOffset, "words", "end early");
                arithmetic.RestoreLags(chunk, _parameters, first, count);
                for (int position = 0; position < channels; position++)
                {
                    int channel = _parameters.Order[position];
                    int* column = columns + (long)channel * columnStride;
                    arithmetic.Mix(column, columns, columnStride, _parameters.SourcesOf(position), _parameters.SourceWeightsOf(position), count, add: true);
                    spill |= CopyOut(new(column, count), _parameters.Base[channel], destination.Slice(channel * samples + first, count));
                }
            }
        }

        if (spill >> 8 * BlockFormat.StoredSize(header.Info.SampleType) - 1 != 0)
            throw new CorruptBlockException(wordOffset, "samples", $"are beyond {header.Info.SampleType}");
    }

    /// <summary>Adds the channel's base; returns the bits that any sample has below its sign.</summary>
    private static int CopyOut(ReadOnlySpan<int> column, int channelBase, Span<int> destination)
    {
        int t = 0, spill = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var bits = Vector<int>.Zero;
            var add = new Vector<int>(channelBase);
            for (; t + Vector<int>.Count <= column.Length; t += Vector<int>.Count)
            {
                var sample = new Vector<int>(column[t..]) + add;
                bits |= sample ^ Vector.ShiftRightArithmetic(sample, 31);
                sample.CopyTo(destination[t..]);
            }

            for (int lane = 0; lane < Vector<int>.Count; lane++) spill |= bits[lane];
        }

        for (; t < column.Length; t++)
        {
            int sample = column[t] + channelBase;
            spill |= sample ^ sample >> 31;
            destination[t] = sample;
        }

        return spill;
    }
}
