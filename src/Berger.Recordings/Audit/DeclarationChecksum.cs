using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Berger.Signals;

namespace Berger.Recordings.Audit;

/// <summary>The checksum of all that gives a recording's counts their meaning: see <c>docs/formats/checksum.md</c>.</summary>
public static class DeclarationChecksum
{
    /// <returns><c>sha256:</c> and 64 hex digits.</returns>
    public static string Of(Recording recording)
    {
        var text = new StringBuilder();
        Line(text, recording.Key.SubjectId);
        Line(text, recording.Key.RecordingId);
        Line(text, recording.StartTime is { } start ? LogEntry.Microseconds(start).ToString(CultureInfo.InvariantCulture) : "");
        foreach (var channel in recording.Channels)
        {
            Line(text, channel.Label);
            Line(text, channel.Unit);
            Line(text, Number(channel.Rate.Hertz));
            Line(text, channel.Calibration is { } c
                ? $"{c.DigitalMinimum} {c.DigitalMaximum} {Number(c.PhysicalMinimum)} {Number(c.PhysicalMaximum)}"
                : "");
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Line(StringBuilder text, string field) => text.Append(field).Append('\n');

    /// <summary>The bits of a double, so that nobody has to agree on decimal texts; zero has no sign, since a database may drop it.</summary>
    private static string Number(double value) => double.IsNaN(value) ? "NaN"
        : BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value).ToString("x16", CultureInfo.InvariantCulture);
}
