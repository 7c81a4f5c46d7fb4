using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;
using Berger.Signals;

namespace Berger.Recordings.Samples;

/// <summary>What a store must look up, inside the transaction that will write, for a batch to be planned.</summary>
public interface IAppendLookup
{
    /// <summary>The end of the log, locked against other writers until the transaction ends.</summary>
    Task<LogHead> LockLogAsync(CancellationToken cancellation);

    Task<IReadOnlyList<CoverageSpan>> ReadCoverageAsync(long recording, int group, CancellationToken cancellation);

    /// <summary>The stored chunk with the greatest start below <paramref name="end"/>; null when there is none.</summary>
    Task<ExistingChunk?> FindLastBeforeAsync(long recording, int group, Seconds end, CancellationToken cancellation);
}

/// <summary>What is known of a chunk that is stored already.</summary>
public readonly record struct ExistingChunk(long LogId, TimeRange Range, string Checksum);

/// <summary>
/// Decides for each chunk of a batch whether it is new, a duplicate or a conflict, and what has to be written. Stores
/// differ only in how they look up and write.
/// </summary>
public sealed class AppendPlan
{
    private readonly List<(Chunk Chunk, LogEntry Entry)> entries = [];
    private readonly Dictionary<(long Recording, int Group), Lane> lanes = [];

    private AppendPlan(int count) => Results = new AppendResult[count];

    /// <summary>One result for each chunk, in their order.</summary>
    public AppendResult[] Results { get; }

    /// <summary>The chunks to write, with their lines of the log, in log order.</summary>
    public IReadOnlyList<(Chunk Chunk, LogEntry Entry)> Entries => entries;

    /// <summary>The stretches to remove from and to add to each recording's coverage.</summary>
    public IEnumerable<(long Recording, int Group, IReadOnlyList<CoverageSpan> Removed, IReadOnlyList<CoverageSpan> Added)> CoverageChanges =>
        lanes.Select(pair => (pair.Key.Recording, pair.Key.Group, pair.Value.Coverage.Removed, pair.Value.Coverage.Added));

    public static async Task<AppendPlan> MakeAsync(
        IReadOnlyList<Chunk> chunks, IAppendLookup lookup, DateTimeOffset now, CancellationToken cancellation)
    {
        var plan = new AppendPlan(chunks.Count);
        var head = await lookup.LockLogAsync(cancellation);
        for (int i = 0; i < chunks.Count; i++)
        {
            var chunk = chunks[i];
            var lane = await plan.LaneOfAsync(chunk, lookup, cancellation);
            if (lane.Coverage.Touches(chunk.Range, chunk.Tolerance))
            {
                plan.Results[i] = await CompareAsync(chunk, lane, lookup, cancellation);
                continue;
            }

            var entry = new LogEntry(head.Id + 1, chunk.Recording.Recording.Key, chunk.Group, chunk.Range, chunk.ValueCount,
                chunk.Checksum, LogEntry.Truncate(now), []);
            entry = entry with { Hash = entry.ComputeHash(head.Hash, lane.Declaration) };
            head = new LogHead(entry.Id, entry.Hash);
            plan.entries.Add((chunk, entry));
            lane.Add(chunk, entry.Id);
            plan.Results[i] = new AppendResult(AppendStatus.Stored, entry.Id, default);
        }

        return plan;
    }

    private async Task<Lane> LaneOfAsync(Chunk chunk, IAppendLookup lookup, CancellationToken cancellation)
    {
        var key = (chunk.Recording.Id, chunk.Group);
        if (lanes.TryGetValue(key, out var known)) return known;
        var coverage = new Coverage(await lookup.ReadCoverageAsync(chunk.Recording.Id, chunk.Group, cancellation));
        return lanes[key] = new Lane(coverage, DeclarationChecksum.Of(chunk.Recording.Recording));
    }

    private static async Task<AppendResult> CompareAsync(Chunk chunk, Lane lane, IAppendLookup lookup, CancellationToken cancellation)
    {
        var inside = Inside(chunk);
        var planned = lane.FindLastBefore(inside.End);
        if (planned is { } overlapping && overlapping.Range.Overlaps(inside)) return Compare(chunk, overlapping);
        var stored = await lookup.FindLastBeforeAsync(chunk.Recording.Id, chunk.Group, inside.End, cancellation);
        var last = planned?.Range.Start > stored?.Range.Start ? planned : stored ?? planned;
        return Compare(chunk, last ?? throw new InvalidOperationException(
            $"The coverage of {chunk.Recording.Recording.Key} names {chunk.Range}, but no block is there. Run berger verify."));
    }

    private static AppendResult Compare(Chunk chunk, ExistingChunk existing) =>
        existing.Range == chunk.Range && existing.Checksum == chunk.Checksum
            ? new AppendResult(AppendStatus.Duplicate, existing.LogId, default)
            : new AppendResult(AppendStatus.Conflict, existing.LogId, existing.Range);

    private static TimeRange Inside(Chunk chunk) => new(chunk.Range.Start + chunk.Tolerance, chunk.Range.End - chunk.Tolerance);

    /// <summary>One channel group of one recording: what it covers, and the batch's own chunks in it.</summary>
    private sealed class Lane(Coverage coverage, string declaration)
    {
        private readonly List<ExistingChunk> planned = [];

        public Coverage Coverage => coverage;

        public string Declaration => declaration;

        public void Add(Chunk chunk, long logId)
        {
            planned.Insert(CountBefore(chunk.Range.Start), new ExistingChunk(logId, chunk.Range, chunk.Checksum));
            coverage.Add(new CoverageSpan(chunk.Group, chunk.Range, chunk.Tolerance, chunk.Data.Length));
        }

        public ExistingChunk? FindLastBefore(Seconds end) => CountBefore(end) is > 0 and var count ? planned[count - 1] : null;

        private int CountBefore(Seconds end)
        {
            int low = 0;
            for (int high = planned.Count; low < high;)
            {
                int middle = (low + high) / 2;
                if (planned[middle].Range.Start < end) low = middle + 1;
                else high = middle;
            }

            return low;
        }
    }
}
