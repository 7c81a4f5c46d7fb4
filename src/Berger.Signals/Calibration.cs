using System.Numerics;
using System.Runtime.InteropServices;

namespace Berger.Signals;

/// <summary>
/// The line between what an amplifier counts (digital) and what it measures (physical, in the channel's unit), given
/// by two points as in EDF. The line holds beyond the points too: values outside the digital range are real and are
/// never clipped. A physical minimum above the maximum is legal and means inverted polarity.
/// </summary>
/// <param name="DigitalMinimum">Count of the first point.</param>
/// <param name="DigitalMaximum">Count of the second point.</param>
/// <param name="PhysicalMinimum">Value of the first point, in the channel's unit.</param>
/// <param name="PhysicalMaximum">Value of the second point, in the channel's unit.</param>
public readonly record struct Calibration(int DigitalMinimum, int DigitalMaximum, double PhysicalMinimum, double PhysicalMaximum)
{
    /// <summary>Counts are the values themselves, on the 16-bit range.</summary>
    public static readonly Calibration Identity = new(short.MinValue, short.MaxValue, short.MinValue, short.MaxValue);

    /// <summary>Whether the two points define no line, as in files whose minimum equals their maximum. Counts then stand for themselves.</summary>
    public bool IsDegenerate => DigitalMinimum == DigitalMaximum || PhysicalMinimum == PhysicalMaximum
        || !double.IsFinite(PhysicalMinimum) || !double.IsFinite(PhysicalMaximum);

    /// <summary>Units per count; negative for inverted polarity; 1 for a degenerate calibration.</summary>
    public double Gain => IsDegenerate ? 1 : (PhysicalMaximum - PhysicalMinimum) / ((double)DigitalMaximum - DigitalMinimum);

    /// <summary>The value of count 0, in the channel's unit; 0 for a degenerate calibration.</summary>
    public double Offset => IsDegenerate ? 0 : PhysicalMinimum - Gain * DigitalMinimum;

    /// <summary>The value of a count, in the channel's unit. In a loop, take <see cref="Gain"/> and <see cref="Offset"/> out of it.</summary>
    public double ToPhysical(int digital) => digital * Gain + Offset;

    /// <summary>The values of counts, in the channel's unit: the same as one by one, several at a time.</summary>
    /// <param name="digital">Counts.</param>
    /// <param name="physical">Where the values go; as long as <paramref name="digital"/>.</param>
    public void ToPhysical(ReadOnlySpan<int> digital, Span<double> physical)
    {
        double gain = Gain, offset = Offset;
        var counts = MemoryMarshal.Cast<int, Vector<int>>(digital);
        var values = MemoryMarshal.Cast<double, Vector<double>>(physical[..digital.Length]);
        for (int i = 0; i < counts.Length; i++) (values[2 * i], values[2 * i + 1]) = ToPhysical(counts[i], gain, offset);
        for (int i = counts.Length * Vector<int>.Count; i < digital.Length; i++) physical[i] = digital[i] * gain + offset;
    }

    /// <inheritdoc cref="ToPhysical(ReadOnlySpan{int}, Span{double})"/>
    /// <remarks>Computed as doubles and then rounded.</remarks>
    public void ToPhysical(ReadOnlySpan<int> digital, Span<float> physical)
    {
        double gain = Gain, offset = Offset;
        var counts = MemoryMarshal.Cast<int, Vector<int>>(digital);
        var values = MemoryMarshal.Cast<float, Vector<float>>(physical[..digital.Length]);
        for (int i = 0; i < counts.Length; i++)
        {
            var (low, high) = ToPhysical(counts[i], gain, offset);
            values[i] = Vector.Narrow(low, high);
        }

        for (int i = counts.Length * Vector<int>.Count; i < digital.Length; i++) physical[i] = (float)(digital[i] * gain + offset);
    }

    /// <summary>
    /// The count whose value is <paramref name="physical"/> exactly, bit for bit; false when the value lies between
    /// counts or outside 32 bits.
    /// </summary>
    public bool TryToDigital(double physical, out int digital) =>
        TryRound(physical, out digital) && ToPhysical(digital) == physical && (physical != 0 || !double.IsNegative(physical));

    /// <summary>The count whose value, rounded to float32, is <paramref name="physical"/> exactly.</summary>
    public bool TryToDigital(float physical, out int digital) =>
        TryRound(physical, out digital) && (float)ToPhysical(digital) == physical && (physical != 0 || !float.IsNegative(physical));

    private static (Vector<double> Low, Vector<double> High) ToPhysical(Vector<int> counts, double gain, double offset)
    {
        Vector.Widen(counts, out var low, out var high);
        return (Vector.ConvertToDouble(low) * gain + new Vector<double>(offset), Vector.ConvertToDouble(high) * gain + new Vector<double>(offset));
    }

    private bool TryRound(double physical, out int digital)
    {
        double count = Math.Round((physical - Offset) / Gain);
        bool fits = Math.Abs(count) <= int.MaxValue;
        digital = fits ? (int)count : 0;
        return fits;
    }
}
