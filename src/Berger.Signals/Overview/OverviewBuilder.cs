using System.Numerics;

namespace Berger.Signals.Overview;

/// <summary>
/// Gathers minima and maxima of level-0 buckets from blocks in any order, and gives them as runs of any level. A bucket
/// may be filled in parts, and the same samples may be added twice: minima and maxima stay right.
/// </summary>
/// <typeparam name="T"><see cref="int"/> for counts, <see cref="double"/> for physical values.</typeparam>
public sealed class OverviewBuilder<T>(int channelCount)
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    private readonly SortedDictionary<long, T[]> buckets = [];

    /// <summary>Number of level-0 buckets held.</summary>
    public int BucketCount => buckets.Count;

    /// <summary>Adds samples <c>[channels × samples]</c>, channel after channel, the first of which has this index from the recording's start.</summary>
    public void Add(ReadOnlySpan<T> samples, long firstIndex)
    {
        int count = samples.Length / channelCount, size = OverviewLevels.BucketSize(0);
        for (int from = 0; from < count;)
        {
            long bucket = FloorDivide(firstIndex + from, size);
            int to = (int)Math.Min(count, (bucket + 1) * size - firstIndex);
            var extremes = BucketAt(bucket);
            for (int channel = 0; channel < channelCount; channel++)
            {
                var (minimum, maximum) = Extremes.Of(samples.Slice(channel * count + from, to - from));
                Widen(extremes, channel, minimum, maximum);
            }

            from = to;
        }
    }

    /// <summary>All buckets as runs without holes, of one level: values <c>[2 × channels, buckets]</c>, minima of all channels, then maxima.</summary>
    public IEnumerable<(long FirstBucket, int Count, T[] Values)> Runs(int level)
    {
        var coarse = level == 0 ? buckets : Coarsen(level);
        var run = new List<T[]>();
        long first = 0;
        foreach (var (bucket, extremes) in coarse)
        {
            if (run.Count > 0 && bucket != first + run.Count)
            {
                yield return (first, run.Count, Transpose(run));
                run.Clear();
            }

            if (run.Count == 0) first = bucket;
            run.Add(extremes);
        }

        if (run.Count > 0) yield return (first, run.Count, Transpose(run));
    }

    public void Clear() => buckets.Clear();

    private static long FloorDivide(long a, long b) => (a - (((a % b) + b) % b)) / b;

    private T[] BucketAt(long bucket)
    {
        if (!buckets.TryGetValue(bucket, out var extremes)) buckets[bucket] = extremes = NewBucket();
        return extremes;
    }

    private T[] NewBucket()
    {
        var extremes = new T[2 * channelCount];
        extremes.AsSpan(0, channelCount).Fill(T.MaxValue);
        extremes.AsSpan(channelCount).Fill(T.MinValue);
        return extremes;
    }

    private void Widen(T[] extremes, int channel, T minimum, T maximum)
    {
        extremes[channel] = T.Min(extremes[channel], minimum);
        extremes[channelCount + channel] = T.Max(extremes[channelCount + channel], maximum);
    }

    private SortedDictionary<long, T[]> Coarsen(int level)
    {
        var coarse = new SortedDictionary<long, T[]>();
        long factor = OverviewLevels.BucketSize(level) / OverviewLevels.BucketSize(0);
        foreach (var (bucket, fine) in buckets)
        {
            long target = FloorDivide(bucket, factor);
            if (!coarse.TryGetValue(target, out var extremes)) coarse[target] = extremes = NewBucket();
            for (int channel = 0; channel < channelCount; channel++) Widen(extremes, channel, fine[channel], fine[channelCount + channel]);
        }

        return coarse;
    }

    private T[] Transpose(List<T[]> run)
    {
        var values = new T[2 * channelCount * run.Count];
        for (int row = 0; row < 2 * channelCount; row++)
        {
            for (int i = 0; i < run.Count; i++) values[row * run.Count + i] = run[i][row];
        }

        return values;
    }
}
