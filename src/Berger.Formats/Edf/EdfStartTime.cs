using System.Globalization;

namespace Berger.Formats.Edf;

/// <summary>The wall clock of a header's start, from its three places.</summary>
internal static class EdfStartTime
{
    public const string UnknownDate = "01.01.85";
    public const string UnknownTime = "00.00.00";

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary>
    /// Date and time of the main header. Its two-digit year lies in 1985-2084 (EDF+ 2.1.3.2), unless "Startdate
    /// dd-MMM-yyyy" of the recording field names the same day of another century, or the year is the letters
    /// <c>yy</c>. Null when there is no such date or time.
    /// </summary>
    public static DateTimeOffset? Parse(string date, string time, string recording)
    {
        if (IsUnknown(date, time, recording)) return null;
        if (!TryParts(time, out int hour, out int minute, out int second) || hour > 23 || minute > 59 || second > 59) return null;
        return ParseDate(date, recording) is { } day ? new DateTimeOffset(day.ToDateTime(new TimeOnly(hour, minute, second)), TimeSpan.Zero) : null;
    }

    /// <summary>
    /// Whether the header says that the start is unknown: "Startdate X" and the very first date that it can hold, which
    /// EDF+ demands of anonymous files (2.1.3.3).
    /// </summary>
    public static bool IsUnknown(string date, string time, string recording) => (date, time) == (UnknownDate, UnknownTime)
        && (recording.StartsWith("Startdate X ", StringComparison.Ordinal) || recording == "Startdate X");

    /// <summary>The date of a recording field that begins with "Startdate dd-MMM-yyyy" (EDF+ 2.1.3.4); null when it has none.</summary>
    public static DateOnly? ParseStartdate(string recording)
    {
        string[] words = recording.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !words[0].Equals("Startdate", StringComparison.OrdinalIgnoreCase)) return null;
        string[] parts = words[1].Split('-');
        if (parts.Length != 3 || !TryDigits(parts[0], 2, out int day) || !TryDigits(parts[2], 4, out int year)) return null;
        return Day(year, Array.IndexOf(Months, parts[1].ToUpperInvariant()) + 1, day);
    }

    /// <summary>As EDF+ writes dates, such as <c>02-MAR-2026</c>.</summary>
    public static string Format(DateOnly date) => $"{date.Day:00}-{Months[date.Month - 1]}-{date.Year:0000}";

    private static DateOnly? ParseDate(string date, string recording)
    {
        var full = ParseStartdate(recording);
        if (!TryParts(date, out int day, out int month, out int year)) return date.EndsWith("yy", StringComparison.OrdinalIgnoreCase) ? full : null;
        if (full is { } known && (known.Day, known.Month, known.Year % 100) == (day, month, year)) return known;
        return Day(year >= 85 ? 1900 + year : 2000 + year, month, day);
    }

    private static DateOnly? Day(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static bool TryParts(string text, out int first, out int second, out int third)
    {
        string[] parts = text.Split('.', ':', '-', '/');
        first = second = third = 0;
        return parts.Length == 3 && TryDigits(parts[0], 2, out first) && TryDigits(parts[1], 2, out second) && TryDigits(parts[2], 2, out third);
    }

    private static bool TryDigits(string text, int most, out int value)
    {
        value = 0;
        string digits = text.Trim();
        return digits.Length <= most && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
