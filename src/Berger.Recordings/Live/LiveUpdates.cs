using System.Collections.Concurrent;
using System.Threading.Channels;
using Berger.Signals;

namespace Berger.Recordings.Live;

/// <summary>What changed.</summary>
public enum LiveUpdateKind
{
    /// <summary>New signal is durable.</summary>
    Block,

    /// <summary>Annotations were added.</summary>
    Annotation,

    /// <summary>The device has sent everything.</summary>
    Complete,
}

/// <summary>A change of a recording.</summary>
/// <param name="Kind">What changed.</param>
/// <param name="Key">The recording.</param>
/// <param name="Range">For a block, the time it covers.</param>
public readonly record struct LiveUpdate(LiveUpdateKind Kind, RecordingKey Key, TimeRange Range);

/// <summary>
/// Tells watchers of this process what changed. A watcher that falls <see cref="QueueLength"/> updates behind loses the
/// oldest: updates say where to look and carry no samples, so nothing but time is lost.
/// </summary>
public sealed class LiveUpdates
{
    public const int QueueLength = 256;

    private readonly ConcurrentDictionary<Channel<LiveUpdate>, byte> watchers = new();

    public void Publish(LiveUpdate update)
    {
        foreach (var watcher in watchers.Keys) watcher.Writer.TryWrite(update);
    }

    /// <summary>All updates from now on, until cancelled.</summary>
    public async IAsyncEnumerable<LiveUpdate> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var queue = System.Threading.Channels.Channel.CreateBounded<LiveUpdate>(
            new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.DropOldest });
        watchers.TryAdd(queue, 0);
        try
        {
            await foreach (var update in queue.Reader.ReadAllAsync(cancellation)) yield return update;
        }
        finally
        {
            watchers.TryRemove(queue, out _);
        }
    }
}
