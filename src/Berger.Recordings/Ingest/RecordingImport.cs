using Berger.Recordings.Annotations;
using Berger.Recordings.Catalog;
using Berger.Recordings.Devices;
using Berger.Recordings.Live;
using Berger.Signals;

namespace Berger.Recordings.Ingest;

/// <summary>
/// Bulk import, straight into the store. Interrupted, it goes on where it was when it is run again: what is stored
/// already is recognized.
/// </summary>
public sealed class RecordingImport(Ingestion ingestion, IRecordingCatalog catalog, IAnnotationStore annotations, LiveUpdates live)
{
    /// <summary>The length of a stored block, unless the rate is very low or the channels very many.</summary>
    private static readonly Seconds BlockDuration = Seconds.From(10.0);

    private const int MinimumBlockSamples = 512;

    private const int MaximumBlockValues = 1 << 20;

    private const int BatchValues = 1 << 20;

    /// <param name="source">What to import.</param>
    /// <param name="origin">Where its annotations come from, such as <c>file:chb01_03.edf</c>.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="RecordingConflictException">A recording of this name is another one.</exception>
    /// <exception cref="IngestException">Other samples are stored at the same time.</exception>
    public async Task<ImportResult> ImportAsync(
        IRecordingSource source, string origin, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        var (stored, _) = await ingestion.DeclareAsync(source.Recording, cancellation);
        var result = new ImportResult(stored.Recording.Key, 0, 0, source.Annotations.Count);
        var writing = Task.FromResult<IReadOnlyList<IngestReceipt>>([]);
        foreach (var batch in Batches(stored.Recording, source))
        {
            cancellation.ThrowIfCancellationRequested();
            result = result.Plus(await writing);
            writing = Task.Run(() => ingestion.IngestAsync(stored, batch, cancellation), cancellation);
            progress?.Report(new ImportProgress(batch[^1].Block.End));
        }

        result = result.Plus(await writing);
        if (source.Annotations.Count > 0)
        {
            await annotations.AddAsync(stored.Recording.Key, [.. source.Annotations.Select(a => new NewAnnotation(a, "", origin))], cancellation);
            live.Publish(new LiveUpdate(LiveUpdateKind.Annotation, stored.Recording.Key, default));
        }

        await ingestion.CompleteAsync(stored, catalog, cancellation);
        return result;
    }

    private static IEnumerable<List<(ChannelGroup Group, SignalBlock Block)>> Batches(Recording recording, IRecordingSource source)
    {
        var batch = new List<(ChannelGroup, SignalBlock)>();
        long values = 0;
        foreach (var group in recording.Groups)
        {
            foreach (var block in source.ReadBlocks(group.Index, BlockDurationOf(group)))
            {
                batch.Add((group, block));
                values += (long)block.SampleCount * block.ChannelCount;
                if (values < BatchValues) continue;
                yield return batch;
                (batch, values) = ([], 0);
            }
        }

        if (batch.Count > 0) yield return batch;
    }

    private static Seconds BlockDurationOf(ChannelGroup group)
    {
        long most = Math.Max(1, MaximumBlockValues / group.Channels.Count);
        long wanted = Math.Max(group.Rate.CountIn(BlockDuration).Value, MinimumBlockSamples);
        return group.Rate.DurationOf(new SampleCount(Math.Min(wanted, most)));
    }
}

/// <summary>How far an import is.</summary>
/// <param name="Through">Time of the recording that was read last.</param>
public readonly record struct ImportProgress(Seconds Through);

/// <summary>What an import did.</summary>
/// <param name="Key">The recording.</param>
/// <param name="StoredBlocks">Blocks that are new.</param>
/// <param name="KnownBlocks">Blocks that were stored before.</param>
/// <param name="AnnotationCount">Annotations of the source.</param>
public sealed record ImportResult(RecordingKey Key, int StoredBlocks, int KnownBlocks, int AnnotationCount)
{
    internal ImportResult Plus(IReadOnlyList<IngestReceipt> receipts)
    {
        int known = receipts.Count(receipt => receipt.IsDuplicate);
        return this with { StoredBlocks = StoredBlocks + receipts.Count - known, KnownBlocks = KnownBlocks + known };
    }
}
