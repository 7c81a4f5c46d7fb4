using Berger.Signals.Compression.Floats;

namespace Berger.Signals.Compression;

/// <summary>
/// Decodes blocks that <see cref="BlockEncoder"/> wrote, exactly. Keep one per thread: its buffers are reused, so that
/// decoding into a span allocates nothing once they have grown. The format is in <c>docs/formats/signal-block.md</c>.
/// </summary>
public sealed class BlockDecoder
{
    private readonly IntegerDecoder _integers;
    private int[] _scratch = [];

    public BlockDecoder()
        : this(useVectors: true)
    {
    }

    internal BlockDecoder(bool useVectors)
    {
        BlockFormat.RequireLittleEndian();
        _integers = new(useVectors);
    }

    /// <summary>Reads the header, without looking at the checksum.</summary>
    /// <exception cref="CorruptBlockException">The bytes are no block, or too few for the samples that they claim to hold.</exception>
    public static BlockInfo Identify(ReadOnlySpan<byte> block) => ReadHeader(block, out _).Info;

    /// <summary>Decodes a block of integers.</summary>
    /// <param name="destination">Counts <c>[channels × samples]</c>, channel after channel, as many as <see cref="Identify"/> says.</param>
    /// <exception cref="CorruptBlockException">The block is damaged; the destination then holds nothing of use.</exception>
    public void Decode(ReadOnlySpan<byte> block, Span<int> destination)
    {
        var header = Open(block, destination.Length, digital: true, out var reader);
        _integers.Decode(ref reader, header, destination);
    }

    /// <summary>Decodes a block of floats.</summary>
    /// <param name="destination">Values <c>[channels × samples]</c>, channel after channel, as many as <see cref="Identify"/> says.</param>
    /// <exception cref="CorruptBlockException">The block is damaged; the destination then holds nothing of use.</exception>
    public void Decode(ReadOnlySpan<byte> block, Span<double> destination)
    {
        var header = Open(block, destination.Length, digital: false, out var reader);
        Scratch.Grow(ref _scratch, destination.Length);
        var integers = _scratch.AsSpan(0, destination.Length);
        if (header.Mapping == SampleMapping.Grid)
        {
            var grid = FloatGrid.Read(ref reader, header.Info.SampleType);
            _integers.Decode(ref reader, header, integers);
            grid.Apply(integers, destination);
        }
        else
        {
            var lowHalves = OrderedFloats.ReadLowHalves(ref reader, header.Info);
            _integers.Decode(ref reader, header, integers);
            OrderedFloats.Restore(integers, lowHalves, header.Info.SampleType, destination);
        }
    }

    /// <summary>Decodes a block of either kind into a new <see cref="SignalBlock"/>.</summary>
    /// <param name="start">Time of the first sample, which the bytes do not hold.</param>
    /// <param name="rate">Samples per second, which the bytes do not hold.</param>
    /// <exception cref="CorruptBlockException">The block is damaged.</exception>
    public SignalBlock Decode(ReadOnlySpan<byte> block, Seconds start, SampleRate rate)
    {
        var info = Identify(block);
        if (info.IsDigital)
        {
            int[] counts = GC.AllocateUninitializedArray<int>(info.TotalSamples);
            Decode(block, counts);
            return SignalBlock.OfDigital(start, rate, info.ChannelCount, counts);
        }

        double[] values = GC.AllocateUninitializedArray<double>(info.TotalSamples);
        Decode(block, values);
        return SignalBlock.OfPhysical(start, rate, info.ChannelCount, values);
    }

    private static BlockHeader Open(ReadOnlySpan<byte> block, int length, bool digital, out ByteReader reader)
    {
        var header = ReadHeader(block, out reader);
        if (BlockFormat.ReadChecksum(block) != Crc32C.Of(block[..^BlockFormat.ChecksumSize]))
            throw new CorruptBlockException(block.Length - BlockFormat.ChecksumSize, "checksum", "does not match the bytes before it");
        if (header.Info.IsDigital != digital)
            throw new ArgumentException($"The block holds {header.Info.SampleType}: decode it into {(digital ? "doubles" : "integers")}.");
        if (header.Info.TotalSamples != length)
            throw new ArgumentException($"The block holds {header.Info.ChannelCount} x {header.Info.SampleCount} samples, and the destination has room for {length}.");
        return header;
    }

    private static BlockHeader ReadHeader(ReadOnlySpan<byte> block, out ByteReader reader)
    {
        if (block.Length < BlockFormat.ChecksumSize) throw new CorruptBlockException(0, "block", $"is {block.Length} bytes long");
        reader = new ByteReader(block[..^BlockFormat.ChecksumSize]);
        return BlockHeader.Read(ref reader);
    }
}
