using Berger.Recordings.Samples;

namespace Berger.Tests.Conformance;

/// <summary>Many writers at once, in one process and in several.</summary>
public abstract partial class SampleStoreConformance
{
    [StoreFact]
    public async Task Append_SameAndDifferentChunksAtOnce_StoresEachOnce()
    {
        var recording = await Stores.DeclareAsync();
        var again = await Stores.OpenAgainAsync();
        Chunk[] chunks = [.. Enumerable.Range(0, 40).Select(i => Given.Chunk(recording, i * 256, seed: i))];
        var results = await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(writer => chunks.Chunk(1 + writer).Select(batch =>
            Task.Run(() => (writer % 2 == 0 ? Stores : again).Samples.AppendAsync(batch, default)))));

        var all = results.SelectMany(r => r).ToList();
        Assert.Equal(chunks.Length, all.Count(r => r.Status == AppendStatus.Stored));
        Assert.Equal(7 * chunks.Length, all.Count(r => r.Status == AppendStatus.Duplicate));
        await AssertStoredAsync(recording, 0, chunks);
        Assert.Equal([Given.Range(0, 40)], await StretchesAsync(recording.Id));
        await Stores.VerifyLogAsync();
    }

    [StoreFact]
    public async Task Append_ContradictingChunksAtOnce_StoresOneOfThem()
    {
        var recording = await Stores.DeclareAsync();
        var again = await Stores.OpenAgainAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            Task.Run(() => (i % 2 == 0 ? Stores : again).AppendAsync(Given.Chunk(recording, i * 10, seed: i)))));
        var stored = Assert.Single(results, r => r.Status == AppendStatus.Stored);
        Assert.All(results, r => Assert.Equal(stored.LogId, r.LogId));
        Assert.Equal(11, results.Count(r => r.Status == AppendStatus.Conflict));
        await Stores.VerifyLogAsync();
    }

    [StoreFact]
    public async Task Append_ManyRecordingsAtOnceWhileOthersRead_KeepsTheLogWhole()
    {
        var again = await Stores.OpenAgainAsync();
        using var done = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) await again.VerifyLogAsync();
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var stores = writer % 2 == 0 ? Stores : again;
            var recording = await stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("slow", 1));
            for (int i = 0; i < 10; i++)
                await stores.Samples.AppendAsync([Given.Chunk(recording, i * 256), Given.Chunk(recording, i, 1, group: 1)], default);
            var summary = await stores.Catalog.SummarizeAsync(recording.Recording.Key, default);
            Assert.Equal([Given.Range(0, 10), Given.Range(0, 10)], summary!.Coverage.Select(s => s.Range));
        })));
        await done.CancelAsync();
        await reader;
        await Stores.VerifyLogAsync();
    }
}
