using System.Buffers;
using System.Buffers.Binary;
using Berger.Signals.Compression.Floats;

namespace Berger.Signals.Compression;

/// <summary>
/// Encodes blocks of samples without loss: see <c>docs/formats/signal-block.md</c>. Keep one per thread: its buffers are
/// reused. Equal samples may give other bytes on another machine, and every machine decodes them to the same samples.
/// </summary>
public sealed class BlockEncoder
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly FloatGridSearch _grid = new();
    private readonly IntegerEncoder _integers;
    private int[] _scratch = [];

    public BlockEncoder()
        : this(useVectors: true)
    {
    }

    internal BlockEncoder(bool useVectors)
    {
        BlockFormat.RequireLittleEndian();
        _integers = new(useVectors);
    }

    /// <summary>What the last block's residuals were coded as; for the trainer of the frequency tables.</summary>
    internal ReadOnlySpan<ushort> Symbols => _integers.Symbols;

    /// <summary>Encodes integers of any 32 bits, as the narrowest type that holds them all.</summary>
    /// <param name="samples">Counts <c>[channels × samples]</c>, channel after channel.</param>
    /// <param name="channelCount">1 to 65535.</param>
    public byte[] Encode(ReadOnlySpan<int> samples, int channelCount)
    {
        Begin(samples.Length, channelCount);
        var type = NarrowestType(samples);
        var coding = _integers.Write(_output, samples, channelCount, BlockFormat.StoredSize(type));
        return Finish(BlockFormat.Kind(type, coding, SampleMapping.None));
    }

    /// <summary>Encodes doubles, bit for bit: payloads of NaN and the sign of zero come back too.</summary>
    /// <param name="samples">Values <c>[channels × samples]</c>, channel after channel.</param>
    /// <param name="channelCount">1 to 65535.</param>
    public byte[] Encode(ReadOnlySpan<double> samples, int channelCount)
    {
        Begin(samples.Length, channelCount);
        Scratch.Grow(ref _scratch, samples.Length);
        var integers = _scratch.AsSpan(0, samples.Length);
        var type = AreSingles(samples) ? SampleType.Float32 : SampleType.Float64;
        var mapping = Map(samples, type, integers);
        var coding = _integers.Write(_output, integers, channelCount, BlockFormat.StoredSize(type));
        return Finish(BlockFormat.Kind(type, coding, mapping));
    }

    /// <summary>Encodes a block's counts or values; not its start and rate.</summary>
    public byte[] Encode(SignalBlock block) =>
        block.IsDigital ? Encode(block.Digital, block.ChannelCount) : Encode(block.Physical, block.ChannelCount);

    private static SampleType NarrowestType(ReadOnlySpan<int> samples)
    {
        int spill = 0;
        foreach (int sample in samples) spill |= sample ^ sample >> 31;
        return spill >> 15 == 0 ? SampleType.Int16 : spill >> 23 == 0 ? SampleType.Int24 : SampleType.Int32;
    }

    private static bool AreSingles(ReadOnlySpan<double> samples)
    {
        foreach (double sample in samples)
            if (!FloatBits.TryToSingle(sample, out _)) return false;
        return true;
    }

    private SampleMapping Map(ReadOnlySpan<double> samples, SampleType type, Span<int> integers)
    {
        if (_grid.TryFit(samples, type, integers))
        {
            _grid.Write(_output);
            return SampleMapping.Grid;
        }

        if (type == SampleType.Float32) OrderedFloats.MapSingles(samples, integers);
        else OrderedFloats.MapDoubles(samples, integers, _output);
        return SampleMapping.Ordered;
    }

    private void Begin(int length, int channelCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channelCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channelCount, BlockFormat.MaxChannels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, BlockFormat.MaxSamples);
        if (length % channelCount != 0) throw new ArgumentException($"{length} samples do not divide into {channelCount} channels.");
        _output.ResetWrittenCount();
        _output.Write<byte>([BlockFormat.Magic0, BlockFormat.Magic1, BlockFormat.Version, 0]);
        BlockFormat.WriteVarint(_output, channelCount);
        BlockFormat.WriteVarint(_output, length / channelCount);
    }

    private byte[] Finish(byte kind)
    {
        int length = _output.WrittenCount;
        byte[] block = new byte[length + BlockFormat.ChecksumSize];
        _output.WrittenSpan.CopyTo(block);
        block[BlockFormat.KindOffset] = kind;
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(length), Crc32C.Of(block.AsSpan(0, length)));
        return block;
    }
}
