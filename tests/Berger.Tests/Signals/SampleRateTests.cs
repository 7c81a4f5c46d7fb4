using Berger.Signals;

namespace Berger.Tests.Signals;

public class SampleRateTests
{
    [Theory]
    [InlineData(8, 2222222, 4, 1111111)]
    [InlineData(99_999_999, 30, 33_333_333, 10)]
    [InlineData(1, 999_999, 1, 999_999)]
    public void Per_UnusualDurations_IsTheFraction(long samples, long seconds, long expectedSamples, long expectedSeconds)
    {
        var rate = SampleRate.Per(samples, Seconds.From((double)seconds));
        Assert.Equal((expectedSamples, expectedSeconds), (rate.Samples, rate.PerSeconds));
    }

    [Fact]
    public void FromHertz_OneBitBesideASimpleFraction_IsPositiveAndNear()
    {
        foreach (double hertz in new[] { 4.0 / 1111111, 1.0 / 3, 12.8, 256, 1e7 / 3, 1e-6 })
        {
            foreach (double beside in new[] { Math.BitDecrement(hertz), Math.BitIncrement(hertz) })
            {
                if (beside < 1e-6) continue;
                var rate = SampleRate.FromHertz(beside);
                Assert.True(rate is { Samples: > 0, PerSeconds: > 0 });
                Assert.Equal(1, rate.Hertz / beside, 1e-12);
            }
        }
    }
}
