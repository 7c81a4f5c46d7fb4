using Berger.Signals;

namespace Berger.Tests.Signals;

public class VocabularyTests
{
    [Theory]
    [InlineData(256, 256, 1)]
    [InlineData(0.25, 1, 4)]
    [InlineData(12.8, 64, 5)]
    [InlineData(487.5, 975, 2)]
    [InlineData(1.0 / 3, 1, 3)]
    public void SampleRate_FromHertz_IsTheSimplestFraction(double hertz, long samples, long seconds)
    {
        var rate = SampleRate.FromHertz(hertz);
        Assert.Equal((samples, seconds), (rate.Samples, rate.PerSeconds));
        Assert.Equal(hertz, rate.Hertz);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void SampleRate_NoRate_IsRefused(double hertz) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRate.FromHertz(hertz));

    [Fact]
    public void SampleRate_ADayAtOneThirdHertz_IsExact()
    {
        var rate = SampleRate.Per(1, Seconds.From(3.0));
        Assert.Equal(Seconds.From(86_400.0), rate.DurationOf(new SampleCount(28_800)));
        Assert.Equal(new SampleCount(28_800), rate.CountIn(Seconds.From(86_400.0)));
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.001, 1)]
    [InlineData(0.00390625, 1)]
    [InlineData(0.004, 2)]
    [InlineData(-0.004, -1)]
    public void SampleRate_CountUpTo_IsTheFirstSampleAtOrAfter(double seconds, long expected) =>
        Assert.Equal(expected, SampleRate.FromHertz(256).CountUpTo(Seconds.From(seconds)).Value);

    [Theory]
    [InlineData(2996.1, "2996.1")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(1e9, "1000000000")]
    public void Seconds_ToString_HasNoExponent(double seconds, string text) => Assert.Equal(text, Seconds.From(seconds).ToString());

    [Fact]
    public void Calibration_ChbMit_MatchesTheFormulaOfEdf()
    {
        var calibration = new Calibration(-2048, 2047, -800, 800);
        Assert.Equal(1600.0 / 4095, calibration.Gain);
        Assert.Equal(-800, calibration.ToPhysical(-2048), 1e-9);
        Assert.Equal(800, calibration.ToPhysical(2047), 1e-9);
    }

    [Fact]
    public void Calibration_EveryCount_ReturnsFromItsPhysicalValue()
    {
        var calibration = new Calibration(-32768, 32767, 8711, -8711);
        for (int count = -40_000; count <= 40_000; count++)
        {
            Assert.True(calibration.TryToDigital(calibration.ToPhysical(count), out int back));
            Assert.Equal(count, back);
        }

        Assert.False(calibration.TryToDigital(calibration.ToPhysical(17) + 0.01, out _));
        Assert.False(calibration.TryToDigital(double.NaN, out _));
    }

    [Theory]
    [InlineData(5, 5, -1, 1)]
    [InlineData(-5, 5, 1, 1)]
    public void Calibration_MinimumEqualsMaximum_LeavesCounts(int digitalMin, int digitalMax, double physicalMin, double physicalMax)
    {
        var calibration = new Calibration(digitalMin, digitalMax, physicalMin, physicalMax);
        Assert.True(calibration.IsDegenerate);
        Assert.Equal(123, calibration.ToPhysical(123));
    }

    [Fact]
    public void Recording_DuplicateLabels_AreNumberedAsMneDoes()
    {
        var names = new Recording(new("p", "r"), null, [.. new[] { "T8-P8", "-", "T8-P8", "-", "T8-P8-0" }
            .Select(label => new Channel(label, "uV", SampleRate.FromHertz(256), null))]).ChannelNames;
        Assert.Equal(["T8-P8-1", "--0", "T8-P8-2", "--1", "T8-P8-0"], names);
    }

    [Fact]
    public void Recording_TwoRates_AreTwoGroups()
    {
        Channel At(string label, double hertz) => new(label, "uV", SampleRate.FromHertz(hertz), null);
        var groups = new Recording(new("p", "r"), null, [At("a", 100), At("b", 1), At("c", 100)]).Groups;
        Assert.Equal([0, 2], groups[0].Channels);
        Assert.Equal([1], groups[1].Channels);
    }

    [Fact]
    public void SignalBlock_Checksum_IsOfLittleEndianInt32ChannelByChannel()
    {
        var block = SignalBlock.OfDigital(Seconds.Zero, SampleRate.FromHertz(2), 2, [1, -1, 256, 0]);
        byte[] canonical = [1, 0, 0, 0, 255, 255, 255, 255, 0, 1, 0, 0, 0, 0, 0, 0];
        string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(canonical));
        Assert.Equal("sha256:" + expected, block.ComputeChecksum());
        Assert.Equal(Seconds.From(1.0), block.End);
    }
}
