using Berger.Signals;

namespace Berger.Tests.Signals;

public class CalibrationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    public void ToPhysical_ManyCounts_AreTheSameAsOneByOne(int length)
    {
        var calibration = new Calibration(-2048, 2047, -800, 800.5);
        var random = new Random(length);
        int[] counts = [.. Enumerable.Range(0, length).Select(i => i % 7 == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(-2048, 2048))];
        double[] doubles = new double[length];
        float[] singles = new float[length];

        calibration.ToPhysical(counts, doubles);
        calibration.ToPhysical(counts, singles);

        Assert.Equal(counts.Select(calibration.ToPhysical), doubles);
        Assert.Equal(counts.Select(count => (float)calibration.ToPhysical(count)), singles);
    }
}
