using Berger.Recordings.Live;
using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Recordings.Ingest;

/// <summary>
/// Appends blocks in one transaction, then tells the overview and those who watch, in the log's order: the overview's
/// progress is a line of the log, and must not pass a block that it has not seen. The same samples in other pieces are a
/// duplicate too.
/// </summary>
public sealed class Appender(ISampleStore store, OverviewWriter overviews, LiveUpdates live)
{
    /// <returns>One result for each block, in their order.</returns>
    public async Task<IReadOnlyList<AppendResult>> AppendAsync(
        IReadOnlyList<(Chunk Chunk, SignalBlock Block)> blocks, CancellationToken cancellation)
    {
        AppendResult[] results = [.. await store.AppendAsync([.. blocks.Select(block => block.Chunk)], cancellation)];
        for (int i = 0; i < blocks.Count; i++)
        {
            var (chunk, block) = blocks[i];
            if (results[i].Status == AppendStatus.Conflict && await StoredSamples.HoldAsync(store, chunk, block, CancellationToken.None))
                results[i] = results[i] with { Status = AppendStatus.Duplicate };
            if (results[i].Status != AppendStatus.Stored) continue;
            await overviews.AddAsync(chunk.Recording, chunk.Group, block, results[i].LogId, CancellationToken.None);
            live.Publish(new LiveUpdate(LiveUpdateKind.Block, chunk.Recording.Recording.Key, block.Range));
        }

        return results;
    }
}
