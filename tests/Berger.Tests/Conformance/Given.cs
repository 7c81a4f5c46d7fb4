using System.Runtime.InteropServices;
using Berger.Recordings.Annotations;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Tests.Conformance;

/// <summary>Recordings, chunks and annotations to try stores with.</summary>
internal static class Given
{
    public static readonly Calibration ChbMit = new(-2048, 2047, -800, 800);
    private static int recordings;

    public static Channel Eeg(string label = "FP1-F7", double hertz = 256) =>
        new(label, "uV", SampleRate.FromHertz(hertz), ChbMit, "AgAgCl electrode", "HP:0.1Hz LP:75Hz N:60Hz");

    /// <summary>A recording under a name that no other has.</summary>
    public static Recording Recording(params Channel[] channels) => new(
        new("chb01", $"recording-{Interlocked.Increment(ref recordings)}.edf"),
        new DateTimeOffset(2019, 11, 6, 13, 43, 4, TimeSpan.Zero),
        channels.Length == 0 ? [Eeg()] : channels);

    /// <summary>A chunk of random samples; the same seed makes the same samples.</summary>
    /// <param name="recording">Its recording.</param>
    /// <param name="start">Its first sample's number.</param>
    /// <param name="samples">Samples per channel.</param>
    /// <param name="seed">What the samples are made from.</param>
    /// <param name="group">Its channel group.</param>
    public static Chunk Chunk(StoredRecording recording, long start, int samples = 256, int seed = 0, int group = 0) =>
        ChunkAt(recording, recording.Recording.Groups[group].Rate.DurationOf(new SampleCount(start)), samples, seed, group);

    /// <inheritdoc cref="Chunk"/>
    /// <param name="start">The time of its first sample.</param>
    public static Chunk ChunkAt(StoredRecording recording, Seconds start, int samples = 256, int seed = 0, int group = 0)
    {
        var channels = recording.Recording.Groups[group];
        var random = new Random(seed);
        int[] counts = new int[channels.Channels.Count * samples];
        for (int i = 0; i < counts.Length; i++) counts[i] = random.Next(-2048, 2048);
        byte[] data = MemoryMarshal.AsBytes(counts.AsSpan()).ToArray();
        var block = SignalBlock.OfDigital(start, channels.Rate, channels.Channels.Count, counts);
        return new Chunk(recording, group, block.Range, samples, data, block.ComputeChecksum());
    }

    public static NewAnnotation Seizure(double onset, double? duration = 40, long? supersedes = null) => new(
        new Annotation(Seconds.From(onset), duration is { } length ? Seconds.From(length) : null, Annotation.Seizure),
        "", "file:chb01-summary.txt", supersedes);

    public static TimeRange Range(double start, double end) => new(Seconds.From(start), Seconds.From(end));
}
