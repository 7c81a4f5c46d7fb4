using System.Collections.Concurrent;
using System.Numerics;
using Berger.Recordings.Catalog;
using Berger.Signals;
using Berger.Signals.Compression;
using Berger.Signals.Overview;

namespace Berger.Recordings.Samples;

/// <summary>
/// Builds the min/max overview of recordings while their blocks arrive. What is not yet written is kept in memory. Blocks
/// that did not come by here (after a crash, or from another process) are taken from the store before anything is read or
/// written: those whose log entries follow the last one that was seen.
/// </summary>
public sealed class OverviewWriter(ISampleStore store) : IAsyncDisposable
{
    /// <summary>Level-0 buckets that are gathered before they are written: eight minutes at 256 Hz.</summary>
    private const int BucketsPerWrite = 2048;

    private const int BlocksPerRead = 256;

    private readonly ConcurrentDictionary<long, PendingOverview> pending = new();

    /// <summary>Takes a block that was stored. Writes when enough has gathered.</summary>
    public async Task AddAsync(StoredRecording recording, int group, SignalBlock block, long logId, CancellationToken cancellation)
    {
        var overview = PendingOf(recording);
        bool full;
        lock (overview)
        {
            overview.Add(group, block, logId);
            full = overview.BucketCount >= BucketsPerWrite;
        }

        if (full) await WriteAsync(overview, cancellation);
    }

    /// <summary>Writes what has gathered of a recording.</summary>
    public Task FlushAsync(StoredRecording recording, CancellationToken cancellation) => WriteAsync(PendingOf(recording), cancellation);

    /// <summary>What the store does not have yet of one level, as runs of buckets: see <see cref="OverviewSegment"/>.</summary>
    public async Task<IReadOnlyList<(long FirstBucket, SignalBlock Buckets)>> ReadPendingAsync(
        StoredRecording recording, int group, int level, CancellationToken cancellation)
    {
        var overview = PendingOf(recording);
        await overview.WriterTurn.WaitAsync(cancellation);
        try
        {
            await CatchUpAsync(overview, cancellation);
            lock (overview) return overview.Runs(group, level);
        }
        finally
        {
            overview.WriterTurn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var overview in pending.Values) await WriteAsync(overview, CancellationToken.None);
    }

    private PendingOverview PendingOf(StoredRecording recording) => pending.GetOrAdd(recording.Id, _ => new PendingOverview(recording));

    private async Task WriteAsync(PendingOverview overview, CancellationToken cancellation)
    {
        await overview.WriterTurn.WaitAsync(cancellation);
        try
        {
            await CatchUpAsync(overview, cancellation);
            var segments = new List<OverviewSegment>();
            long through;
            PendingOverview written;
            lock (overview)
            {
                if (overview.BucketCount == 0) return;
                written = overview.Take();
                through = overview.SeenThrough!.Value;
            }

            var encoder = new BlockEncoder();
            for (int group = 0; group < overview.Recording.Recording.Groups.Count; group++)
            {
                for (int level = 0; level < OverviewLevels.Count; level++)
                {
                    segments.AddRange(written.Runs(group, level).Select(run => new OverviewSegment(
                        group, level, run.FirstBucket, run.Buckets.SampleCount, encoder.Encode(run.Buckets))));
                }
            }

            try
            {
                await store.AppendOverviewAsync(overview.Recording.Id, segments, through, cancellation);
            }
            catch
            {
                lock (overview) overview.ForgetProgress();
                throw;
            }
        }
        finally
        {
            overview.WriterTurn.Release();
        }
    }

    /// <summary>Takes in what the store has and has not come by here. The caller has the writer's turn.</summary>
    private async Task CatchUpAsync(PendingOverview overview, CancellationToken cancellation)
    {
        long seen = overview.SeenThrough ?? await store.ReadOverviewLogIdAsync(overview.Recording.Id, cancellation);
        lock (overview) overview.PassTo(seen);
        IReadOnlyList<StoredBlock> blocks;
        do
        {
            blocks = await store.ReadAfterAsync(overview.Recording.Id, overview.SeenThrough!.Value, BlocksPerRead, cancellation);
            foreach (var stored in blocks)
            {
                lock (overview)
                {
                    if (overview.PassTo(stored.LogId)) continue;
                    var rate = overview.Recording.Recording.Groups[stored.Group].Rate;
                    overview.Add(stored.Group, overview.Decoder.Decode(stored.Data, stored.Range.Start, rate));
                }
            }
        }
        while (blocks.Count == BlocksPerRead);
    }

    /// <summary>The unwritten overview of one recording. Its owner locks it.</summary>
    private sealed class PendingOverview(StoredRecording recording)
    {
        private readonly HashSet<long> ahead = [];
        private Groups<int> digital = new(recording.Recording);
        private Groups<double> physical = new(recording.Recording);

        public StoredRecording Recording => recording;

        public SemaphoreSlim WriterTurn { get; } = new(1);

        public BlockDecoder Decoder { get; } = new();

        /// <summary>Log id up to which every stored block is in, here or in the written overview; null until the store was asked.</summary>
        public long? SeenThrough { get; private set; }

        public int BucketCount => digital.BucketCount + physical.BucketCount;

        /// <summary>Adds a block that was just stored; others with lower ids may still be on their way here.</summary>
        public void Add(int group, SignalBlock block, long logId)
        {
            if (logId > (SeenThrough ?? 0) && ahead.Add(logId)) Add(group, block);
        }

        public void Add(int group, SignalBlock block)
        {
            long first = block.Rate.CountIn(block.Start).Value;
            if (block.IsDigital) digital[group].Add(block.Digital, first);
            else physical[group].Add(block.Physical, first);
        }

        /// <summary>Moves on in the log.</summary>
        /// <returns>Whether that block was added before.</returns>
        public bool PassTo(long logId)
        {
            SeenThrough = logId;
            return ahead.Remove(logId);
        }

        public List<(long FirstBucket, SignalBlock Buckets)> Runs(int group, int level)
        {
            var rate = recording.Recording.Groups[group].Rate;
            int rows = 2 * recording.Recording.Groups[group].Channels.Count;
            return
            [
                .. digital[group].Runs(level).Select(run => (run.FirstBucket, SignalBlock.OfDigital(Seconds.Zero, rate, rows, run.Values))),
                .. physical[group].Runs(level).Select(run => (run.FirstBucket, SignalBlock.OfPhysical(Seconds.Zero, rate, rows, run.Values))),
            ];
        }

        /// <summary>Takes everything out, into an object of its own.</summary>
        public PendingOverview Take()
        {
            var taken = new PendingOverview(recording) { digital = digital, physical = physical };
            (digital, physical) = (new(recording.Recording), new(recording.Recording));
            return taken;
        }

        /// <summary>After a failed write: what was taken is made again from the blocks.</summary>
        public void ForgetProgress()
        {
            SeenThrough = null;
            ahead.Clear();
        }
    }

    private sealed class Groups<T>(Recording recording)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        private readonly OverviewBuilder<T>[] builders = [.. recording.Groups.Select(group => new OverviewBuilder<T>(group.Channels.Count))];

        public int BucketCount => builders.Sum(builder => builder.BucketCount);

        public OverviewBuilder<T> this[int group] => builders[group];
    }
}
