using System.Globalization;
using System.Numerics;

namespace Berger.Signals;

/// <summary>
/// Samples per second of a channel, as the fraction that it is: one sample each three seconds is 1/3 Hz, exactly,
/// so the time of the billionth sample is right. Two rates are equal when their fractions are.
/// </summary>
public readonly record struct SampleRate
{
    private SampleRate(long samples, long seconds) => (Samples, PerSeconds) = (samples, seconds);

    /// <summary>Numerator: so many samples …</summary>
    public long Samples { get; }

    /// <summary>Denominator: … in so many seconds.</summary>
    public long PerSeconds { get; }

    /// <summary>Samples per second.</summary>
    public double Hertz => (double)Samples / PerSeconds;

    /// <summary>The simplest fraction whose nearest double is <paramref name="hertz"/>, so that rates survive JSON and databases.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number above 0 and up to 10 MHz.</exception>
    public static SampleRate FromHertz(double hertz)
    {
        if (!(hertz >= 1e-6 && hertz <= 1e7))
            throw new ArgumentOutOfRangeException(nameof(hertz), hertz, "A sampling rate must be between 0.000001 and 10,000,000 Hz.");

        // Continued fraction: each convergent is the best one of its size.
        long p0 = 0, q0 = 1, p1 = 1, q1 = 0;
        for (double x = hertz; ;)
        {
            double whole = Math.Floor(x);

            // A double that misses a simple fraction by its last bit needs a fraction beyond 64 bits: the simple one is meant.
            if (whole * p1 > 1e15 || whole * q1 > 1e12) return new SampleRate(p1, q1);
            long p = (long)whole * p1 + p0, q = (long)whole * q1 + q0;
            if ((double)p / q == hertz || q > 1_000_000_000 || x == whole) return new SampleRate(p, q);
            (p0, q0, p1, q1) = (p1, q1, p, q);
            x = 1 / (x - whole);
        }
    }

    /// <summary>The rate of a file that holds <paramref name="samples"/> in each <paramref name="duration"/>.</summary>
    public static SampleRate Per(long samples, Seconds duration)
    {
        // In lowest terms both numbers are exact as doubles, so that the quotient is the nearest double.
        var (a, b) = ((BigInteger)samples * Seconds.PerSecond, (BigInteger)duration.Nanoseconds);
        var common = BigInteger.GreatestCommonDivisor(a, b);
        return FromHertz((double)(a / common) / (double)(b / common));
    }

    /// <summary>The time that so many samples take, to the nearest nanosecond.</summary>
    public Seconds DurationOf(SampleCount count) => new((long)RoundedRatio((Int128)count.Value * PerSeconds * Seconds.PerSecond, Samples));

    /// <summary>How many samples fit a length of time; or the index of the sample nearest to a time counted from sample 0.</summary>
    public SampleCount CountIn(Seconds duration) =>
        new((long)RoundedRatio((Int128)duration.Nanoseconds * Samples, (Int128)PerSeconds * Seconds.PerSecond));

    /// <summary>The index of the first sample at or after a time, within a thousandth of a sample.</summary>
    public SampleCount CountUpTo(Seconds duration)
    {
        Int128 divisor = (Int128)PerSeconds * Seconds.PerSecond;
        return new(-(long)Floor(-((Int128)duration.Nanoseconds * Samples) + divisor / 1000, divisor));
    }

    public override string ToString() => Hertz.ToString("0.######", CultureInfo.InvariantCulture) + " Hz";

    private static Int128 RoundedRatio(Int128 a, Int128 b) => Floor(2 * a + b, 2 * b);

    private static Int128 Floor(Int128 a, Int128 b)
    {
        Int128 q = a / b;
        return a % b < 0 ? q - 1 : q;
    }
}
