namespace Berger.Signals.Overview;

/// <summary>
/// What a screen shows of a stretch: for each channel and pixel column the least and the greatest physical value, NaN
/// where there is no signal.
/// </summary>
public sealed class MinMaxColumns
{
    private readonly double start;
    private readonly double columnsPerNanosecond;

    /// <param name="range">The stretch; columns divide it evenly.</param>
    /// <param name="channelCount">Number of channels.</param>
    /// <param name="columnCount">Number of columns.</param>
    public MinMaxColumns(TimeRange range, int channelCount, int columnCount)
    {
        (Range, ChannelCount, ColumnCount) = (range, channelCount, columnCount);
        Values = new float[(long)channelCount * 2 * columnCount];
        Values.AsSpan().Fill(float.NaN);
        start = range.Start.Nanoseconds;
        columnsPerNanosecond = columnCount / (double)Math.Max(1, range.Duration.Nanoseconds);
    }

    public TimeRange Range { get; }

    public int ChannelCount { get; }

    public int ColumnCount { get; }

    /// <summary>Values <c>[channels × 2·columns]</c> in each channel's unit: minimum and maximum of each column side by side.</summary>
    public float[] Values { get; }

    /// <summary>Widens the column at a time; times outside the stretch are ignored.</summary>
    public void Add(int channel, double nanoseconds, float minimum, float maximum)
    {
        double column = Math.Floor((nanoseconds - start) * columnsPerNanosecond);
        if (!(column >= 0 && column < ColumnCount)) return;
        var pair = Values.AsSpan((channel * ColumnCount + (int)column) * 2, 2);
        if (!(minimum >= pair[0])) pair[0] = minimum;
        if (!(maximum <= pair[1])) pair[1] = maximum;
    }

    /// <summary>Adds every sample of one channel of a block.</summary>
    /// <param name="channel">The row to widen.</param>
    /// <param name="block">The block.</param>
    /// <param name="row">The channel's row in the block.</param>
    /// <param name="calibration">The channel's calibration.</param>
    public void Add(int channel, SignalBlock block, int row, Calibration? calibration)
    {
        double period = (double)block.Rate.PerSeconds * Seconds.PerSecond / block.Rate.Samples;
        int first = (int)Math.Clamp(block.Rate.CountUpTo(Range.Start - block.Start).Value, 0, block.SampleCount);
        int end = (int)Math.Clamp(block.Rate.CountUpTo(Range.End - block.Start).Value, 0, block.SampleCount);
        if (block.IsDigital)
        {
            AddCounts(channel, block, row, calibration ?? Calibration.Identity, first, end);
            return;
        }

        Span<float> values = stackalloc float[256];
        for (int from = first; from < end; from += values.Length)
        {
            var part = values[..Math.Min(values.Length, end - from)];
            block.CopyPhysical(row, from, calibration, part);
            for (int i = 0; i < part.Length; i++) Add(channel, block.Start.Nanoseconds + ((from + i + 0.5) * period), part[i], part[i]);
        }
    }

    /// <summary>Adds buckets of one channel: each falls into the column of its middle.</summary>
    /// <param name="channel">The row to widen.</param>
    /// <param name="rate">The channel's rate.</param>
    /// <param name="level">The buckets' level.</param>
    /// <param name="firstBucket">Number of the first bucket.</param>
    /// <param name="buckets">A block <c>[2 × channels, buckets]</c>, minima then maxima.</param>
    /// <param name="row">The channel's row among the minima.</param>
    /// <param name="calibration">The channel's calibration.</param>
    public void Add(int channel, SampleRate rate, int level, long firstBucket, SignalBlock buckets, int row, Calibration? calibration)
    {
        double bucket = (double)OverviewLevels.BucketSize(level) * rate.PerSeconds * Seconds.PerSecond / rate.Samples;
        var low = new float[buckets.SampleCount];
        var high = new float[buckets.SampleCount];
        buckets.CopyPhysical(row, 0, calibration, low);
        buckets.CopyPhysical(row + buckets.ChannelCount / 2, 0, calibration, high);
        bool inverted = buckets.IsDigital && calibration is { Gain: < 0 };
        for (int i = 0; i < low.Length; i++)
        {
            double middle = (firstBucket + i + 0.5) * bucket;
            if (inverted) Add(channel, middle, high[i], low[i]);
            else Add(channel, middle, low[i], high[i]);
        }
    }

    /// <summary>The counts of each column at once: a calibration is a line, so the extremes of counts are those of values.</summary>
    private void AddCounts(int channel, SignalBlock block, int row, Calibration calibration, int first, int end)
    {
        double period = (double)block.Rate.PerSeconds * Seconds.PerSecond / block.Rate.Samples;
        var counts = block.DigitalOf(row);
        for (int from = first; from < end;)
        {
            double column = ColumnOf(from);
            int to = (int)Math.Clamp(((column + 1) / columnsPerNanosecond + start - block.Start.Nanoseconds) / period, from + 1, end);
            while (to > from + 1 && ColumnOf(to - 1) > column) to--;
            while (to < end && ColumnOf(to) <= column) to++;
            var (low, high) = Extremes.Of(counts[from..to]);
            float a = (float)calibration.ToPhysical(low), b = (float)calibration.ToPhysical(high);
            Add(channel, block.Start.Nanoseconds + ((from + 0.5) * period), Math.Min(a, b), Math.Max(a, b));
            from = to;
        }

        double ColumnOf(int sample) => Math.Floor((block.Start.Nanoseconds + ((sample + 0.5) * period) - start) * columnsPerNanosecond);
    }
}
