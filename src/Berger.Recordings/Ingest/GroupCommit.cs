using System.Threading.Channels;
using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Recordings.Ingest;

/// <summary>
/// Stores chunks of many devices in common transactions: while one is written to disk, the next gathers. The queue is
/// bounded; when it is full, a chunk is refused at once rather than kept waiting.
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    /// <summary>Chunks that may wait.</summary>
    public const int QueueLength = 1024;

    /// <summary>Compressed bytes that may wait.</summary>
    public const long QueueBytes = 64 << 20;

    private const int ChunksPerCommit = 256;

    private readonly Appender appender;
    private readonly Channel<Waiting> queue = System.Threading.Channels.Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true });

    private readonly Task writing;
    private long waitingBytes;

    public GroupCommit(Appender appender)
    {
        this.appender = appender;
        writing = Task.Run(WriteAsync);
    }

    /// <summary>
    /// Has a chunk stored. It is durable when the task completes. A client that goes away meanwhile changes nothing: the
    /// chunk is on its way.
    /// </summary>
    /// <exception cref="IngestException">Too many chunks wait (<see cref="IngestError.Overloaded"/>).</exception>
    public Task<AppendResult> SubmitAsync(Chunk chunk, SignalBlock block)
    {
        var waiting = new Waiting(chunk, block);
        if (Interlocked.Add(ref waitingBytes, chunk.Data.Length) > QueueBytes || !queue.Writer.TryWrite(waiting))
        {
            Interlocked.Add(ref waitingBytes, -chunk.Data.Length);
            throw new IngestException(IngestError.Overloaded, "samples", null, "Too many chunks wait to be stored. Keep this one and send it again.");
        }

        return waiting.Done.Task;
    }

    /// <summary>Stores what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAsync()
    {
        var batch = new List<Waiting>();
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < ChunksPerCommit && queue.Reader.TryRead(out var waiting)) batch.Add(waiting);
            await CommitAsync(batch);
            Interlocked.Add(ref waitingBytes, -batch.Sum(waiting => (long)waiting.Chunk.Data.Length));
        }
    }

    private async Task CommitAsync(List<Waiting> batch)
    {
        try
        {
            var results = await appender.AppendAsync([.. batch.Select(waiting => (waiting.Chunk, waiting.Block))], CancellationToken.None);
            for (int i = 0; i < batch.Count; i++) batch[i].Done.SetResult(results[i]);
        }
        catch (Exception error)
        {
            foreach (var waiting in batch) waiting.Done.SetException(error);
        }
    }

    private sealed record Waiting(Chunk Chunk, SignalBlock Block)
    {
        public TaskCompletionSource<AppendResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
