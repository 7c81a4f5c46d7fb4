using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;
using Berger.Signals.Compression;
using Berger.Signals.Overview;

namespace Berger.Recordings.Query;

/// <summary>What is asked of a recording.</summary>
/// <param name="Key">The recording.</param>
/// <param name="Range">The stretch, in seconds from the recording's start.</param>
/// <param name="Channels">Channel names in the order wanted, see <see cref="Recording.SplitNames"/>; null for all.</param>
public sealed record SliceRequest(RecordingKey Key, TimeRange Range, IReadOnlyList<string>? Channels);

/// <summary>Reads stretches of recordings: samples, or minima and maxima for a screen.</summary>
public sealed class SignalQuery(RecordingDirectory directory, ISampleStore store, OverviewWriter overviews, BlockCache cache)
{
    /// <summary>The most samples, of all channels together, that one slice holds: 1.5 h of 23 channels at 256 Hz.</summary>
    public const long MaximumValues = 32 << 20;

    /// <exception cref="QueryException">No such recording or channel, or too much at once.</exception>
    public async Task<SignalSlice> ReadAsync(SliceRequest request, CancellationToken cancellation)
    {
        var (stored, channels) = await ResolveAsync(request, cancellation);
        var groups = GroupsOf(stored, channels);
        long values = groups.Sum(group => group.Rate.CountIn(request.Range.Duration).Value * group.Channels.Count);
        if (values > MaximumValues) throw QueryException.TooLarge(values, MaximumValues);
        var slices = new List<SliceGroup>(groups.Count);
        foreach (var group in groups) slices.Add(await ReadGroupAsync(stored, group, request.Range, cancellation));
        return new SignalSlice(stored, request.Range, channels, slices);
    }

    /// <summary>The sampling rates of the channels asked for.</summary>
    /// <exception cref="QueryException">No such recording or channel.</exception>
    public async Task<IReadOnlyList<SampleRate>> ReadRatesAsync(SliceRequest request, CancellationToken cancellation)
    {
        var (stored, channels) = await ResolveAsync(request, cancellation);
        return [.. GroupsOf(stored, channels).Select(group => group.Rate)];
    }

    /// <summary>Minima and maxima in so many pixel columns, for channels of any rates. A day is read from the overview, seconds from the samples.</summary>
    /// <exception cref="QueryException">No such recording or channel.</exception>
    public async Task<(SignalSlice Slice, MinMaxColumns Columns)> ReadColumnsAsync(
        SliceRequest request, int columnCount, CancellationToken cancellation)
    {
        var (stored, channels) = await ResolveAsync(request, cancellation);
        var columns = new MinMaxColumns(request.Range, channels.Count, columnCount);
        var groups = new List<SliceGroup>();
        foreach (var group in GroupsOf(stored, channels))
        {
            int level = OverviewLevels.Choose(group.Rate.CountIn(request.Range.Duration).Value / (double)columnCount);
            var slice = level < 0
                ? await ReadGroupAsync(stored, group, request.Range, cancellation)
                : new SliceGroup(group, [], await IsCoveredAsync(stored, group, request.Range, cancellation));
            var buckets = level < 0 ? [] : await ReadBucketsAsync(stored, group, level, request.Range, cancellation);
            for (int row = 0; row < channels.Count; row++)
            {
                int blockRow = group.RowOf(channels[row]);
                if (blockRow < 0) continue;
                var calibration = stored.Recording.Channels[channels[row]].Calibration;
                foreach (var block in slice.Blocks) columns.Add(row, block, blockRow, calibration);
                foreach (var (first, run) in buckets) columns.Add(row, group.Rate, level, first, run, blockRow, calibration);
            }

            groups.Add(slice);
        }

        return (new SignalSlice(stored, request.Range, channels, groups), columns);
    }

    private static List<ChannelGroup> GroupsOf(StoredRecording stored, IReadOnlyList<int> channels) =>
        [.. stored.Recording.Groups.Where(group => group.Channels.Any(channels.Contains))];

    private static bool IsCovered(ChannelGroup group, TimeRange range, IEnumerable<TimeRange> stored)
    {
        var tolerance = new Seconds(group.Rate.DurationOf(new SampleCount(1)).Nanoseconds / 2);
        var covered = range.Start;
        foreach (var part in stored)
        {
            if (part.Start <= covered + tolerance) covered = Seconds.Max(covered, part.End);
        }

        return covered + tolerance >= range.End;
    }

    private async Task<(StoredRecording Stored, IReadOnlyList<int> Channels)> ResolveAsync(SliceRequest request, CancellationToken cancellation)
    {
        var stored = await directory.FindAsync(request.Key, cancellation) ?? throw QueryException.NoRecording(request.Key);
        if (request.Channels is null) return (stored, [.. Enumerable.Range(0, stored.Recording.Channels.Count)]);
        return (stored, [.. stored.Recording.SplitNames(request.Channels).Select(name => IndexOf(stored.Recording, name))]);
    }

    private static int IndexOf(Recording recording, string name)
    {
        for (int i = 0; i < recording.ChannelNames.Count; i++)
        {
            if (recording.ChannelNames[i] == name) return i;
        }

        throw QueryException.NoChannel(recording, name);
    }

    private async Task<SliceGroup> ReadGroupAsync(StoredRecording stored, ChannelGroup group, TimeRange range, CancellationToken cancellation)
    {
        var blocks = await store.ReadAsync(stored.Id, group.Index, range, cancellation);
        return new SliceGroup(group, cache.Decode(blocks, group.Rate), IsCovered(group, range, blocks.Select(block => block.Range)));
    }

    private async Task<bool> IsCoveredAsync(StoredRecording stored, ChannelGroup group, TimeRange range, CancellationToken cancellation)
    {
        var coverage = await store.ReadCoverageAsync(stored.Id, cancellation);
        return IsCovered(group, range, coverage.Where(span => span.Group == group.Index).Select(span => span.Range));
    }

    private async Task<List<(long FirstBucket, SignalBlock Buckets)>> ReadBucketsAsync(
        StoredRecording stored, ChannelGroup group, int level, TimeRange range, CancellationToken cancellation)
    {
        int size = OverviewLevels.BucketSize(level);
        long first = group.Rate.CountIn(range.Start).Value / size - 1, end = group.Rate.CountIn(range.End).Value / size + 1;
        var runs = new List<(long, SignalBlock)>(await overviews.ReadPendingAsync(stored, group.Index, level, cancellation));
        var decoder = new BlockDecoder();
        foreach (var segment in await store.ReadOverviewAsync(stored.Id, group.Index, level, first, end, cancellation))
            runs.Add((segment.FirstBucket, decoder.Decode(segment.Data, Seconds.Zero, group.Rate)));
        return runs;
    }
}
