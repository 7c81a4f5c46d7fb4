using System.Collections.Concurrent;
using System.Numerics;
using Berger.Recordings.Catalog;
using Berger.Signals;
using Berger.Signals.Compression;
using Berger.Signals.Overview;

namespace Berger.Recordings.Samples;

/// <summary>
/// Builds the min/max overview of recordings while their blocks arrive. What is not yet written is kept in memory; after
/// a crash it is made again from the blocks whose log entries follow the last one that the stored overview includes.
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
        await CatchUpAsync(overview, cancellation);
        await overview.WriterTurn.WaitAsync(cancellation);
        try
        {
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
        await CatchUpAsync(overview, cancellation);
        await overview.WriterTurn.WaitAsync(cancellation);
        try
        {
            var segments = new List<OverviewSegment>();
            long through;
            PendingOverview written;
            lock (overview)
            {
                if (overview.BucketCount == 0) return;
                written = overview.Take();
                through = overview.ThroughLogId;
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

    private async Task CatchUpAsync(PendingOverview overview, CancellationToken cancellation)
    {
        if (overview.CaughtUp) return;
        var decoder = new BlockDecoder();
        long after = await store.ReadOverviewLogIdAsync(overview.Recording.Id, cancellation);
        for (; ; )
        {
            var blocks = await store.ReadAfterAsync(overview.Recording.Id, after, BlocksPerRead, cancellation);
            foreach (var stored in blocks)
            {
                var block = decoder.Decode(stored.Data, stored.Range.Start, overview.Recording.Recording.Groups[stored.Group].Rate);
                lock (overview) overview.Add(stored.Group, block, stored.LogId);
                after = stored.LogId;
            }

            if (blocks.Count < BlocksPerRead) break;
        }

        overview.CaughtUp = true;
    }

    /// <summary>The unwritten overview of one recording. Its owner locks it.</summary>
    private sealed class PendingOverview(StoredRecording recording)
    {
        private Groups<int> digital = new(recording.Recording);
        private Groups<double> physical = new(recording.Recording);

        public StoredRecording Recording => recording;

        public SemaphoreSlim WriterTurn { get; } = new(1);

        /// <summary>Whether everything that the store holds was seen, here or in the written overview.</summary>
        public bool CaughtUp { get; set; }

        public long ThroughLogId { get; private set; }

        public int BucketCount => digital.BucketCount + physical.BucketCount;

        public void Add(int group, SignalBlock block, long logId)
        {
            long first = block.Rate.CountIn(block.Start).Value;
            if (block.IsDigital) digital[group].Add(block.Digital, first);
            else physical[group].Add(block.Physical, first);
            ThroughLogId = Math.Max(ThroughLogId, logId);
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
        public void ForgetProgress() => (CaughtUp, ThroughLogId) = (false, 0);
    }

    private sealed class Groups<T>(Recording recording)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        private readonly OverviewBuilder<T>[] builders = [.. recording.Groups.Select(group => new OverviewBuilder<T>(group.Channels.Count))];

        public int BucketCount => builders.Sum(builder => builder.BucketCount);

        public OverviewBuilder<T> this[int group] => builders[group];
    }
}
