using System.Globalization;

namespace Berger.Signals;

/// <summary>
/// A time within a recording, or a length of time, in whole nanoseconds. A time's origin is the start of its
/// recording, so it may be negative. Adding it to a <see cref="SampleCount"/> does not compile: a
/// <see cref="SampleRate"/> converts between the two.
/// </summary>
public readonly record struct Seconds(long Nanoseconds) : IComparable<Seconds>
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long PerSecond = 1_000_000_000;

    /// <summary>The largest magnitude that <see cref="From(double)"/> takes: about 285 years, in seconds.</summary>
    public const double Limit = 9e9;

    public static readonly Seconds Zero;
    public static readonly Seconds MaxValue = new(long.MaxValue);

    /// <summary>The nearest whole nanosecond.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite, or beyond <see cref="Limit"/>.</exception>
    public static Seconds From(double seconds) => Math.Abs(seconds) <= Limit
        ? new((long)Math.Round(seconds * PerSecond))
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, $"A time must be a number of seconds between -{Limit} and {Limit}.");

    /// <summary>The nearest whole nanosecond.</summary>
    public static Seconds From(decimal seconds) => new((long)Math.Round(seconds * PerSecond));

    /// <summary>The time in seconds, as the wire has it.</summary>
    public double ToDouble() => Nanoseconds / (double)PerSecond;

    public static Seconds operator +(Seconds a, Seconds b) => new(checked(a.Nanoseconds + b.Nanoseconds));

    public static Seconds operator -(Seconds a, Seconds b) => new(checked(a.Nanoseconds - b.Nanoseconds));

    public static Seconds operator -(Seconds a) => new(-a.Nanoseconds);

    public static bool operator <(Seconds a, Seconds b) => a.Nanoseconds < b.Nanoseconds;

    public static bool operator >(Seconds a, Seconds b) => a.Nanoseconds > b.Nanoseconds;

    public static bool operator <=(Seconds a, Seconds b) => a.Nanoseconds <= b.Nanoseconds;

    public static bool operator >=(Seconds a, Seconds b) => a.Nanoseconds >= b.Nanoseconds;

    public static Seconds Min(Seconds a, Seconds b) => a < b ? a : b;

    public static Seconds Max(Seconds a, Seconds b) => a > b ? a : b;

    public int CompareTo(Seconds other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Seconds with up to nine decimals and no exponent, such as <c>2996.5</c>.</summary>
    public override string ToString() =>
        ((decimal)Nanoseconds / PerSecond).ToString("0.#########", CultureInfo.InvariantCulture);
}
