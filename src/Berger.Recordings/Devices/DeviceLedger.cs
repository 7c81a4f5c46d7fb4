using Berger.Signals;

namespace Berger.Recordings.Devices;

/// <summary>What a device has read, sent and been acknowledged; safe from several threads.</summary>
internal sealed class DeviceLedger(TimeProvider time, IProgress<DeviceProgress>? progress)
{
    private readonly Lock gate = new();
    private readonly long started = time.GetTimestamp();
    private readonly HashSet<ChunkId> pending = [];
    private DeviceProgress totals = new(0, 0, 0, 0, 0, TimeSpan.Zero, null);
    private Seconds readUpTo;
    private DeviceFailure? failure;

    public bool HasFailed => Volatile.Read(ref failure) is not null;

    public void Read(ChunkId chunk)
    {
        lock (gate)
        {
            pending.Add(chunk);
            readUpTo = Seconds.Max(readUpTo, chunk.Range.End);
            totals = totals with { Read = totals.Read + 1 };
        }
    }

    public void Sent() => Report(t => t with { Sent = t.Sent + 1 });

    public void Resent(string problem) => Report(t => t with { Resent = t.Resent + 1, LastProblem = problem });

    public void Acknowledge(ChunkAcknowledgement acknowledgement)
    {
        lock (gate) pending.Remove(acknowledgement.Chunk);
        Report(t => t with
        {
            Acknowledged = t.Acknowledged + 1,
            Duplicates = t.Duplicates + (acknowledgement.IsDuplicate ? 1 : 0),
            LastProblem = null,
        });
    }

    /// <summary>Keeps the first failure.</summary>
    public void Fail(DeviceFailure why) => Interlocked.CompareExchange(ref failure, why, null);

    public DeviceReport Finish(RecordingKey key, bool isComplete)
    {
        lock (gate)
        {
            ChunkId[] unacknowledged = [.. pending.OrderBy(c => c.Range.Start).ThenBy(c => c.Group)];
            return new(key, totals with { Elapsed = time.GetElapsedTime(started) }, isComplete, failure, unacknowledged, readUpTo);
        }
    }

    private void Report(Func<DeviceProgress, DeviceProgress> change)
    {
        lock (gate)
        {
            totals = change(totals) with { Elapsed = time.GetElapsedTime(started) };
            progress?.Report(totals);
        }
    }
}
