using System.Numerics;

namespace Berger.Recordings.Devices.Generated;

/// <summary>
/// A stream of random numbers that depends on nothing but a seed and a name, on any machine and runtime. Source:
/// xoshiro256** by Blackman and Vigna (2018), its state filled by SplitMix64.
/// </summary>
internal sealed class SeededNoise
{
    private ulong s0, s1, s2, s3;

    /// <param name="seed">The recording's seed.</param>
    /// <param name="stream">What the numbers are for; streams of one seed are independent.</param>
    /// <param name="index">Number of the stream among those of its name.</param>
    public SeededNoise(int seed, string stream, int index = 0)
    {
        ulong state = (uint)seed;
        foreach (char c in stream) state = (state ^ c) * 0x100000001b3;
        state = (state ^ (uint)index) * 0x100000001b3;
        (s0, s1, s2, s3) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    /// <summary>At least 0 and below 1.</summary>
    public double Uniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + (high - low) * Uniform();

    /// <summary>A whole number from 0 up to, and without, the limit.</summary>
    public int Below(int limit) => (int)(Uniform() * limit);

    /// <summary>The time to the next of events that come independently of each other.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    /// <summary>Nearly normal, mean 0 and variance 1: the sum of four uniforms, which one draw gives. It never exceeds 3.5.</summary>
    public double Normal()
    {
        const double Scale = 2.642937e-5; // √3 / 2^16, as the variance of a uniform on [0, 2^16) is 2^32 / 12.
        ulong bits = NextBits();
        long sum = (long)((bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48));
        return (sum - 2 * 65535) * Scale;
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }

    private ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9, t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }
}
