namespace Berger.Signals.Compression.Floats;

/// <summary>Between doubles and the bits of singles, by integers where a processor might change a NaN's payload.</summary>
internal static class FloatBits
{
    private const ulong DoubleInfinity = 0x7FF0_0000_0000_0000;
    private const uint SingleInfinity = 0x7F80_0000;

    /// <summary>Bits that the mantissa of a double has beyond that of a single.</summary>
    private const int MantissaGap = 29;

    /// <summary>The bits of the single that is the double, bit for bit; false when there is none.</summary>
    public static bool TryToSingle(double value, out uint bits)
    {
        ulong wide = BitConverter.DoubleToUInt64Bits(value);
        bits = double.IsNaN(value)
            ? (uint)(wide >> 32) & 0x8000_0000 | SingleInfinity | (uint)(wide >> MantissaGap) & 0x007F_FFFF
            : BitConverter.SingleToUInt32Bits((float)value);
        return BitConverter.DoubleToUInt64Bits(ToDouble(bits)) == wide;
    }

    /// <summary>The double that is the single of these bits.</summary>
    public static double ToDouble(uint bits)
    {
        if ((bits & ~0x8000_0000) <= SingleInfinity) return BitConverter.UInt32BitsToSingle(bits);
        ulong sign = (ulong)(bits & 0x8000_0000) << 32;
        return BitConverter.UInt64BitsToDouble(sign | DoubleInfinity | (ulong)(bits & 0x007F_FFFF) << MantissaGap);
    }
}
