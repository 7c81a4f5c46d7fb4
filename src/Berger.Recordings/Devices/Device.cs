using System.Threading.Channels;
using Berger.Signals;
using Queue = System.Threading.Channels.Channel;

namespace Berger.Recordings.Devices;

/// <summary>
/// Plays a recording to a Berger server as an amplifier would: chunk by chunk, keeping each until it is acknowledged and
/// sending it again until it is.
/// </summary>
/// <param name="source">What it plays.</param>
/// <param name="client">How it reaches the server: its base address, and the time given to one attempt. It stays the caller's.</param>
/// <param name="options">How it sends.</param>
/// <param name="time">The clock of its pace and pauses; null for the system's.</param>
public sealed class Device(IRecordingSource source, HttpClient client, DeviceOptions options, TimeProvider? time = null)
{
    private const int AnnotationsPerRequest = 500;

    /// <summary>A timer takes 49 days at most, and a gap may last longer.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly TimeProvider time = time ?? TimeProvider.System;
    private readonly ChunkEncoder encoder = new(source.Recording, options.Encoding);

    /// <summary>Called once for each chunk that the server holds, from several threads.</summary>
    public Action<ChunkAcknowledgement>? Acknowledged { get; init; }

    /// <summary>Declares the recording, sends its chunks and annotations, and marks it complete.</summary>
    /// <param name="progress">Told after every answer, in order, one at a time; it should return soon.</param>
    /// <param name="cancellation">Ends the device within moments; the report then says what was not acknowledged.</param>
    /// <returns>How it ended; a refusal by the server is no exception. What the source throws is thrown, after what was read before is sent.</returns>
    public async Task<DeviceReport> RunAsync(IProgress<DeviceProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        var ledger = new DeviceLedger(time, progress);
        var connection = new DeviceConnection(client, options, time, ledger);
        try
        {
            await connection.SendAsync("the recording's declaration", "recordings", "application/json", DeviceMessages.Declaration(source.Recording), cancellation);
            await StreamAsync(connection, ledger, cancellation);
            foreach (var annotations in source.Annotations.Chunk(AnnotationsPerRequest))
                await connection.SendAsync("the annotations", "annotations", "application/json", DeviceMessages.Annotations(source.Recording.Key, annotations, options), cancellation);
            await connection.SendAsync("the recording's completion", DeviceMessages.CompletionPath(source.Recording.Key), "application/json", default, cancellation);
            return ledger.Finish(source.Recording.Key, isComplete: true);
        }
        catch (DeviceRefusedException refused)
        {
            ledger.Fail(refused.Failure);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested || ledger.HasFailed)
        {
            // The report says what was not acknowledged.
        }

        return ledger.Finish(source.Recording.Key, isComplete: false);
    }

    private async Task StreamAsync(DeviceConnection connection, DeviceLedger ledger, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = Queue.CreateBounded<(ChunkId Id, SignalBlock Block)>(new BoundedChannelOptions(options.Buffer) { SingleWriter = true });
        var senders = Enumerable.Range(0, options.InFlight).Select(_ => Task.Run(SendAllAsync, CancellationToken.None));
        await Task.WhenAll([Task.Run(ReadAllAsync, CancellationToken.None), .. senders]);
        stop.Token.ThrowIfCancellationRequested();

        async Task ReadAllAsync()
        {
            try
            {
                long started = time.GetTimestamp();
                foreach (var (group, block) in ReadByTime())
                {
                    await PaceAsync(started, block.End, stop.Token);
                    var id = new ChunkId(group, block.Range);
                    ledger.Read(id);
                    await queue.Writer.WriteAsync((id, block), stop.Token);
                }
            }
            finally
            {
                queue.Writer.Complete();
            }
        }

        async Task SendAllAsync()
        {
            try
            {
                await foreach (var (id, block) in queue.Reader.ReadAllAsync(stop.Token)) await SendAsync(connection, ledger, id, block, stop.Token);
            }
            catch (DeviceRefusedException refused)
            {
                ledger.Fail(refused.Failure);
                await stop.CancelAsync();
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    private async Task SendAsync(DeviceConnection connection, DeviceLedger ledger, ChunkId id, SignalBlock block, CancellationToken cancellation)
    {
        var (path, mediaType, body) = encoder.Encode(id.Group, block);
        ledger.Sent();
        byte[] answer = await connection.SendAsync(id.ToString(), path, mediaType, body, cancellation);
        var acknowledgement = DeviceMessages.Acknowledgement(id, answer);
        if (acknowledgement.Checksum != block.ComputeChecksum() && acknowledgement.Checksum != encoder.InOtherForm(id.Group, block)?.ComputeChecksum())
        {
            throw new DeviceRefusedException(new(id.ToString(), null,
                $"the server stored {acknowledgement.Checksum}, but {block.ComputeChecksum()} was sent; look for what alters requests on the way."));
        }

        ledger.Acknowledge(acknowledgement);
        Acknowledged?.Invoke(acknowledgement);
    }

    /// <summary>The blocks of all groups, by start.</summary>
    private IEnumerable<(int Group, SignalBlock Block)> ReadByTime()
    {
        var groups = source.Recording.Groups.Select(g => source.ReadBlocks(g.Index, options.ChunkDuration).GetEnumerator()).ToArray();
        try
        {
            var next = new PriorityQueue<int, (Seconds, int)>();
            for (int group = 0; group < groups.Length; group++) Advance(group);
            while (next.TryDequeue(out int group, out _))
            {
                yield return (group, groups[group].Current);
                Advance(group);
            }

            void Advance(int group)
            {
                if (groups[group].MoveNext()) next.Enqueue(group, (groups[group].Current.Start, group));
            }
        }
        finally
        {
            foreach (var group in groups) group.Dispose();
        }
    }

    /// <summary>Waits until the signal would have been recorded.</summary>
    private async Task PaceAsync(long started, Seconds recorded, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (double.IsInfinity(options.Speed)) return;
        var due = TimeSpan.FromSeconds(recorded.ToDouble() / options.Speed);
        while (due - time.GetElapsedTime(started) is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait < LongestDelay ? wait : LongestDelay, time, cancellation);
    }
}
