using System.Buffers.Binary;
using Berger.Signals.Compression;

namespace Berger.Tests.Signals.Compression;

public class BlockCorruptionTests
{
    private readonly BlockEncoder _encoder = new();
    private readonly BlockDecoder _decoder = new();

    /// <summary>One block of each coding and mapping.</summary>
    public static TheoryData<string> Kinds => ["sines", "noise16", "drift24", "decimals with gaps", "singles", "doubles"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_AnyByteChanged_IsRefused(string kind)
    {
        byte[] block = Block(kind, 5, 60);
        var random = new Random(1);
        for (int i = 0; i < block.Length; i++)
        {
            byte[] damaged = [.. block];
            damaged[i] ^= (byte)random.Next(1, 256);
            Assert.Throws<CorruptBlockException>(() => Decode(damaged, 5 * 60));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_AnyTruncation_IsRefused(string kind)
    {
        byte[] block = Block(kind, 5, 60);
        for (int length = 0; length < block.Length; length++)
            Assert.Throws<CorruptBlockException>(() => Decode(block.AsSpan(0, length), 5 * 60));
    }

    /// <summary>The checksum alone would catch nearly all damage; behind it, whatever the bytes are, nothing else than a refusal may happen.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_DamageWithItsChecksumRepaired_IsRefusedOrDecodes(string kind)
    {
        var random = new Random(2);
        int refused = 0, decoded = 0;
        foreach (var (channels, samples) in new[] { (1, 7), (5, 60), (23, 256) })
        {
            byte[] block = Block(kind, channels, samples);
            for (int i = 0; i < 2500; i++)
            {
                byte[] damaged = Damage(block, random);
                try
                {
                    Decode(damaged, channels * samples);
                    decoded++;
                }
                catch (CorruptBlockException)
                {
                    refused++;
                }
                catch (ArgumentException)
                {
                    refused++; // another shape or kind, honestly declared
                }
            }

            AssertRoundTrip(kind, block, channels, samples);
        }

        Assert.True(refused > 1000, $"{refused} refused, {decoded} decoded");
    }

    [Fact]
    public void Identify_SampleCountBeyondTheBlocksLength_IsRefusedBeforeAllocating()
    {
        byte[] block = [.. "BS"u8, 1, 0x11, .. Varint(65535), .. Varint(2048), .. new byte[40]];
        Repair(block);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<CorruptBlockException>(() => BlockDecoder.Identify(block));
        Assert.Equal("sample count", e.Field);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Decode_AnotherVersion_SaysSo()
    {
        byte[] block = Block("sines", 1, 16);
        block[2] = 2;
        Repair(block);
        var e = Assert.Throws<CorruptBlockException>(() => BlockDecoder.Identify(block));
        Assert.Equal(("version", 2), (e.Field, e.ByteOffset));
    }

    private byte[] Block(string kind, int channels, int samples)
    {
        var random = new Random(3);
        return IsDigital(kind)
            ? _encoder.Encode(Synthetic.Integers(kind, channels, samples, random), channels)
            : _encoder.Encode(Synthetic.Floats(kind, channels, samples, random), channels);
    }

    private static bool IsDigital(string kind) => kind is "sines" or "noise16" or "drift24";

    private void Decode(ReadOnlySpan<byte> block, int length)
    {
        if (BlockDecoder.Identify(block).IsDigital) _decoder.Decode(block, new int[length]);
        else _decoder.Decode(block, new double[length]);
    }

    private void AssertRoundTrip(string kind, byte[] block, int channels, int samples)
    {
        var random = new Random(3);
        if (IsDigital(kind))
        {
            int[] decoded = new int[channels * samples];
            _decoder.Decode(block, decoded);
            Assert.Equal(Synthetic.Integers(kind, channels, samples, random), decoded);
        }
        else
        {
            double[] decoded = new double[channels * samples];
            _decoder.Decode(block, decoded);
            Assert.True(Synthetic.BitsOf(Synthetic.Floats(kind, channels, samples, random)).SequenceEqual(Synthetic.BitsOf(decoded)));
        }
    }

    private static byte[] Damage(byte[] block, Random random)
    {
        byte[] damaged = random.Next(5) == 0 ? block[..random.Next(4, block.Length)] : [.. block];
        int near = random.Next(2) == 0 ? Math.Min(damaged.Length, 40) : damaged.Length;
        for (int hits = random.Next(1, 8); hits > 0; hits--) damaged[random.Next(near)] = (byte)random.Next(256);
        Repair(damaged);
        return damaged;
    }

    private static void Repair(byte[] block) =>
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(block.Length - 4), Crc32C.Of(block.AsSpan(0, block.Length - 4)));

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 128; value >>= 7) bytes.Add((byte)(value | 128));
        return [.. bytes, (byte)value];
    }
}
