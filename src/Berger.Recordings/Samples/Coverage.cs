using Berger.Recordings.Catalog;
using Berger.Signals;

namespace Berger.Recordings.Samples;

/// <summary>The stretches of one channel group that are stored, and how a batch changes them.</summary>
public sealed class Coverage(IReadOnlyList<CoverageSpan> stored)
{
    private readonly List<CoverageSpan> spans = [.. stored];

    /// <summary>Stored stretches that are no longer true.</summary>
    public IReadOnlyList<CoverageSpan> Removed => [.. stored.Except(spans)];

    /// <summary>Stretches that are true now and are not stored.</summary>
    public IReadOnlyList<CoverageSpan> Added => [.. spans.Except(stored)];

    /// <summary>Whether any of a stretch is stored, by more than the tolerance.</summary>
    public bool Touches(TimeRange range, Seconds tolerance)
    {
        var inner = new TimeRange(range.Start + tolerance, range.End - tolerance);
        return spans.Exists(span => span.Range.Overlaps(inner));
    }

    /// <summary>Adds a stretch that touches no stored one, and joins it with its neighbours.</summary>
    public void Add(CoverageSpan added)
    {
        int before = spans.FindIndex(span => Near(span.Range.End, added.Range.Start, added.Tolerance));
        if (before >= 0) added = TakeOut(before, added);
        int after = spans.FindIndex(span => Near(span.Range.Start, added.Range.End, added.Tolerance));
        if (after >= 0) added = TakeOut(after, added);
        spans.Add(added);
    }

    private CoverageSpan TakeOut(int index, CoverageSpan added)
    {
        var neighbour = spans[index];
        spans.RemoveAt(index);
        var range = new TimeRange(Seconds.Min(neighbour.Range.Start, added.Range.Start), Seconds.Max(neighbour.Range.End, added.Range.End));
        return added with { Range = range, Bytes = added.Bytes + neighbour.Bytes };
    }

    private static bool Near(Seconds a, Seconds b, Seconds tolerance) => Math.Abs(a.Nanoseconds - b.Nanoseconds) <= tolerance.Nanoseconds;
}
