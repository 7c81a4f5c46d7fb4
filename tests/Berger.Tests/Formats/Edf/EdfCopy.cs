using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Tests.Formats.Edf;

/// <summary>Writes recordings to memory and reads them again.</summary>
internal static class EdfCopy
{
    /// <summary>One channel of counts -2048..2047 at a rate.</summary>
    public static Channel Channel(string label, double hertz, Calibration? calibration = null) =>
        new(label, "uV", SampleRate.FromHertz(hertz), calibration ?? new Calibration(-2048, 2047, -800, 800));

    public static Recording Recording(params Channel[] channels) =>
        new(new RecordingKey("subject", "recording"), DateTimeOffset.Parse("2026-03-02T04:05:06Z"), channels);

    public static SignalBlock Block(Recording recording, int group, double start, params int[] counts) =>
        SignalBlock.OfDigital(Seconds.From(start), recording.Groups[group].Rate, recording.Groups[group].Channels.Count, counts);

    /// <summary>Counts from <paramref name="first"/> on.</summary>
    public static int[] Counting(int count, int first = 0) => [.. Enumerable.Range(first, count)];

    public static byte[] Write(Recording recording, EdfWriterOptions? options, Action<EdfWriter> write, out IReadOnlyList<EdfFinding> findings)
    {
        var stream = new MemoryStream();
        using (var writer = new EdfWriter(stream, "test.edf", recording, options))
        {
            write(writer);
            writer.Complete();
            findings = writer.Findings;
        }

        return stream.ToArray();
    }

    /// <summary>Writes without findings and opens what was written, also without.</summary>
    public static EdfFile WriteAndOpen(Recording recording, EdfWriterOptions? options, Action<EdfWriter> write)
    {
        var edf = EdfBytes.Open(Write(recording, options, write, out var findings));
        Assert.Empty(findings);
        edf.ReadAnnotations();
        Assert.Empty(edf.Findings);
        return edf;
    }

    /// <summary>Copies all of a file: groups one after the other, with blocks of an odd length.</summary>
    public static void CopyTo(this EdfFile edf, EdfWriter writer)
    {
        foreach (var group in edf.Recording().Groups)
            foreach (var block in edf.ReadBlocks(group.Index, Seconds.From(7.3))) writer.Write(group.Index, block);
        foreach (var annotation in edf.EnumerateAnnotations()) writer.Write(annotation);
    }

    /// <summary>Lengths of the file's segments.</summary>
    public static Seconds[] RunDurations(this EdfFile edf) =>
        [.. edf.ReadSegments().Select(s => new Seconds(s.RecordCount * edf.Header.RecordDuration.Nanoseconds))];

    /// <summary>All samples of a group by the time at which they begin, in blocks as long as possible.</summary>
    public static IEnumerable<(Seconds Start, string Checksum)> Checksums(this EdfFile edf, int group) =>
        edf.ReadBlocks(group, Seconds.From(1e6)).Select(b => (b.Start, b.ComputeChecksum()));
}
