using Berger.Recordings.Catalog;
using Berger.Signals;

namespace Berger.Recordings.Samples;

/// <summary>
/// The samples of all recordings, as compressed blocks, with a line in the ingestion log for each, and their min/max
/// overview. Blocks and log are append-only: the database itself refuses to change or erase them. Blocks of a channel
/// group never overlap.
/// </summary>
public interface ISampleStore
{
    /// <summary>
    /// Appends chunks in one transaction that is durable when the task completes. A chunk that is stored already is
    /// harmless; one that contradicts what is stored is refused by its result and does not affect the others. So a call
    /// that failed may be repeated as it was: nothing is stored twice.
    /// </summary>
    /// <returns>One result for each chunk, in their order.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot answer now, and may have stored all of the chunks or none.</exception>
    Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<Chunk> chunks, CancellationToken cancellation);

    /// <summary>The blocks that touch a stretch of one channel group, by start.</summary>
    Task<IReadOnlyList<StoredBlock>> ReadAsync(long recording, int group, TimeRange range, CancellationToken cancellation);

    /// <summary>The blocks of a recording whose log entries follow <paramref name="afterLogId"/>, by log id, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredBlock>> ReadAfterAsync(long recording, long afterLogId, int limit, CancellationToken cancellation);

    /// <summary>The stretches of a recording that hold signal, by group and start.</summary>
    Task<IReadOnlyList<CoverageSpan>> ReadCoverageAsync(long recording, CancellationToken cancellation);

    /// <summary>Appends overview segments, and notes up to which log entry the recording's overview is complete.</summary>
    Task AppendOverviewAsync(long recording, IReadOnlyList<OverviewSegment> segments, long throughLogId, CancellationToken cancellation);

    /// <summary>The overview segments of one level that touch a range of buckets. Segments may overlap: the reader merges them.</summary>
    Task<IReadOnlyList<OverviewSegment>> ReadOverviewAsync(
        long recording, int group, int level, long firstBucket, long endBucket, CancellationToken cancellation);

    /// <summary>The last log entry that the stored overview of a recording includes; 0 when none.</summary>
    Task<long> ReadOverviewLogIdAsync(long recording, CancellationToken cancellation);
}

/// <summary>A block on its way into the store.</summary>
/// <param name="Recording">The recording it belongs to.</param>
/// <param name="Group">Its channel group.</param>
/// <param name="Range">The time it covers.</param>
/// <param name="SampleCount">Samples per channel.</param>
/// <param name="Data">The compressed block (docs/formats/signal-block.md).</param>
/// <param name="Checksum">Checksum of the canonical samples (docs/formats/checksum.md).</param>
public sealed record Chunk(StoredRecording Recording, int Group, TimeRange Range, int SampleCount, byte[] Data, string Checksum)
{
    public ChannelGroup ChannelGroup => Recording.Recording.Groups[Group];

    /// <summary>Samples of all channels together.</summary>
    public long ValueCount => (long)SampleCount * ChannelGroup.Channels.Count;

    /// <summary>Half a sample: clocks that differ by less are the same.</summary>
    public Seconds Tolerance => new(ChannelGroup.Rate.DurationOf(new SampleCount(1)).Nanoseconds / 2);
}

/// <summary>What became of a chunk.</summary>
public enum AppendStatus
{
    /// <summary>It is stored now.</summary>
    Stored,

    /// <summary>The very same samples were stored at this time before.</summary>
    Duplicate,

    /// <summary>Other samples are stored at this time; this chunk is not.</summary>
    Conflict,
}

/// <summary>The answer for one chunk.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="LogId">Its line in the ingestion log; for a conflict, the line of the block in its way.</param>
/// <param name="Occupied">For a conflict, the stretch that is stored already.</param>
public readonly record struct AppendResult(AppendStatus Status, long LogId, TimeRange Occupied);

/// <summary>A block in the store.</summary>
/// <param name="LogId">Its line in the ingestion log, which also names the block.</param>
/// <param name="Group">Its channel group.</param>
/// <param name="Range">The time it covers.</param>
/// <param name="Data">The compressed block.</param>
public sealed record StoredBlock(long LogId, int Group, TimeRange Range, byte[] Data);

/// <summary>Minima and maxima of consecutive buckets of one channel group.</summary>
/// <param name="Group">The channel group.</param>
/// <param name="Level">The level: see <see cref="Signals.Overview.OverviewLevels"/>.</param>
/// <param name="FirstBucket">Number of the first bucket, counted from the recording's start.</param>
/// <param name="BucketCount">Number of buckets.</param>
/// <param name="Data">A compressed block <c>[2 × channels, buckets]</c>: the minima of all channels, then the maxima.</param>
public sealed record OverviewSegment(int Group, int Level, long FirstBucket, int BucketCount, byte[] Data);
