using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Tests.Conformance;

/// <summary>Appending: what is stored, found to be there, or refused.</summary>
public abstract partial class SampleStoreConformance(Stores stores) : StoreConformance(stores)
{
    private static readonly TimeRange Always = new(new Seconds(long.MinValue), Seconds.MaxValue);

    [StoreFact]
    public async Task Append_NewChunks_AreReadBackByteForByte()
    {
        var recording = await Stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("b"));
        Chunk[] chunks = [Given.Chunk(recording, 0, seed: 1), Given.Chunk(recording, 256, seed: 2), Given.Chunk(recording, 512, 7, seed: 3)];
        var results = await Stores.Samples.AppendAsync(chunks, default);

        Assert.All(results, result => Assert.Equal(AppendStatus.Stored, result.Status));
        Assert.Equal([results[0].LogId, results[0].LogId + 1, results[0].LogId + 2], results.Select(r => r.LogId));
        await AssertStoredAsync(recording, 0, chunks);
        Assert.Equal(results.Select(r => r.LogId), (await Stores.Samples.ReadAsync(recording.Id, 0, Always, default)).Select(b => b.LogId));
    }

    [StoreFact]
    public async Task Append_NewChunks_AreInTheLog()
    {
        var recording = await Stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("b"), Given.Eeg("slow", 1));
        Chunk[] chunks = [Given.Chunk(recording, 10, seed: 1), Given.Chunk(recording, 5, 3, group: 1)];
        await Stores.Samples.AppendAsync(chunks, default);

        var entries = await Stores.Log.ReadAsync(recording.Recording.Key.SubjectId, recording.Recording.Key.RecordingId, 0, 10, default);
        Assert.Equal(chunks.Select(c => (c.Recording.Recording.Key, c.Group, c.Range, c.ValueCount, c.Checksum)),
            entries.Select(e => (e.Key, e.Group, e.Range, e.NumSamples, e.Checksum)));
        Assert.Equal([512, 3], entries.Select(e => e.NumSamples));
        await Stores.VerifyLogAsync();
    }

    [StoreFact]
    public async Task Append_EmptyBatch_DoesNothing()
    {
        int before = (await Stores.VerifyLogAsync()).Count;
        Assert.Empty(await Stores.Samples.AppendAsync([], default));
        Assert.Equal(before, (await Stores.VerifyLogAsync()).Count);
    }

    [StoreFact]
    public async Task Append_SameChunkLater_IsADuplicate()
    {
        var recording = await Stores.DeclareAsync();
        var first = await Stores.AppendAsync(Given.Chunk(recording, 0));
        await Stores.AppendAsync(Given.Chunk(recording, 256));
        int before = (await Stores.VerifyLogAsync()).Count;

        Assert.Equal(new AppendResult(AppendStatus.Duplicate, first.LogId, default), await Stores.AppendAsync(Given.Chunk(recording, 0)));
        Assert.Equal(before, (await Stores.VerifyLogAsync()).Count);
    }

    [StoreFact]
    public async Task Append_SameChunkTwiceInABatch_IsStoredOnce()
    {
        var recording = await Stores.DeclareAsync();
        Chunk[] chunks = [Given.Chunk(recording, 0), Given.Chunk(recording, 256), Given.Chunk(recording, 0), Given.Chunk(recording, 256)];
        var results = await Stores.Samples.AppendAsync(chunks, default);
        Assert.Equal([AppendStatus.Stored, AppendStatus.Stored, AppendStatus.Duplicate, AppendStatus.Duplicate], results.Select(r => r.Status));
        Assert.Equal([results[0].LogId, results[1].LogId], results.Skip(2).Select(r => r.LogId));
        await AssertStoredAsync(recording, 0, chunks[..2]);
    }

    [StoreFact]
    public async Task Append_Contradictions_AreConflictsThatLeaveTheOthersAlone()
    {
        var recording = await Stores.DeclareAsync();
        var stored = Given.Chunk(recording, 1000);
        var first = await Stores.AppendAsync(stored);
        Chunk[] chunks =
        [
            Given.Chunk(recording, 0),
            Given.Chunk(recording, 1000, seed: 9),
            Given.Chunk(recording, 1000, 255),
            Given.Chunk(recording, 1001),
            Given.Chunk(recording, 800),
            Given.Chunk(recording, 1255, 1),
            Given.Chunk(recording, 1000, 1),
            Given.Chunk(recording, 900, 1000),
            Given.Chunk(recording, 1256),
        ];
        var results = await Stores.Samples.AppendAsync(chunks, default);

        Assert.Equal([AppendStatus.Stored, .. Enumerable.Repeat(AppendStatus.Conflict, 7), AppendStatus.Stored], results.Select(r => r.Status));
        Assert.All(results.Skip(1).SkipLast(1), r => Assert.Equal((first.LogId, stored.Range), (r.LogId, r.Occupied)));
        await AssertStoredAsync(recording, 0, chunks[0], stored, chunks[^1]);
        await Stores.VerifyLogAsync();
    }

    [StoreFact]
    public async Task Append_ContradictionsWithinABatch_AreConflictsWithTheFirst()
    {
        var recording = await Stores.DeclareAsync();
        var results = await Stores.Samples.AppendAsync(
            [Given.Chunk(recording, 0), Given.Chunk(recording, 512), Given.Chunk(recording, 600), Given.Chunk(recording, 0, seed: 1)], default);
        Assert.Equal(new AppendResult(AppendStatus.Conflict, results[1].LogId, Given.Range(2, 3)), results[2]);
        Assert.Equal(new AppendResult(AppendStatus.Conflict, results[0].LogId, Given.Range(0, 1)), results[3]);
    }

    [StoreFact]
    public async Task Append_ChunkAcrossAStoredAndANewOne_IsAConflict()
    {
        var recording = await Stores.DeclareAsync();
        await Stores.AppendAsync(Given.Chunk(recording, 0));
        var results = await Stores.Samples.AppendAsync([Given.Chunk(recording, 512), Given.Chunk(recording, 128, 512)], default);
        Assert.Equal([AppendStatus.Stored, AppendStatus.Conflict], results.Select(r => r.Status));
    }

    [StoreFact]
    public async Task Append_OutOfOrder_IsStoredByTime()
    {
        var recording = await Stores.DeclareAsync();
        var late = Given.Chunk(recording, 512, seed: 3);
        var early = Given.Chunk(recording, -256, seed: 1);
        var middle = Given.Chunk(recording, 0, 512, seed: 2);
        foreach (var chunk in new[] { late, early, middle }) Assert.Equal(AppendStatus.Stored, (await Stores.AppendAsync(chunk)).Status);
        await AssertStoredAsync(recording, 0, early, middle, late);
        Assert.Equal(Given.Range(-1, 3), Assert.Single(await Stores.Samples.ReadCoverageAsync(recording.Id, default)).Range);
    }

    [StoreFact]
    public async Task Append_SeveralRecordingsAndGroupsAtOnce_KeepsThemApart()
    {
        var one = await Stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("slow", 1.0 / 3));
        var two = await Stores.DeclareAsync(Given.Eeg("a"));
        Chunk[] chunks = [Given.Chunk(one, 0, seed: 1), Given.Chunk(two, 0, seed: 2), Given.Chunk(one, 0, 5, seed: 3, group: 1), Given.Chunk(one, 256, seed: 4)];
        Assert.All(await Stores.Samples.AppendAsync(chunks, default), r => Assert.Equal(AppendStatus.Stored, r.Status));
        await AssertStoredAsync(one, 0, chunks[0], chunks[3]);
        await AssertStoredAsync(one, 1, chunks[2]);
        await AssertStoredAsync(two, 0, chunks[1]);
        Assert.Empty(await Stores.Samples.ReadAsync(two.Id, 1, Always, default));
    }

    [StoreFact]
    public async Task Append_LargeBatchTwice_IsStoredOnce()
    {
        var recording = await Stores.DeclareAsync([.. Enumerable.Range(0, 23).Select(i => Given.Eeg($"c{i}"))]);
        Chunk[] chunks = [.. Enumerable.Range(0, 360).Select(i => Given.Chunk(recording, i * 256, seed: i))];
        var results = await Stores.Samples.AppendAsync(chunks, default);
        Assert.All(results, r => Assert.Equal(AppendStatus.Stored, r.Status));
        await AssertStoredAsync(recording, 0, chunks);

        var again = await Stores.Samples.AppendAsync([.. chunks.Reverse()], default);
        Assert.All(again, r => Assert.Equal(AppendStatus.Duplicate, r.Status));
        Assert.Equal(results.Select(r => r.LogId).Reverse(), again.Select(r => r.LogId));
        await Stores.VerifyLogAsync();
    }

    [StoreFact]
    public async Task Append_FailingBatch_LeavesNothingBehind()
    {
        var recording = await Stores.DeclareAsync();
        var unknown = Given.Chunk(recording with { Id = 123_456_789 }, 0);
        int before = (await Stores.VerifyLogAsync()).Count;
        Chunk[] few = [Given.Chunk(recording, 0), unknown];
        Chunk[] many = [.. Enumerable.Range(0, 100).Select(i => Given.Chunk(recording, i * 256)), unknown];
        foreach (var batch in new[] { few, many }) await Assert.ThrowsAnyAsync<Exception>(() => Stores.Samples.AppendAsync(batch, default));

        Assert.Empty(await Stores.Samples.ReadAsync(recording.Id, 0, Always, default));
        Assert.Empty(await Stores.Samples.ReadCoverageAsync(recording.Id, default));
        Assert.Equal(before, (await Stores.VerifyLogAsync()).Count);
        Assert.All(await Stores.Samples.AppendAsync([.. many.SkipLast(1)], default), r => Assert.Equal(AppendStatus.Stored, r.Status));
    }

    [StoreFact]
    public async Task Append_Cancelled_LeavesNothingBehind()
    {
        var recording = await Stores.DeclareAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Stores.Samples.AppendAsync([Given.Chunk(recording, 0)], cancelled.Token));
        Assert.Empty(await Stores.Samples.ReadAsync(recording.Id, 0, Always, default));
        Assert.Equal(AppendStatus.Stored, (await Stores.AppendAsync(Given.Chunk(recording, 0))).Status);
    }

    private async Task AssertStoredAsync(Berger.Recordings.Catalog.StoredRecording recording, int group, params Chunk[] expected)
    {
        var blocks = await Stores.Samples.ReadAsync(recording.Id, group, Always, default);
        Assert.Equal(expected.Select(c => (c.Group, c.Range)), blocks.Select(b => (b.Group, b.Range)));
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i].Data, blocks[i].Data);
    }
}

public sealed class SqliteSampleStoreConformance(SqliteStores stores) : SampleStoreConformance(stores), IClassFixture<SqliteStores>;

[OnPostgres]
public sealed class PostgresSampleStoreConformance(PostgresStores stores) : SampleStoreConformance(stores), IClassFixture<PostgresStores>;
