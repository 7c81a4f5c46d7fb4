using System.Buffers;
using System.Globalization;
using System.Text;

namespace Berger.Formats.Edf;

/// <summary>Makes header fields of a fixed width in printable ASCII, as EDF+ 2.1.3.1 demands, and reports what they cannot hold.</summary>
internal sealed class EdfHeaderWriter(string file, EdfFindings findings, bool roundCalibration)
{
    private readonly ArrayBufferWriter<byte> header = new(256);

    public long Position => header.WrittenCount;

    public byte[] ToArray() => header.WrittenSpan.ToArray();

    /// <summary>A text, with the usual ASCII words for what is not ASCII. What does not fit is cut off.</summary>
    public void Text(string text, int length, string field)
    {
        string ascii = ToAscii(text, out bool lost);
        if (lost) Lose(field, $"'{text}' is not ASCII", $"it is written as '{ascii}'");
        if (ascii.Length > length) Lose(field, $"'{ascii}' has more than {length} characters", "the rest is cut off");
        Put(ascii.Length > length ? ascii[..length] : ascii, length);
    }

    public void Number(long value, int length, string field)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        if (text.Length > length) throw new EdfException(file, Position, field, $"{value} does not fit {length} characters. Write several files.");
        Put(text, length);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => header.Write(bytes);

    /// <summary>A physical minimum or maximum in 8 characters, exact, or rounded when that is allowed and leaves it different from the other one.</summary>
    public void Physical(double value, double other, string label, string field)
    {
        string? text = Nearest(value);
        if (text is null || (!roundCalibration && Parse(text) != value) || text == Nearest(other))
            throw new EdfException(file, Position, field, $"{value:R} of {label} does not fit 8 characters. Use a unit in which it does, such as uV instead of V, or allow the calibration to be rounded.");
        if (Parse(text) != value) Lose(field, $"{value:R} of {label} does not fit 8 characters", $"it is rounded to {text}");
        Put(text, 8);
    }

    /// <summary>The 8 characters, without exponent, that come nearest; null when the number is too large, or too small to be told from 0.</summary>
    private static string? Nearest(double value)
    {
        string exact = value.ToString("0.################", CultureInfo.InvariantCulture);
        if (exact.Length <= 8) return value != 0 && Parse(exact) == 0 ? null : exact;
        for (int decimals = 6; decimals >= 0; decimals--)
        {
            string text = value.ToString("F" + decimals, CultureInfo.InvariantCulture);
            if (text.Length <= 8) return Parse(text) == 0 ? null : text;
        }

        return null;
    }

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string ToAscii(string text, out bool lost)
    {
        lost = text.Any(c => c is not (>= ' ' and <= '~' or 'µ' or 'μ' or 'Ω' or 'Ω' or '°'));
        var ascii = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            ascii.Append(c switch
            {
                'µ' or 'μ' => "u",
                'Ω' or 'Ω' => "Ohm",
                '°' => "deg",
                >= ' ' and <= '~' => c.ToString(),
                _ => "?",
            });
        }

        return ascii.ToString();
    }

    private void Put(string ascii, int length) => header.Write(Encoding.ASCII.GetBytes(ascii.PadRight(length)));

    private void Lose(string field, string problem, string remedy) => findings.Add(EdfSeverity.Loss, Position, field, problem, remedy);
}
