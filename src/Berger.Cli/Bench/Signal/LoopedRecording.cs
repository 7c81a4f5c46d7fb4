using Berger.Recordings.Devices;
using Berger.Signals;

namespace Berger.Cli.Bench.Signal;

/// <summary>A recording of any length, in which the material comes over and over.</summary>
internal sealed class LoopedRecording(RecordingKey key, SignalMaterial material, Seconds duration) : IRecordingSource
{
    public const string Subject = "bench";

    public LoopedRecording(string name, SignalMaterial material, int seconds)
        : this(new RecordingKey(Subject, name), material, Seconds.From((double)seconds))
    {
    }

    public Recording Recording { get; } = new(key, DateTimeOffset.UnixEpoch, material.Channels);

    public IReadOnlyList<Annotation> Annotations => [];

    public IEnumerable<SignalBlock> ReadBlocks(int group, Seconds maxDuration)
    {
        var rate = material.Channels[0].Rate;
        long total = rate.CountIn(duration).Value;
        int longest = (int)rate.CountIn(maxDuration).Value;
        for (long first = 0; first < total; first += longest)
        {
            int count = (int)Math.Min(longest, total - first);
            yield return SignalBlock.OfDigital(rate.DurationOf(new SampleCount(first)), rate, material.Channels.Count, Copy(first, count));
        }
    }

    private int[] Copy(long first, int count)
    {
        int rows = material.Channels.Count, stretch = material.Blocks[0].SampleCount;
        int[] samples = new int[rows * count];
        for (int done = 0; done < count;)
        {
            var block = material.Blocks[(int)((first + done) / stretch % material.Blocks.Count)];
            int within = (int)((first + done) % stretch), take = Math.Min(count - done, stretch - within);
            for (int row = 0; row < rows; row++) block.DigitalOf(row).Slice(within, take).CopyTo(samples.AsSpan(row * count + done));
            done += take;
        }

        return samples;
    }
}
