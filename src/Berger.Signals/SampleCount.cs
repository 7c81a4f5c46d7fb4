namespace Berger.Signals;

/// <summary>A number of samples per channel, or a position counted in samples. It is no time: see <see cref="SampleRate"/>.</summary>
public readonly record struct SampleCount(long Value) : IComparable<SampleCount>
{
    public static readonly SampleCount Zero;

    public static SampleCount operator +(SampleCount a, SampleCount b) => new(checked(a.Value + b.Value));

    public static SampleCount operator -(SampleCount a, SampleCount b) => new(checked(a.Value - b.Value));

    public static bool operator <(SampleCount a, SampleCount b) => a.Value < b.Value;

    public static bool operator >(SampleCount a, SampleCount b) => a.Value > b.Value;

    public static bool operator <=(SampleCount a, SampleCount b) => a.Value <= b.Value;

    public static bool operator >=(SampleCount a, SampleCount b) => a.Value >= b.Value;

    public int CompareTo(SampleCount other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
