using System.Text;
using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>
/// Writes annotations as TALs (EDF+ 2.2.2), in the order given, into the room that records have behind their
/// time-keeping TAL. A TAL may stand in any record.
/// </summary>
internal sealed class EdfAnnotationPacker(EdfFindings findings)
{
    private const int LargestRecord = 50_000;

    private readonly List<byte[]> lists = [];

    public void Add(Annotation annotation, Seconds origin)
    {
        string times = Signed(annotation.Onset - origin);
        if (annotation.Duration is { } duration)
        {
            if (duration >= Seconds.Zero) times += $"\u0015{duration}";
            else Report(annotation, $"duration {duration} s is negative", "it is written without");
        }

        var texts = annotation.Channels.Count == 0 ? [annotation.Text] : annotation.Channels.Select(c => $"{annotation.Text}@@{c}");
        lists.Add(Encoding.UTF8.GetBytes($"{times}\u0014{string.Concat(texts.Select(t => Clean(annotation, t) + '\u0014'))}\0"));
    }

    /// <summary>A time-keeping TAL.</summary>
    public static byte[] Keep(Seconds onset) => Encoding.ASCII.GetBytes($"{Signed(onset)}\u0014\u0014\0");

    /// <summary>How many records hold all annotations where there are no samples to say so.</summary>
    public long RecordsWanted => Math.Max(1, (lists.Sum(l => (long)l.Length) + LargestRecord - 1) / LargestRecord);

    /// <summary>Bytes of the annotation signal in each record that are enough for all.</summary>
    /// <param name="have">Bytes that there are, and remain if they are enough.</param>
    /// <param name="keep">The time-keeping TAL's length in each record.</param>
    public int Room(int have, long records, Func<long, int> keep)
    {
        int next = 0;
        for (long record = 0; record < records && next < lists.Count; record++) next += Fit(next, have - keep(record));
        if (next == lists.Count) return have;

        // A record is left when the next list does not fit, so less than the longest one's length stays empty.
        long total = lists.Sum(l => (long)l.Length);
        int longestKeep = 0;
        for (long record = 0; record < records; record++) longestKeep = Math.Max(longestKeep, keep(record));
        return checked((int)((total + records - 1) / records) + lists.Max(l => l.Length) + longestKeep);
    }

    /// <summary>Writes the TALs from <paramref name="first"/> on that fit; returns how many those are.</summary>
    public int Write(int first, Span<byte> room)
    {
        int count = Fit(first, room.Length);
        for (int i = first; i < first + count; i++)
        {
            lists[i].CopyTo(room);
            room = room[lists[i].Length..];
        }

        return count;
    }

    public int Count => lists.Count;

    private int Fit(int first, int room)
    {
        int count = 0;
        while (first + count < lists.Count && (room -= lists[first + count].Length) >= 0) count++;
        return count;
    }

    private static string Signed(Seconds time) => time < Seconds.Zero ? time.ToString() : $"+{time}";

    /// <summary>Bytes 0 and 20 would end the text, and an empty text would not be seen.</summary>
    private string Clean(Annotation annotation, string text)
    {
        if (text.Length == 0) Report(annotation, "its text is empty", "a space is written");
        if (text.AsSpan().ContainsAny('\0', '\u0014')) Report(annotation, "its text has control characters", "spaces are written instead");
        return text.Length == 0 ? " " : text.Replace('\0', ' ').Replace('\u0014', ' ');
    }

    private void Report(Annotation annotation, string problem, string remedy) =>
        findings.Add(EdfSeverity.Loss, 0, "annotation", $"annotation '{annotation.Text}' at {annotation.Onset} s: {problem}", remedy);
}
