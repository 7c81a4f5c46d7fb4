using Berger.Recordings.Catalog;
using Berger.Recordings.Live;
using Berger.Recordings.Samples;
using Berger.Signals;
using Berger.Signals.Compression;

namespace Berger.Recordings.Ingest;

/// <summary>
/// The way in: checks chunks, has them stored in groups so that many devices share one write to disk, and tells those who
/// watch. A chunk is durable when its task completes.
/// </summary>
public sealed class Ingestion(RecordingDirectory directory, GroupCommit commit, Appender appender, OverviewWriter overviews, LiveUpdates live)
{
    [ThreadStatic]
    private static BlockEncoder? encoder;

    /// <summary>Declares a recording.</summary>
    /// <exception cref="IngestException">The declaration cannot be right.</exception>
    /// <exception cref="RecordingConflictException">It is declared otherwise.</exception>
    public Task<Declaration> DeclareAsync(Recording recording, CancellationToken cancellation)
    {
        ChunkValidator.CheckRecording(recording);
        return directory.DeclareAsync(recording, cancellation);
    }

    /// <summary>Stores one chunk that a device sent.</summary>
    /// <exception cref="IngestException">It is refused; nothing of it is stored.</exception>
    public async Task<IngestReceipt> IngestAsync(IncomingChunk incoming, CancellationToken cancellation)
    {
        ChunkValidator.CheckKey(incoming.Key);
        var recording = await directory.FindAsync(incoming.Key, cancellation);
        var (group, block) = ChunkValidator.ToBlock(incoming, recording?.Recording ?? ChunkValidator.Declare(incoming));
        recording ??= (await DeclareAsync(ChunkValidator.Declare(incoming), cancellation)).Recording;
        var chunk = Compress(recording, group, block);
        return Receive(chunk, await commit.SubmitAsync(chunk, block));
    }

    /// <summary>Stores many blocks of a declared recording in one transaction, past the queue of devices.</summary>
    /// <exception cref="IngestException">Other samples are stored at the time of one of them.</exception>
    public async Task<IReadOnlyList<IngestReceipt>> IngestAsync(
        StoredRecording recording, IReadOnlyList<(ChannelGroup Group, SignalBlock Block)> blocks, CancellationToken cancellation)
    {
        var chunks = new (Chunk Chunk, SignalBlock Block)[blocks.Count];
        Parallel.For(0, chunks.Length, i => chunks[i] = (Compress(recording, blocks[i].Group, blocks[i].Block), blocks[i].Block));
        var results = await appender.AppendAsync(chunks, cancellation);
        return [.. chunks.Zip(results, (chunk, result) => Receive(chunk.Chunk, result))];
    }

    /// <summary>Notes that a recording's device has sent everything.</summary>
    public async Task CompleteAsync(StoredRecording recording, IRecordingCatalog catalog, CancellationToken cancellation)
    {
        await overviews.FlushAsync(recording, cancellation);
        await catalog.CompleteAsync(recording.Id, cancellation);
        live.Publish(new LiveUpdate(LiveUpdateKind.Complete, recording.Recording.Key, default));
    }

    private static Chunk Compress(StoredRecording recording, ChannelGroup group, SignalBlock block)
    {
        encoder ??= new BlockEncoder();
        return new Chunk(recording, group.Index, block.Range, block.SampleCount, encoder.Encode(block), block.ComputeChecksum());
    }

    private static IngestReceipt Receive(Chunk chunk, AppendResult result)
    {
        if (result.Status == AppendStatus.Conflict)
        {
            throw new IngestException(IngestError.Conflict, "start_sec", chunk.Range.Start.ToString(),
                $"Other samples are stored from {result.Occupied.Start} to {result.Occupied.End} s of recording {chunk.Recording.Recording.Key} "
                + $"(log line {result.LogId}). Stored signal never changes: record again under another recording_id.");
        }

        return new IngestReceipt(result.LogId, chunk.Checksum, chunk.ValueCount, result.Status == AppendStatus.Duplicate);
    }
}

/// <summary>The answer for a chunk that is durable.</summary>
/// <param name="LogId">Its line in the ingestion log.</param>
/// <param name="Checksum">The checksum of its canonical samples.</param>
/// <param name="NumSamples">Samples of all channels together.</param>
/// <param name="IsDuplicate">Whether the same chunk was stored before.</param>
public readonly record struct IngestReceipt(long LogId, string Checksum, long NumSamples, bool IsDuplicate);
