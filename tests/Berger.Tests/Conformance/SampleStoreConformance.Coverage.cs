using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Tests.Conformance;

/// <summary>Which stretches hold signal, and how nearly chunks must meet.</summary>
public abstract partial class SampleStoreConformance
{
    [StoreFact]
    public async Task Coverage_Gap_StaysUntilItIsFilled()
    {
        var recording = await Stores.DeclareAsync();
        await Stores.Samples.AppendAsync([Given.Chunk(recording, 0), Given.Chunk(recording, 256), Given.Chunk(recording, 1024)], default);
        Assert.Equal([Given.Range(0, 2), Given.Range(4, 5)], await StretchesAsync(recording.Id));

        await Stores.AppendAsync(Given.Chunk(recording, 512));
        Assert.Equal([Given.Range(0, 3), Given.Range(4, 5)], await StretchesAsync(recording.Id));
        await Stores.AppendAsync(Given.Chunk(recording, 768));
        var whole = Assert.Single(await Stores.Samples.ReadCoverageAsync(recording.Id, default));
        Assert.Equal((0, Given.Range(0, 5), 5 * 256 * 4L), (whole.Group, whole.Range, whole.Bytes));
        Assert.Equal(new Seconds(Seconds.PerSecond / 512), whole.Tolerance);
    }

    [StoreFact]
    public async Task Coverage_GapFilledWithinABatch_IsOneStretch()
    {
        var recording = await Stores.DeclareAsync();
        long[] starts = [1024, 0, 512, 256, 768, 2048];
        await Stores.Samples.AppendAsync([.. starts.Select(start => Given.Chunk(recording, start))], default);
        Assert.Equal([Given.Range(0, 5), Given.Range(8, 9)], await StretchesAsync(recording.Id));
    }

    [StoreFact]
    public async Task Coverage_NewChunkBeforeAStretch_MovesItsStart()
    {
        var recording = await Stores.DeclareAsync();
        for (int start = 1024; start >= -512; start -= 256) await Stores.AppendAsync(Given.Chunk(recording, start));
        Assert.Equal([Given.Range(-2, 5)], await StretchesAsync(recording.Id));
    }

    [StoreFact]
    public async Task Coverage_ManyGaps_AreAllKept()
    {
        var recording = await Stores.DeclareAsync();
        await Stores.Samples.AppendAsync([.. Enumerable.Range(0, 100).Select(i => Given.Chunk(recording, i * 512))], default);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => Given.Range(2 * i, (2 * i) + 1)), await StretchesAsync(recording.Id));
    }

    [StoreFact]
    public Task Coverage_ClocksHalfASampleApart_Touch() => AtUnevenRatesAsync(async (recording, rate) =>
    {
        var half = new Seconds(rate.DurationOf(new SampleCount(1)).Nanoseconds / 2);
        var second = rate.DurationOf(new SampleCount(100));

        Assert.Equal(AppendStatus.Stored, (await Stores.AppendAsync(Given.Chunk(recording, 0, 100))).Status);
        Assert.Equal(AppendStatus.Stored, (await Stores.AppendAsync(Given.ChunkAt(recording, second - half, 100))).Status);
        var end = second - half + second;
        Assert.Equal([new TimeRange(Seconds.Zero, end)], await StretchesAsync(recording.Id));
        Assert.Equal(AppendStatus.Stored, (await Stores.AppendAsync(Given.ChunkAt(recording, end + half, 100))).Status);
        Assert.Equal([new TimeRange(Seconds.Zero, end + half + second)], await StretchesAsync(recording.Id));
    });

    [StoreFact]
    public Task Coverage_ClocksMoreThanHalfASampleApart_DoNotTouch() => AtUnevenRatesAsync(async (recording, rate) =>
    {
        var more = new Seconds((rate.DurationOf(new SampleCount(1)).Nanoseconds / 2) + 1);
        var second = rate.DurationOf(new SampleCount(100));

        await Stores.AppendAsync(Given.Chunk(recording, 0, 100));
        Assert.Equal(AppendStatus.Conflict, (await Stores.AppendAsync(Given.ChunkAt(recording, second - more, 100))).Status);
        Assert.Equal(AppendStatus.Stored, (await Stores.AppendAsync(Given.ChunkAt(recording, second + more, 100))).Status);
        Assert.Equal([new(Seconds.Zero, second), new(second + more, second + more + second)], await StretchesAsync(recording.Id));
    });

    [StoreFact]
    public Task Coverage_ManyRoundedChunks_StayOneStretch() => AtUnevenRatesAsync(async (recording, _) =>
    {
        Chunk[] chunks = [.. Enumerable.Range(0, 500).Select(i => Given.Chunk(recording, i * 7, 7, seed: i))];
        Assert.All(await Stores.Samples.AppendAsync(chunks, default), r => Assert.Equal(AppendStatus.Stored, r.Status));
        Assert.Equal([new TimeRange(Seconds.Zero, chunks[^1].Range.End)], await StretchesAsync(recording.Id));
        Assert.All(await Stores.Samples.AppendAsync(chunks, default), r => Assert.Equal(AppendStatus.Duplicate, r.Status));
    });

    [StoreFact]
    public async Task Coverage_ChunksOfOneSample_AreStoredOnceEach()
    {
        var recording = await Stores.DeclareAsync(Given.Eeg("SpO2", 1));
        Chunk[] chunks = [.. Enumerable.Range(0, 10).Select(i => Given.Chunk(recording, i, 1, seed: i))];
        foreach (var chunk in chunks) Assert.Equal(AppendStatus.Stored, (await Stores.AppendAsync(chunk)).Status);
        Assert.All(await Stores.Samples.AppendAsync(chunks, default), r => Assert.Equal(AppendStatus.Duplicate, r.Status));
        Assert.Equal(AppendStatus.Conflict, (await Stores.AppendAsync(Given.Chunk(recording, 3, 1, seed: 99))).Status);
        Assert.Equal([Given.Range(0, 10)], await StretchesAsync(recording.Id));
    }

    [StoreFact]
    public async Task Coverage_OneSampleIntoHalfASampleBetweenTwoChunks_IsAConflict()
    {
        foreach (int batch in new[] { 1, 3 })
        {
            var recording = await Stores.DeclareAsync(Given.Eeg("SpO2", 1));
            Chunk[] chunks = [Given.Chunk(recording, 0, 1), Given.ChunkAt(recording, Seconds.From(1.5), 1), Given.ChunkAt(recording, Seconds.From(0.75), 1)];
            var results = new List<AppendResult>();
            foreach (var part in chunks.Chunk(batch)) results.AddRange(await Stores.Samples.AppendAsync(part, default));
            Assert.Equal([AppendStatus.Stored, AppendStatus.Stored, AppendStatus.Conflict], results.Select(r => r.Status));
            Assert.Equal((results[0].LogId, chunks[0].Range), (results[2].LogId, results[2].Occupied));
        }
    }

    /// <summary>Tries rates whose samples are no whole number of nanoseconds apart, each with a recording of one channel.</summary>
    private async Task AtUnevenRatesAsync(Func<StoredRecording, SampleRate, Task> attempt)
    {
        foreach (double hertz in new[] { 1024, 1.0 / 3, 487.5, 12.8, 7 })
        {
            var recording = await Stores.DeclareAsync(Given.Eeg("a", hertz));
            await attempt(recording, recording.Recording.Channels[0].Rate);
        }
    }

    private async Task<IEnumerable<TimeRange>> StretchesAsync(long recording) =>
        (await Stores.Samples.ReadCoverageAsync(recording, default)).Select(span => span.Range);
}
