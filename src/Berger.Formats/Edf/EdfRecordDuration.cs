using System.Numerics;
using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>
/// Finds how long data records should be: a multiple of the shortest time in which all rates make whole samples, which
/// the header's 8 characters hold exactly.
/// </summary>
internal static class EdfRecordDuration
{
    private const long Micros = 1_000_000;

    /// <summary>Shorter records are mostly annotation signal; longer ones are clumsy to read.</summary>
    private static readonly (double Shortest, double Longest) Sensible = (0.05, 60);

    /// <summary>The text of the header field; null when 8 characters cannot hold the duration.</summary>
    public static string? Format(Seconds duration)
    {
        string text = duration.ToString();
        return text.Length <= 8 ? text : null;
    }

    /// <returns>Null when no duration that a header can hold makes whole samples of all rates.</returns>
    public static Seconds? Choose(IReadOnlyCollection<SampleRate> rates, IReadOnlyCollection<Seconds> runs)
    {
        if (ShortestMicros(rates) is not { } unit) return null;
        return ThatDivides(runs, unit, rates.Max(r => r.Hertz)) ?? NearOneSecond(unit);
    }

    /// <summary>How many samples a rate makes in a duration; null when that is no whole number.</summary>
    public static int? SamplesIn(Seconds duration, SampleRate rate)
    {
        Int128 samples = (Int128)duration.Nanoseconds * rate.Samples, divisor = (Int128)rate.PerSeconds * Seconds.PerSecond;
        return samples % divisor == 0 && samples / divisor is var count && count >= 1 && count <= 99_999_999 ? (int)count : null;
    }

    /// <summary>Least common multiple of all sampling intervals, and of a microsecond, in microseconds.</summary>
    private static long? ShortestMicros(IReadOnlyCollection<SampleRate> rates)
    {
        BigInteger seconds = 1, samples = 0;
        foreach (var rate in rates)
        {
            seconds = seconds / BigInteger.GreatestCommonDivisor(seconds, rate.PerSeconds) * rate.PerSeconds;
            samples = BigInteger.GreatestCommonDivisor(samples, rate.Samples);
        }

        // seconds / samples is the interval; one of 10^-6 s is 1 / 10^6.
        var common = BigInteger.GreatestCommonDivisor(seconds, samples);
        (seconds, samples) = (seconds / common, samples / common);
        var micros = seconds * Micros / BigInteger.GreatestCommonDivisor(samples, Micros);
        return micros <= 99_999_999 * Micros ? (long)micros : null;
    }

    private static Seconds? ThatDivides(IReadOnlyCollection<Seconds> runs, long unit, double fastest)
    {
        long common = 0;
        foreach (var run in runs)
        {
            long units = (long)Math.Round(run.Nanoseconds / 1000.0 / unit);
            if (units == 0 || Math.Abs(units * unit * 1e-6 - run.ToDouble()) > 0.5 / fastest) return null;
            common = (long)BigInteger.GreatestCommonDivisor(common, units);
        }

        return Divisors(common).Select(d => FromMicros(d * unit))
            .Where(d => Format(d) is not null && d.ToDouble() >= Sensible.Shortest && d.ToDouble() <= Sensible.Longest)
            .OrderBy(d => Math.Abs(Math.Log(d.ToDouble()))).Cast<Seconds?>().FirstOrDefault();
    }

    private static IEnumerable<long> Divisors(long number)
    {
        for (long d = 1; d <= number / d; d++)
        {
            if (number % d != 0) continue;
            yield return d;
            yield return number / d;
        }
    }

    private static Seconds? NearOneSecond(long unit)
    {
        long first = Math.Max(1, (Micros + unit / 2) / unit);
        for (long times = first; times < first + 10_000; times++)
        {
            if (Format(FromMicros(times * unit)) is not null) return FromMicros(times * unit);
        }

        return null;
    }

    private static Seconds FromMicros(long micros) => new(micros * 1000);
}
