using System.Globalization;
using System.Text;

namespace Berger.Formats.Edf;

/// <summary>What header fields and annotations hold: text and numbers as they are found in the wild.</summary>
internal static class EdfField
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a header field: up to the first NUL, without padding.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        int nul = bytes.IndexOf((byte)0);
        return Decode(nul < 0 ? bytes : bytes[..nul]).Trim();
    }

    /// <summary>UTF-8 where the bytes are valid UTF-8, as ASCII always is; else Latin-1.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return StrictUtf8.GetString(bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    /// <summary>
    /// A number with an optional sign, decimals and exponent. A single comma counts as the decimal point, which
    /// <paramref name="comma"/> tells. Exact up to 28 digits.
    /// </summary>
    public static bool TryDecimal(string text, out decimal value, out bool comma)
    {
        comma = text.Contains(',') && !text.Contains('.');
        string plain = comma ? text.Replace(',', '.') : text;
        return decimal.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>As <see cref="TryDecimal"/>, for finite values of any size.</summary>
    public static bool TryDouble(string text, out double value, out bool comma)
    {
        comma = text.Contains(',') && !text.Contains('.');
        string plain = comma ? text.Replace(',', '.') : text;
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>A whole number, which may be written with decimals or an exponent, such as <c>1E2</c> or <c>10.0</c>.</summary>
    public static bool TryWhole(string text, out long value)
    {
        bool valid = TryDecimal(text, out decimal number, out _) && decimal.Truncate(number) == number && Math.Abs(number) <= 1_000_000_000_000;
        value = valid ? (long)number : 0;
        return valid;
    }
}
