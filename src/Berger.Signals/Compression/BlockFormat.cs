using System.Buffers;
using System.Buffers.Binary;

namespace Berger.Signals.Compression;

/// <summary>How a block's integers lie in it.</summary>
internal enum IntegerCoding
{
    /// <summary>As they are.</summary>
    Stored = 0,

    /// <summary>Predicted in 32-bit arithmetic.</summary>
    Narrow = 1,

    /// <summary>Predicted in 64-bit arithmetic.</summary>
    Wide = 2,
}

/// <summary>How a block's samples became integers.</summary>
internal enum SampleMapping
{
    /// <summary>They are integers.</summary>
    None = 0,

    /// <summary>Floats that are an integer divided by one divisor, but for listed exceptions.</summary>
    Grid = 1,

    /// <summary>Bit patterns of floats, in the order of their values.</summary>
    Ordered = 2,
}

/// <summary>The frame around a block's samples, as <c>docs/formats/signal-block.md</c> has it: header first, checksum last.</summary>
internal static class BlockFormat
{
    public const byte Magic0 = (byte)'B', Magic1 = (byte)'S', Version = 1;

    public const int MaxChannels = ushort.MaxValue;

    /// <summary>Samples of all channels together.</summary>
    public const int MaxSamples = 1 << 27;

    /// <summary>No byte of predicted samples holds more: see <see cref="Residuals.ResidualModel.MaxFrequency"/>.</summary>
    public const int MaxSamplesPerByte = 256;

    public const int KindOffset = 3, ChecksumSize = 4;

    public static byte Kind(SampleType type, IntegerCoding coding, SampleMapping mapping) =>
        (byte)((int)type | (int)coding << 4 | (int)mapping << 6);

    /// <summary>Bytes of one stored integer. Floats' integers have 32 bits.</summary>
    public static int StoredSize(SampleType type) => type switch { SampleType.Int16 => 2, SampleType.Int24 => 3, _ => 4 };

    public static void WriteVarint(IBufferWriter<byte> output, int value)
    {
        var span = output.GetSpan(5);
        int length = 0;
        for (; value >= 128; value >>= 7) span[length++] = (byte)(value | 128);
        span[length++] = (byte)value;
        output.Advance(length);
    }

    public static uint ReadChecksum(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadUInt32LittleEndian(block[^ChecksumSize..]);

    /// <summary>Float and packed payloads are moved as they lie in memory.</summary>
    public static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Berger's blocks are read and written on little-endian machines only.");
    }
}

/// <summary>A block's header, checked against the block's length but not yet against its checksum.</summary>
internal readonly record struct BlockHeader(BlockInfo Info, IntegerCoding Coding, SampleMapping Mapping)
{
    /// <summary>Reads the header; the reader is over the block without its checksum.</summary>
    public static BlockHeader Read(ref ByteReader reader)
    {
        if (reader.Byte("magic") != BlockFormat.Magic0 || reader.Byte("magic") != BlockFormat.Magic1)
            throw new CorruptBlockException(0, "magic", "is not \"BS\"");
        if (reader.Byte("version") is var version and not BlockFormat.Version)
            throw new CorruptBlockException(2, "version", $"is {version}, and this program knows {BlockFormat.Version} only");

        var (type, coding, mapping) = ReadKind(ref reader);
        int channels = reader.Varint("channel count"), samples = reader.Varint("sample count");
        if (channels is 0 or > BlockFormat.MaxChannels) throw new CorruptBlockException(4, "channel count", $"is {channels}");
        long limit = coding == IntegerCoding.Stored
            ? reader.Remaining / BlockFormat.StoredSize(type)
            : (long)reader.Remaining * BlockFormat.MaxSamplesPerByte;
        if ((long)channels * samples > Math.Min(limit, BlockFormat.MaxSamples))
            throw new CorruptBlockException(reader.Position, "sample count", $"is {samples}, more than the block's length can hold");
        return new(new(channels, samples, type), coding, mapping);
    }

    private static (SampleType Type, IntegerCoding Coding, SampleMapping Mapping) ReadKind(ref ByteReader reader)
    {
        int kind = reader.Byte("kind");
        var (type, coding, mapping) = ((SampleType)(kind & 15), (IntegerCoding)(kind >> 4 & 3), (SampleMapping)(kind >> 6));
        bool known = type is >= SampleType.Int16 and <= SampleType.Float64 && coding <= IntegerCoding.Wide && mapping <= SampleMapping.Ordered;
        if (!known || type <= SampleType.Int32 != (mapping == SampleMapping.None))
            throw new CorruptBlockException(BlockFormat.KindOffset, "kind", $"is {kind}, which means nothing");
        return (type, coding, mapping);
    }
}
