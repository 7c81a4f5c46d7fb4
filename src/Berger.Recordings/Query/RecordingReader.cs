using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Recordings.Query;

/// <summary>Reads a recording of any length from the store in bounded memory.</summary>
public sealed class RecordingReader(ISampleStore store, BlockCache cache)
{
    private static readonly Seconds Step = Seconds.From(60.0);

    /// <summary>The blocks of one channel group within a stretch, by start, cut to it.</summary>
    public async IAsyncEnumerable<SignalBlock> ReadAsync(
        StoredRecording recording, ChannelGroup group, TimeRange range, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var span in await store.ReadCoverageAsync(recording.Id, cancellation))
        {
            if (span.Group != group.Index || !span.Range.Overlaps(range)) continue;
            for (var from = Seconds.Max(span.Range.Start, range.Start); from < Seconds.Min(span.Range.End, range.End);)
            {
                var to = Seconds.Min(from + Step, Seconds.Min(span.Range.End, range.End));
                foreach (var stored in await store.ReadAsync(recording.Id, group.Index, new TimeRange(from, to), cancellation))
                {
                    if (stored.Range.Start < from && from > Seconds.Max(span.Range.Start, range.Start)) continue;
                    if (Cut(cache.Decode(stored, group.Rate), range) is { SampleCount: > 0 } block) yield return block;
                }

                from = to;
            }
        }
    }

    /// <summary>The samples of a block that lie in a stretch, as a block of their own.</summary>
    internal static SignalBlock Cut(SignalBlock block, TimeRange range)
    {
        int from = (int)Math.Clamp(block.Rate.CountUpTo(range.Start - block.Start).Value, 0, block.SampleCount);
        int to = (int)Math.Clamp(block.Rate.CountUpTo(range.End - block.Start).Value, from, block.SampleCount);
        if (from == 0 && to == block.SampleCount) return block;
        var start = block.Start + block.Rate.DurationOf(new SampleCount(from));
        return block.IsDigital
            ? SignalBlock.OfDigital(start, block.Rate, block.ChannelCount, CutRows(block.Digital, block.ChannelCount, from, to))
            : SignalBlock.OfPhysical(start, block.Rate, block.ChannelCount, CutRows(block.Physical, block.ChannelCount, from, to));
    }

    private static T[] CutRows<T>(ReadOnlySpan<T> samples, int rows, int from, int to)
    {
        int length = samples.Length / rows;
        var cut = new T[rows * (to - from)];
        for (int row = 0; row < rows; row++) samples.Slice((row * length) + from, to - from).CopyTo(cut.AsSpan(row * (to - from)));
        return cut;
    }
}
