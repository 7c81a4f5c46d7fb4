using Berger.Signals;
using Berger.Signals.Compression;

namespace Berger.Tests.Signals.Compression;

public class BlockRoundTripTests
{
    private static readonly int[] ChannelCounts = [1, 2, 7, 8, 9, 23, 64, 130];
    private static readonly int[] SampleCounts = [0, 1, 2, 5, 15, 16, 17, 33, 300, 1030];

    private readonly BlockEncoder _encoder = new();
    private readonly BlockDecoder _decoder = new();

    [Theory]
    [InlineData("noise16", SampleType.Int16)]
    [InlineData("square16", SampleType.Int16)]
    [InlineData("constants", SampleType.Int16)]
    [InlineData("sines", SampleType.Int16)]
    [InlineData("noise24", SampleType.Int24)]
    [InlineData("drift24", SampleType.Int24)]
    [InlineData("noise32", SampleType.Int32)]
    [InlineData("extremes32", SampleType.Int32)]
    public void Decode_IntegersOfAnyShape_ComeBack(string kind, SampleType widest)
    {
        var random = new Random(1);
        foreach (int channels in ChannelCounts)
            foreach (int samples in SampleCounts)
            {
                int[] values = Synthetic.Integers(kind, channels, samples, random);
                byte[] block = _encoder.Encode(values, channels);
                var info = BlockDecoder.Identify(block);
                Assert.Equal((channels, samples), (info.ChannelCount, info.SampleCount));
                Assert.True(info.SampleType <= widest, $"{info.SampleType} for {kind}");
                int[] decoded = new int[values.Length];
                _decoder.Decode(block, decoded);
                Assert.True(values.AsSpan().SequenceEqual(decoded), $"{kind}, {channels} channels, {samples} samples");
            }
    }

    [Theory]
    [InlineData("decimals", SampleType.Float64)]
    [InlineData("decimals with gaps", SampleType.Float64)]
    [InlineData("negative zeros", SampleType.Float32)]
    [InlineData("singles", SampleType.Float32)]
    [InlineData("decimal singles", SampleType.Float32)]
    [InlineData("doubles", SampleType.Float64)]
    [InlineData("any bits", SampleType.Float64)]
    [InlineData("any single bits", SampleType.Float32)]
    public void Decode_FloatsOfAnyShape_ComeBackBitForBit(string kind, SampleType widest)
    {
        var random = new Random(2);
        foreach (int channels in ChannelCounts)
            foreach (int samples in SampleCounts)
            {
                double[] values = Synthetic.Floats(kind, channels, samples, random);
                byte[] block = _encoder.Encode(values, channels);
                var info = BlockDecoder.Identify(block);
                Assert.Equal((channels, samples), (info.ChannelCount, info.SampleCount));
                Assert.True(info.SampleType is SampleType.Float32 || info.SampleType == widest, $"{info.SampleType} for {kind}");
                double[] decoded = new double[values.Length];
                _decoder.Decode(block, decoded);
                Assert.True(Synthetic.BitsOf(values).SequenceEqual(Synthetic.BitsOf(decoded)), $"{kind}, {channels} channels, {samples} samples");
            }
    }

    [Fact]
    public void Decode_BlockOfMostChannels_ComesBack()
    {
        int[] values = Synthetic.Integers("sines", ushort.MaxValue, 20, new Random(3));
        byte[] block = _encoder.Encode(values, ushort.MaxValue);
        int[] decoded = new int[values.Length];
        _decoder.Decode(block, decoded);
        Assert.Equal(values, decoded);
        Assert.True(block.Length < 2 * values.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_SignalBlock_ComesBackWithItsTime(bool digital)
    {
        var (start, rate) = (Seconds.From(2996.0), SampleRate.FromHertz(256));
        var random = new Random(4);
        var original = digital
            ? SignalBlock.OfDigital(start, rate, 3, Synthetic.Integers("sines", 3, 256, random))
            : SignalBlock.OfPhysical(start, rate, 3, Synthetic.Floats("decimals", 3, 256, random));
        var decoded = _decoder.Decode(_encoder.Encode(original), start, rate);
        Assert.Equal((original.Start, original.Rate, original.ChannelCount, original.IsDigital), (decoded.Start, decoded.Rate, decoded.ChannelCount, decoded.IsDigital));
        Assert.Equal(original.ComputeChecksum(), decoded.ComputeChecksum());
    }

    [Fact]
    public void Encode_Decimals_TakesNoMoreThanTheirIntegers()
    {
        int[] tenths = Synthetic.Integers("sines", 8, 1024, new Random(5));
        double[] values = [.. tenths.Select(k => k / 10.0)];
        Assert.InRange(_encoder.Encode(values, 8).Length, 0, _encoder.Encode(tenths, 8).Length + 4);
    }

    [Fact]
    public void Encode_24BitNoise_TakesNoMoreThanStored()
    {
        int[] values = Synthetic.Integers("noise24", 8, 1024, new Random(6));
        Assert.InRange(_encoder.Encode(values, 8).Length, 0, 3 * values.Length + 16);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(65536, 65536)]
    [InlineData(3, 4)]
    public void Encode_ImpossibleShape_IsRefused(int channels, int length) =>
        Assert.ThrowsAny<ArgumentException>(() => _encoder.Encode(new int[length], channels));

    [Fact]
    public void Decode_WrongDestination_IsRefused()
    {
        byte[] integers = _encoder.Encode([1, 2, 3, 4], 2), floats = _encoder.Encode([1.5, 2.5], 1);
        Assert.Throws<ArgumentException>(() => _decoder.Decode(integers, new int[3]));
        Assert.Throws<ArgumentException>(() => _decoder.Decode(integers, new double[4]));
        Assert.Throws<ArgumentException>(() => _decoder.Decode(floats, new int[2]));
    }

    [Fact]
    public void Decode_IntoASpan_AllocatesNothing()
    {
        byte[] integers = _encoder.Encode(Synthetic.Integers("sines", 23, 300, new Random(7)), 23);
        byte[] floats = _encoder.Encode(Synthetic.Floats("decimals with gaps", 23, 300, new Random(7)), 23);
        int[] counts = new int[23 * 300];
        double[] values = new double[23 * 300];
        Decode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Decode();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Decode()
        {
            _decoder.Decode(integers, counts);
            _decoder.Decode(floats, values);
        }
    }
}
