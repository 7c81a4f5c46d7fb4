using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Tests.Formats.Edf;

/// <summary>Short ways to read a whole file in tests.</summary>
internal static class EdfReading
{
    /// <summary>Start in seconds and counts of each block of a group, which here has one channel.</summary>
    public static (double Start, int[] Counts)[] Blocks(this EdfFile edf, double maxDuration = 1000, int group = 0) =>
        [.. edf.ReadBlocks(group, Seconds.From(maxDuration)).Select(b => (b.Start.ToDouble(), b.Digital.ToArray()))];

    public static Recording Recording(this EdfFile edf) => edf.ToRecording(new RecordingKey("subject", "recording"));

    /// <summary>All that can be read: segments, blocks of all groups and annotations.</summary>
    public static void ReadAll(this EdfFile edf)
    {
        foreach (var group in edf.Recording().Groups)
            foreach (var block in edf.ReadBlocks(group.Index, Seconds.From(3.0))) Assert.NotEqual(0, block.SampleCount);
        foreach (var annotation in edf.EnumerateAnnotations()) Assert.NotEmpty(annotation.Text);
    }

    /// <summary>Onsets are equal when they differ by at most half a sample of the fastest signal.</summary>
    public static Seconds Tolerance(this EdfFile edf) => edf.OrdinarySignals.Count == 0 ? Seconds.Zero
        : new(1 + edf.Header.RecordDuration.Nanoseconds / (2 * edf.OrdinarySignals.Max(s => s.SamplesPerRecord)));

    public static EdfFinding Finding(this EdfFile edf, string field) => Assert.Single(edf.Findings, f => f.Field == field);
}
