namespace Berger.Signals.Overview;

/// <summary>
/// The levels of the min/max overview. A bucket of level 0 spans 64 samples, and one of each further level eight times
/// as many; bucket b of a level spans the samples [b × size, (b + 1) × size) counted from the recording's start.
/// </summary>
public static class OverviewLevels
{
    /// <summary>Number of levels; the coarsest bucket spans two minutes at 256 Hz.</summary>
    public const int Count = 4;

    /// <summary>Buckets of one level in a bucket of the next.</summary>
    public const int Factor = 8;

    /// <summary>Samples in a bucket.</summary>
    public static int BucketSize(int level) => 64 << (3 * level);

    /// <summary>
    /// The coarsest level with at least two buckets in each column of so many samples; -1 when only the samples
    /// themselves are fine enough.
    /// </summary>
    public static int Choose(double samplesPerColumn)
    {
        int level = -1;
        while (level + 1 < Count && samplesPerColumn >= 2 * BucketSize(level + 1)) level++;
        return level;
    }
}
