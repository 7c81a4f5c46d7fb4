using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Tests.Conformance;

/// <summary>Reading blocks by time and by log id, and the overview.</summary>
public abstract partial class SampleStoreConformance
{
    [StoreFact]
    public async Task Read_RangeEdges_GiveTheBlocksThatTouch()
    {
        var recording = await Stores.DeclareAsync(Given.Eeg("a", 1));
        await Stores.Samples.AppendAsync(
            [Given.Chunk(recording, -10, 10), Given.Chunk(recording, 0, 10), Given.Chunk(recording, 10, 10), Given.Chunk(recording, 40, 10)], default);
        (double Start, double End, int[] Expected)[] ranges =
        [
            (0, 10, [0]), (0, 10.000000001, [0, 10]), (-0.000000001, 10, [-10, 0]), (5, 6, [0]), (9.999999999, 10, [0]), (5, 45, [0, 10, 40]),
            (20, 40, []), (25, 30, []), (25, 41, [40]), (19, 41, [10, 40]), (-100, -10, []), (-100, 100, [-10, 0, 10, 40]),
            (-100, -9, [-10]), (49, 1000, [40]), (50, 1000, []), (0, 0, []),
        ];
        foreach (var (start, end, expected) in ranges)
        {
            var blocks = await Stores.Samples.ReadAsync(recording.Id, 0, Given.Range(start, end), default);
            Assert.Equal(expected.Select(e => Seconds.From((double)e)), blocks.Select(b => b.Range.Start));
        }
    }

    [StoreFact]
    public async Task Read_UnknownRecordingOrGroup_IsEmpty()
    {
        var recording = await Stores.DeclareAsync();
        await Stores.AppendAsync(Given.Chunk(recording, 0));
        Assert.Empty(await Stores.Samples.ReadAsync(recording.Id, 1, Always, default));
        Assert.Empty(await Stores.Samples.ReadAsync(987_654_321, 0, Always, default));
        Assert.Empty(await Stores.Samples.ReadAfterAsync(987_654_321, 0, 10, default));
        Assert.Empty(await Stores.Samples.ReadCoverageAsync(987_654_321, default));
    }

    [StoreFact]
    public async Task Read_EmptyAndLargeData_ComeBackWhole()
    {
        var recording = await Stores.DeclareAsync(Given.Eeg("a", 1));
        byte[] large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        Chunk[] chunks = [Given.Chunk(recording, 0, 1) with { Data = [] }, Given.Chunk(recording, 1, 1) with { Data = [0] }, Given.Chunk(recording, 2, 1) with { Data = large }];
        await Stores.Samples.AppendAsync(chunks, default);
        await AssertStoredAsync(recording, 0, chunks);
    }

    [StoreFact]
    public async Task ReadAfter_Pages_GoThroughAllBlocksByLogId()
    {
        var recording = await Stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("slow", 1));
        var other = await Stores.DeclareAsync();
        Chunk[] chunks =
        [
            Given.Chunk(recording, 512, seed: 1), Given.Chunk(other, 0), Given.Chunk(recording, 0, seed: 2),
            Given.Chunk(recording, 0, 2, group: 1), Given.Chunk(other, 256), Given.Chunk(recording, 256, seed: 3),
        ];
        var ids = (await Stores.Samples.AppendAsync(chunks, default)).Select(r => r.LogId).ToArray();

        var first = await Stores.Samples.ReadAfterAsync(recording.Id, 0, 3, default);
        Assert.Equal([(ids[0], 0, chunks[0].Range), (ids[2], 0, chunks[2].Range), (ids[3], 1, chunks[3].Range)], first.Select(b => (b.LogId, b.Group, b.Range)));
        Assert.Equal(chunks[0].Data, first[0].Data);
        Assert.Equal([ids[5]], (await Stores.Samples.ReadAfterAsync(recording.Id, ids[3], 3, default)).Select(b => b.LogId));
        Assert.Empty(await Stores.Samples.ReadAfterAsync(recording.Id, ids[5], 3, default));
    }

    [StoreFact]
    public async Task Overview_Segments_AreReadByLevelAndBucket()
    {
        var recording = await Stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("slow", 1));
        OverviewSegment[] segments =
        [
            new(0, 0, -8, 8, [1]), new(0, 0, 0, 100, [2, 2]), new(0, 0, 100, 50, [3]), new(0, 0, 149, 10, [4]),
            new(0, 1, 0, 12, [5]), new(1, 0, 0, 3, []),
        ];
        await Stores.Samples.AppendOverviewAsync(recording.Id, segments, 17, default);

        async Task AssertReadAsync(int group, int level, long first, long end, params int[] expected)
        {
            var read = await Stores.Samples.ReadOverviewAsync(recording.Id, group, level, first, end, default);
            Assert.Equal(expected.Select(i => segments[i] with { Data = [] }), read.Select(s => s with { Data = [] }), SameButData);
            Assert.Equal(expected.Select(i => segments[i].Data), read.Select(s => s.Data));
        }

        await AssertReadAsync(0, 0, long.MinValue, long.MaxValue, 0, 1, 2, 3);
        await AssertReadAsync(0, 0, 0, 100, 1);
        await AssertReadAsync(0, 0, -1, 101, 0, 1, 2);
        await AssertReadAsync(0, 0, 149, 150, 2, 3);
        await AssertReadAsync(0, 0, 159, 1000);
        await AssertReadAsync(0, 1, 5, 6, 4);
        await AssertReadAsync(1, 0, 0, 1, 5);
        await AssertReadAsync(0, 2, 0, 1000);
    }

    [StoreFact]
    public async Task Overview_Progress_OnlyGoesForward()
    {
        var recording = await Stores.DeclareAsync();
        Assert.Equal(0, await Stores.Samples.ReadOverviewLogIdAsync(recording.Id, default));
        foreach (var (through, expected) in new (long, long)[] { (5, 5), (9, 9), (7, 9), (9, 9) })
        {
            await Stores.Samples.AppendOverviewAsync(recording.Id, [], through, default);
            Assert.Equal(expected, await Stores.Samples.ReadOverviewLogIdAsync(recording.Id, default));
        }
    }

    private static bool SameButData(OverviewSegment a, OverviewSegment b) =>
        (a.Group, a.Level, a.FirstBucket, a.BucketCount) == (b.Group, b.Level, b.FirstBucket, b.BucketCount);
}
